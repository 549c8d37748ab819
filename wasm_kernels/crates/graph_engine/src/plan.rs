//! What will run: the answer to a manifest that is in order (`WIRE.md`, "Plan in the answer").

use alloc::string::String;
use alloc::vec::Vec;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

pub(crate) use manifest::canonical::{OnError, Overflow};

use crate::native::PortType;

/// A graph that is ready to run.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Plan {
    pub name: String,
    pub version: String,
    pub description: String,
    pub author: String,
    /// In the order of the manifest.
    pub nodes: Vec<PlanNode>,
    pub edges: Vec<PlanEdge>,
    pub inputs: Vec<PlanEnd>,
    pub outputs: Vec<PlanEnd>,
    pub needs: Needs,
    /// Node indices, every node after those that feed it; among equals the manifest's order.
    pub order: Vec<usize>,
    /// Where each node stands in the file, by index.
    #[serde(skip)]
    pub places: Vec<NodePlace>,
    /// What the host calls the manifest.
    #[serde(skip)]
    pub manifest_file: Option<String>,
}

/// A place in the file: its path, and line and column.
#[derive(Clone, Debug)]
pub(crate) struct NodePlace {
    pub path: String,
    pub place: Option<(u32, u32)>,
}

#[derive(Clone, Debug, Serialize)]
pub(crate) struct PlanNode {
    pub index: usize,
    pub id: String,
    pub node_type: String,
    pub runs_in: RunsIn,
    pub origin: Origin,
    pub params: Map<String, Value>,
    pub is_streaming: bool,
    pub is_source: bool,
    pub on_error: OnError,
    pub inputs: Vec<Port>,
    pub outputs: Vec<Port>,
}

#[derive(Clone, Debug, Serialize)]
pub(crate) struct PlanEdge {
    pub from: usize,
    pub from_port: usize,
    pub to: usize,
    pub to_port: usize,
    pub capacity_packets: usize,
    pub capacity_bytes: u64,
    pub overflow: Overflow,
}

/// Where packets enter or leave the graph.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct PlanEnd {
    pub index: usize,
    pub name: String,
    #[serde(rename = "type")]
    pub kind: PortType,
    pub node: usize,
    pub port: usize,
}

#[derive(Clone, Debug, Serialize)]
pub(crate) struct Needs {
    pub python: bool,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Port {
    pub name: String,
    #[serde(rename = "type", default)]
    pub kind: PortType,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum RunsIn {
    Engine,
    Python,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Origin {
    Standard,
    Bundle,
}
