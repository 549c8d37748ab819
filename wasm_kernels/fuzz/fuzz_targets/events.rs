//! Any bytes are a host: they choose a graph and then what the host does, one byte an act.
//!
//! A host that keeps to the rules (first byte even): never a panic, every handle that the engine took
//! is released exactly once, none that it did not take, no queue beyond its capacity. A host that
//! does not (odd): never a panic, and commands that can be read.

#![no_main]

#[path = "../../crates/graph_engine/tests/support/commands.rs"]
#[allow(dead_code)]
mod commands;
#[path = "../../crates/graph_engine/tests/support/events.rs"]
#[allow(dead_code)]
mod events;
mod hosts;

use graph_engine::Engine;
use libfuzzer_sys::fuzz_target;
use serde_json::Value;

const CONTEXT: &[u8] = br#"{"python_nodes": {
    "One": {"inputs": [{"name": "default", "type": "any"}], "outputs": [{"name": "default", "type": "any"}], "is_source": false},
    "Two": {"inputs": [{"name": "left", "type": "any"}, {"name": "right", "type": "any"}],
            "outputs": [{"name": "a", "type": "any"}, {"name": "b", "type": "any"}], "is_source": false},
    "Source": {"inputs": [], "outputs": [{"name": "default", "type": "any"}], "is_source": true}},
    "bundle_nodes": [], "manifest_file": "manifest.json"}"#;

/// Graphs with a chain, a fan-out, a fan-in, a source, every way of failing, and queues that drop.
const GRAPHS: [&str; 8] = [
    r#"{"nodes": [["a", "MultiplyNode", {"params": {"factor": 2}}]], "connections": []}"#,
    r#"{"nodes": [["a", "One", {}], ["b", "MultiplyNode", {}], ["c", "One", {"on_error": "skip"}]], "connections": ["a>b", "b>c"]}"#,
    r#"{"nodes": [["a", "PassThroughNode", {}], ["b", "One", {"on_error": "retry"}], ["c", "One", {}]], "connections": ["a>b", "a>c"]}"#,
    r#"{"nodes": [["a", "One", {}], ["b", "One", {}], ["c", "Two", {}]], "connections": ["a>c.left", "b>c.right"]}"#,
    r#"{"nodes": [["s", "Source", {}], ["a", "One", {}]], "connections": ["s>a"]}"#,
    r#"{"nodes": [["a", "PassThroughNode", {}], ["b", "One", {}]], "connections": ["a>b!1"]}"#,
    r#"{"nodes": [["a", "One", {}], ["b", "One", {}]], "connections": ["a>b!2"]}"#,
    r#"{"nodes": [["a", "AudioResampleNode", {"params": {"target_sample_rate": 16000}}], ["b", "AudioLevelNode", {}], ["c", "One", {}]], "connections": ["a>b", "a>c"]}"#,
];

fuzz_target!(|bytes: &[u8]| {
    let [kind, acts @ ..] = bytes else { return };
    let mut engine = Engine::new(native_nodes::TYPES);
    let manifest = manifest(GRAPHS[usize::from(kind >> 1) % GRAPHS.len()]);
    let answer: Value = serde_json::from_slice(&engine.open(&manifest, CONTEXT)).expect("the answer is JSON");
    assert_eq!(answer["ok"], true, "{answer}");
    if kind % 2 == 0 {
        hosts::Orderly::new(engine, &answer["plan"]).act(acts);
    } else {
        hosts::unruly(engine, acts);
    }
});

/// The short form above, written out: `from>to`, with a dropping queue of so many packets behind `!`.
fn manifest(short: &str) -> Vec<u8> {
    let short: Value = serde_json::from_str(short).expect("the graphs above are JSON");
    let nodes: Vec<Value> = short["nodes"].as_array().expect("a list").iter().map(node).collect();
    let connections: Vec<Value> = short["connections"].as_array().expect("a list").iter().map(connection).collect();
    let whole =
        serde_json::json!({"version": "v1", "metadata": {"name": "fuzz"}, "nodes": nodes, "connections": connections});
    serde_json::to_vec(&whole).expect("JSON can be written")
}

fn node(short: &Value) -> Value {
    let mut node = short[2].clone();
    node["id"] = short[0].clone();
    node["node_type"] = short[1].clone();
    node
}

fn connection(short: &Value) -> Value {
    let text = short.as_str().expect("a text");
    let (ends, capacity) = text.split_once('!').map_or((text, None), |(ends, capacity)| (ends, Some(capacity)));
    let (from, to) = ends.split_once('>').expect("two ends");
    let mut connection = serde_json::json!({"from": from, "to": to});
    if let Some(capacity) = capacity {
        connection["capacity_packets"] = capacity.parse::<u32>().expect("a number").into();
        connection["overflow"] = "drop_oldest".into();
    }
    connection
}
