//! What leads from one node to another.

use serde::Serialize;

use super::words::{Merge, Overflow};

/// A bounded queue between two ports.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Connection {
    /// Id of a node.
    pub from: String,
    /// Id of a node.
    pub to: String,
    /// Output of `from`.
    #[serde(skip_serializing_if = "is_default_port")]
    pub from_port: String,
    /// Input of `to`.
    #[serde(skip_serializing_if = "is_default_port")]
    pub to_port: String,
    /// Packets that may wait.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schemars(range(min = 1)))]
    pub capacity_packets: Option<u32>,
    /// Bytes that may wait; a packet larger than this passes when nothing else waits.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schemars(range(min = 1)))]
    pub capacity_bytes: Option<u32>,
    /// What follows when it is full.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub overflow: Option<Overflow>,
    /// How its packets take turns with those of other connections into the same port.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub merge: Option<Merge>,
    /// Index of the node `from`.
    #[serde(skip)]
    pub from_index: usize,
    /// Index of the node `to`.
    #[serde(skip)]
    pub to_index: usize,
}

pub(super) fn is_default_port(port: &str) -> bool {
    port == "default"
}
