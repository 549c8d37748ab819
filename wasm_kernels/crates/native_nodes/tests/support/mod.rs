//! Runs one node by itself.

#![allow(dead_code, reason = "every test file uses a part of it")]

use std::rc::Rc;

use graph_engine::diagnostic::Diagnostic;
use graph_engine::native::{Emitted, NativeNode, NativeType, NodeError, Outputs};
use graph_engine::packet::{Audio, Packet, Value};
use graph_engine::params::Params;

pub fn node_type(name: &str) -> &'static NativeType {
    native_nodes::TYPES
        .iter()
        .find(|node| node.name == name || node.aliases.contains(&name))
        .unwrap_or_else(|| panic!("there is no {name}"))
}

/// The node, and what was noticed about its params.
pub type Built = (Box<dyn NativeNode>, Vec<Diagnostic>);

pub fn build(name: &str, params: &str) -> Result<Built, Vec<Diagnostic>> {
    let values = serde_json::from_str(params).unwrap();
    let mut params = Params::new(&values, "nodes[0].params");
    let node = (node_type(name).build)(&mut params)?;
    Ok((node, params.into_problems()))
}

pub fn node(name: &str, params: &str) -> Box<dyn NativeNode> {
    let (node, problems) = build(name, params).map_err(|problems| format!("{problems:?}")).unwrap();
    assert_eq!(problems, []);
    node
}

pub fn refusal(name: &str, params: &str) -> Vec<Diagnostic> {
    build(name, params).err().expect("the params are refused")
}

pub fn packet(value: Value, timestamp: f64, metadata: &str) -> Packet {
    Packet { value: Rc::new(value), timestamp, sequence: 0, metadata: metadata.into() }
}

pub fn audio(sample_rate: f64, channels: u32, samples: Vec<f32>) -> Value {
    Value::Audio(Audio { sample_rate, channels, samples })
}

pub fn json(text: &str) -> Value {
    Value::Json { text: text.into(), arrays: Vec::new() }
}

pub fn process(node: &mut dyn NativeNode, packet: &Packet) -> Result<Vec<Emitted>, NodeError> {
    let mut out = Outputs::default();
    node.process(0, packet, &mut out)?;
    Ok(out.drain().collect())
}

pub fn finish(node: &mut dyn NativeNode) -> Vec<Emitted> {
    let mut out = Outputs::default();
    node.finish(&mut out).unwrap();
    out.drain().collect()
}

/// What one value becomes.
pub fn apply(name: &str, params: &str, value: Value) -> Result<Value, NodeError> {
    let outputs = process(&mut *node(name, params), &packet(value, 0.0, ""))?;
    assert_eq!(outputs.len(), 1);
    Ok((*outputs[0].value).clone())
}

pub fn as_audio(emitted: &Emitted) -> &Audio {
    let Value::Audio(audio) = &*emitted.value else { panic!("{:?} is no audio", emitted.value) };
    audio
}

pub fn as_json(emitted: &Emitted) -> serde_json::Value {
    let Value::Json { text, .. } = &*emitted.value else { panic!("{:?} is no JSON", emitted.value) };
    serde_json::from_str(text).unwrap()
}
