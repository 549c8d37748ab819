//! The canonical form: what `rmpkg migrate` writes and the engine plans.

mod connection;
mod end;
mod failure;
mod limits;
mod node;
mod surroundings;
mod words;

use serde::Serialize;
use serde_json::{Map, Value};

pub use connection::Connection;
pub use end::{Input, Output};
pub use failure::ErrorHandling;
pub use limits::{Limits, NodeLimits};
pub use node::{Execution, Node, PortNames};
pub use surroundings::{Model, Permissions, Runtime};
pub use words::{Merge, Mode, OnError, Overflow, PortType, RuntimeHint};

/// A pipeline: nodes, what connects them, where packets enter and leave.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Manifest {
    /// Where an editor finds the schema.
    #[serde(rename = "$schema", skip_serializing_if = "Option::is_none")]
    pub schema: Option<String>,
    /// Always `v1`.
    pub version: String,
    /// For people.
    pub metadata: Metadata,
    /// What it wants from its runtime.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub runtime: Option<Runtime>,
    /// What it is run for; without it the host says.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mode: Option<Mode>,
    /// How much the whole graph may take.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub limits: Option<Limits>,
    /// At least one.
    pub nodes: Vec<Node>,
    /// From node to node, without circles.
    pub connections: Vec<Connection>,
    /// Where packets enter; without it every node that nothing leads to is an input.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub inputs: Option<Vec<Input>>,
    /// Where packets leave; without it every node that leads nowhere is an output.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub outputs: Option<Vec<Output>>,
    /// Model files.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub models: Vec<Model>,
    /// What it wants from outside of the sandbox.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub permissions: Option<Permissions>,
    /// Whatever others want to keep with it; nothing here reads it.
    #[serde(skip_serializing_if = "Map::is_empty")]
    pub extensions: Map<String, Value>,
}

/// What people are told of a pipeline.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Metadata {
    /// Its name.
    pub name: String,
    /// The pipeline's own version.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub version: String,
    /// What it does.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub description: String,
    /// Who made it.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub author: String,
    /// Anything else.
    #[serde(flatten)]
    pub rest: Map<String, Value>,
}
