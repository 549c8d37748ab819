//! Graphs of a size that nobody draws by hand: nothing recurses, and no step looks at all of them.

mod support;

use std::fmt::Write;

use graph_engine::Engine;
use support::commands::{Command, decode};
use support::events::{Inbox, text};
use support::nodes::TYPES;

/// Runs a graph of nodes that pass packets on; the packets that came out of the last node.
fn run(nodes: usize, edges: impl Iterator<Item = (usize, usize)>, packets: usize) -> usize {
    let mut manifest = String::from(r#"{"version": "v1", "nodes": ["#);
    for node in 0..nodes {
        let comma = if node == 0 { "" } else { "," };
        write!(manifest, r#"{comma}{{"id": "n{node}", "node_type": "PassNode"}}"#).unwrap();
    }
    manifest += r#"], "connections": ["#;
    for (index, (from, to)) in edges.enumerate() {
        let comma = if index == 0 { "" } else { "," };
        write!(manifest, r#"{comma}{{"from": "n{from}", "to": "n{to}"}}"#).unwrap();
    }
    write!(manifest, r#"], "outputs": [{{"from": "n{}"}}]}}"#, nodes - 1).unwrap();
    let mut engine = Engine::new(TYPES);
    let answer: serde_json::Value = serde_json::from_slice(&engine.open(manifest.as_bytes(), b"")).unwrap();
    assert_eq!(answer["ok"], true, "{}", answer["diagnostics"]);
    let inputs = answer["plan"]["inputs"].as_array().unwrap().len();
    let mut inbox = Inbox::default();
    for input in 0..inputs as u32 {
        for at in 0..packets {
            inbox.push(input, &text(&mut engine, "x").at(at as f64));
        }
        inbox.close(input);
    }
    let mut given = 0;
    let mut state = inbox.step(&mut engine, 1000, 0.0);
    loop {
        let commands = decode(engine.outbox());
        assert!(!commands.iter().any(|command| matches!(command, Command::Note { .. } | Command::Failed { .. })));
        given += commands.iter().filter(|command| matches!(command, Command::Output { .. })).count();
        if state & 2 == 2 {
            return given;
        }
        assert_eq!(state & 1, 1, "nothing else keeps it from going on");
        state = Inbox::default().step(&mut engine, 1000, 0.0);
    }
}

#[test]
fn ten_thousand_nodes_in_a_row() {
    assert_eq!(run(10_000, (0..9_999).map(|node| (node, node + 1)), 3), 3);
}

#[test]
fn five_thousand_nodes_into_one() {
    assert_eq!(run(5_001, (0..5_000).map(|node| (node, 5_000)), 2), 10_000);
}

#[test]
fn a_hundred_thousand_connections() {
    // Two layers, each node of the first into each of the second, and all of these into one.
    let width = 316;
    let layers = (0..width).flat_map(|from| (width..2 * width).map(move |to| (from, to)));
    let last = (width..2 * width).map(|from| (from, 2 * width));
    assert_eq!(run(2 * width + 1, layers.chain(last), 1), width * width);
}

#[test]
fn a_ring_of_ten_thousand_nodes_is_named() {
    let mut nodes = String::new();
    let mut edges = String::new();
    for node in 0..10_000 {
        let comma = if node == 0 { "" } else { "," };
        write!(nodes, r#"{comma}{{"id": "n{node}", "node_type": "PassNode"}}"#).unwrap();
        write!(edges, r#"{comma}{{"from": "n{node}", "to": "n{}"}}"#, (node + 1) % 10_000).unwrap();
    }
    let manifest = format!(r#"{{"version": "v1", "nodes": [{nodes}], "connections": [{edges}]}}"#);
    let answer = Engine::new(TYPES).open(manifest.as_bytes(), b"");
    let answer: serde_json::Value = serde_json::from_slice(&answer).unwrap();
    assert_eq!(answer["diagnostics"][0]["code"], "cycle");
}
