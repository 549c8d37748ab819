//! One node.

use serde::Serialize;
use serde_json::{Map, Value};

use super::failure::ErrorHandling;
use super::limits::NodeLimits;
use super::words::RuntimeHint;

/// A piece of work in the graph.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Node {
    /// As connections name it; any text, no two alike.
    pub id: String,
    /// A standard node type, or a class of the bundle; empty where none could be read.
    pub node_type: String,
    /// What the type takes.
    pub params: Map<String, Value>,
    /// A Python node that takes the whole stream as one iterator.
    #[serde(skip_serializing_if = "is_default")]
    pub is_streaming: bool,
    /// What it gives is an output of the graph, whoever else takes it.
    #[serde(skip_serializing_if = "is_default")]
    pub is_output_node: bool,
    /// Changes nothing here.
    #[serde(skip_serializing_if = "is_default")]
    pub runtime_hint: RuntimeHint,
    /// What follows when it cannot do its work.
    #[serde(skip_serializing_if = "is_default")]
    pub on_error: ErrorHandling,
    /// How much it may take.
    #[serde(skip_serializing_if = "is_default")]
    pub limits: NodeLimits,
    /// Where the SDK would run it; here everything runs on this machine.
    #[serde(skip_serializing_if = "is_default")]
    pub execution: Execution,
    /// Hardware it was made for.
    #[serde(skip_serializing_if = "Map::is_empty")]
    pub capabilities: Map<String, Value>,
    /// What connections of the SDK's Android form call its ports; the canonical form has their own names.
    #[serde(skip)]
    pub port_names: PortNames,
}

/// Names that a manifest gives the ports of a node itself.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct PortNames {
    /// Of its inputs, by position.
    pub inputs: Vec<String>,
    /// Of its outputs, by position.
    pub outputs: Vec<String>,
    /// It is written as a `PythonNode` with a class: names that are not listed may mean its only port.
    pub is_free: bool,
}

/// Where the SDK would run a node.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Execution {
    /// A word such as `local`; empty for "wherever".
    pub placement: String,
    /// Why.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// Where else.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fallback: Option<String>,
}

fn is_default<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}
