//! The plan as this host reads it.

use graph_engine::document::InputEnd;
use serde::Deserialize;

/// Of the plan in the answer of `open` (`WIRE.md`) what this host needs.
#[derive(Deserialize)]
pub struct Plan {
    pub nodes: Vec<PlanNode>,
    pub inputs: Vec<InputEnd>,
    pub outputs: Vec<PlanEnd>,
}

/// A node of it.
#[derive(Deserialize)]
pub struct PlanNode {
    pub id: String,
    pub node_type: String,
    pub runs_in: String,
}

/// An output.
#[derive(Deserialize)]
pub struct PlanEnd {
    pub name: String,
}
