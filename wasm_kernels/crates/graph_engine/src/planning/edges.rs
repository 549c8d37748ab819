//! Connections between ports.

use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use manifest::Reading;
use manifest::canonical::Connection;
use manifest::path::{element, member};
use manifest::spelling::did_you_mean;

use super::nodes::ReadNode;
use super::types::NodeTypes;
use crate::diagnostic::Diagnostic;
use crate::native::PortType;
use crate::plan::{PlanEdge, Port};

/// Bounds of a queue where the manifest says nothing.
const CAPACITY_PACKETS: u32 = 64;
const CAPACITY_BYTES: u32 = 16 << 20;

/// Nodes and what is between them.
pub(super) struct Graph {
    pub nodes: Vec<ReadNode>,
    pub edges: Vec<PlanEdge>,
    /// Some connection could not be read: what is not fed now may be fed once it is put right.
    pub is_partial: bool,
}

/// Which side of a node an end names.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Side {
    Input,
    Output,
}

pub(super) fn read(
    connections: &[Connection],
    nodes: Vec<ReadNode>,
    types: &NodeTypes<'_>,
    reading: &mut Reading,
) -> Graph {
    let mut graph = Graph { nodes, edges: Vec::new(), is_partial: reading.is_partial };
    for (index, connection) in connections.iter().enumerate() {
        let path = element("connections", index);
        match edge(connection, &path, &mut graph, types, reading) {
            Some(edge) => graph.edges.push(edge),
            None => graph.is_partial = true,
        }
    }
    graph
}

fn edge(
    connection: &Connection,
    path: &str,
    graph: &mut Graph,
    types: &NodeTypes<'_>,
    reading: &mut Reading,
) -> Option<PlanEdge> {
    let Connection { from_index: from, to_index: to, from_port, to_port, .. } = connection;
    let what = format!("The connection from \"{}\" to \"{}\"", connection.from, connection.to);
    // Both ends are looked at before any of them stops this, so that both are reported.
    let from_port = port(&mut graph.nodes[*from], from_port, &member(path, "from_port"), Side::Output, &what, reading);
    let to_port = port(&mut graph.nodes[*to], to_port, &member(path, "to_port"), Side::Input, &what, reading);
    let (from_port, to_port) = (from_port?, to_port?);
    let (source, target) = (graph.nodes.get(*from)?, graph.nodes.get(*to)?);
    if let (Some(given), Some(wanted)) = (source.plan.outputs.get(from_port), target.plan.inputs.get(to_port))
        && !meet(given.kind, wanted.kind)
    {
        let message = format!(
            "{what} joins the output \"{}\" of type {} to the input \"{}\" of type {}, which cannot take it.",
            given.name,
            given.kind.word(),
            wanted.name,
            wanted.kind.word()
        );
        let help = types.converter(given.kind, wanted.kind).map_or_else(
            || format!("Put a node between them that takes {} and gives {}.", given.kind.word(), wanted.kind.word()),
            |converter| format!("Put a {converter} between them."),
        );
        reading.report(Diagnostic::error("port-types", message).with_help(help).at(path));
        return None;
    }
    Some(PlanEdge {
        from: *from,
        from_port,
        to: *to,
        to_port,
        capacity_packets: connection.capacity_packets.unwrap_or(CAPACITY_PACKETS) as usize,
        capacity_bytes: connection.capacity_bytes.unwrap_or(CAPACITY_BYTES).into(),
        overflow: connection.overflow.unwrap_or_default(),
    })
}

/// What may pass from one to the other. A transcript is JSON of a known shape.
pub(super) fn meet(given: PortType, wanted: PortType) -> bool {
    let json = |kind| matches!(kind, PortType::Json | PortType::Transcript);
    given == wanted || given == PortType::Any || wanted == PortType::Any || json(given) && json(wanted)
}

/// The index of a node's port; `what` begins the sentence where it has none such.
pub(super) fn port(
    node: &mut ReadNode,
    named: &str,
    path: &str,
    side: Side,
    what: &str,
    reading: &mut Reading,
) -> Option<usize> {
    let ports = match side {
        Side::Input => &mut node.plan.inputs,
        Side::Output => &mut node.plan.outputs,
    };
    let index = match named {
        "default" => (!ports.is_empty()).then_some(0),
        named => ports.iter().position(|known| known.name == named),
    };
    if index.is_some() {
        return index;
    }
    if node.open_ports {
        ports.push(Port { name: named.into(), kind: PortType::Any });
        return Some(ports.len() - 1);
    }
    let side = if side == Side::Input { "input" } else { "output" };
    let id = &node.plan.id;
    let (message, help) = if ports.is_empty() {
        (format!("{what} needs an {side} of node \"{id}\", which has none."), String::new())
    } else {
        let known: Vec<&str> = ports.iter().map(|port| port.name.as_str()).collect();
        let instead = format!("Its {side}s are: {}.", known.join(", "));
        let help = reading.problems.advice(|| did_you_mean(named, known.iter().copied(), &instead));
        (format!("{what} names the {side} \"{named}\" of node \"{id}\", which has no such port."), help)
    };
    reading.report(Diagnostic::error("unknown-port", message).with_help(help).at(path));
    None
}
