//! Where packets enter and leave the graph.

use serde::Serialize;

use super::connection::is_default_port;
use super::words::PortType;

/// Where packets enter.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Input {
    /// As people and programs call it.
    pub name: String,
    /// What it takes; without it, what the node's port takes.
    #[serde(rename = "type", skip_serializing_if = "Option::is_none")]
    pub kind: Option<PortType>,
    /// Id of a node.
    pub to: String,
    /// Input of that node.
    #[serde(skip_serializing_if = "is_default_port")]
    pub to_port: String,
    /// For people.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// Index of the node.
    #[serde(skip)]
    pub to_index: usize,
}

/// Where packets leave.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Output {
    /// As people and programs call it.
    pub name: String,
    /// What it gives; without it, what the node's port gives.
    #[serde(rename = "type", skip_serializing_if = "Option::is_none")]
    pub kind: Option<PortType>,
    /// Id of a node.
    pub from: String,
    /// Output of that node.
    #[serde(skip_serializing_if = "is_default_port")]
    pub from_port: String,
    /// For people.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// Index of the node.
    #[serde(skip)]
    pub from_index: usize,
}
