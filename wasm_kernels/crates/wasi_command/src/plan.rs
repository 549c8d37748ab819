//! The plan as this host reads it.

use serde::Deserialize;

/// Of the plan in the answer of `open` (`WIRE.md`) what this host needs.
#[derive(Deserialize)]
pub struct Plan {
    pub nodes: Vec<PlanNode>,
    pub inputs: Vec<PlanEnd>,
    pub outputs: Vec<PlanEnd>,
}

/// A node of it.
#[derive(Deserialize)]
pub struct PlanNode {
    pub id: String,
    pub node_type: String,
    pub runs_in: String,
}

/// An input or an output.
#[derive(Deserialize)]
pub struct PlanEnd {
    pub name: String,
    #[serde(rename = "type")]
    pub kind: String,
}
