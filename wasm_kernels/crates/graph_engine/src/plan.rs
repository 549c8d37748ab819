//! What will run: the answer to a manifest that is in order (`WIRE.md`, "Plan in the answer").

use alloc::boxed::Box;
use alloc::string::String;
use alloc::vec::Vec;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

pub(crate) use manifest::canonical::{Merge, Mode, OnError, Overflow, Permissions};

use crate::diagnostic::Diagnostic;
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
    pub mode: Mode,
    /// Bound of what all packets take up together.
    pub max_bytes: u64,
    /// What it wants from outside of the sandbox.
    pub permissions: Permissions,
    /// Of the queue at each input.
    #[serde(skip)]
    pub input_bounds: Vec<Bounds>,
    /// Node indices, every node after those that feed it; among equals the manifest's order.
    pub order: Vec<usize>,
    /// Where each node stands in the file, by index.
    #[serde(skip)]
    pub places: Vec<Place>,
    /// What the host calls the manifest.
    #[serde(skip)]
    pub manifest_file: Option<String>,
}

/// What bounds a queue, and what gives way.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Bounds {
    pub packets: usize,
    pub bytes: u64,
    pub overflow: Overflow,
}

/// A place in the file: its path, and line and column.
#[derive(Clone, Debug)]
pub(crate) struct Place {
    pub path: String,
    pub at: Option<(u32, u32)>,
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
    /// Calls after the first that `on_error` `retry` makes.
    pub retries: u32,
    pub limits: Limits,
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
    pub merge: Merge,
    /// Its place in the manifest, where packets may be lost on it.
    #[serde(skip)]
    pub place: Option<Place>,
}

/// What one node may take up.
#[derive(Clone, Debug, Default, Serialize)]
pub(crate) struct Limits {
    pub seconds_per_call: Option<f64>,
    pub memory_bytes: Option<u64>,
    /// What a host says that ends a call by force.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub time_exceeded: Option<Box<TimeExceeded>>,
}

/// What is said of a call that took too long, where the engine cannot say it.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct TimeExceeded {
    /// Of one for a packet: `{sequence}` stands for its number.
    pub process: Diagnostic,
    /// Of any other.
    pub otherwise: Diagnostic,
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
    /// Its place in the manifest, where that gives it a type which the node's port leaves open.
    #[serde(skip)]
    pub narrowed: Option<Place>,
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
