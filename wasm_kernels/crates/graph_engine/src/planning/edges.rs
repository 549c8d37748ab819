//! Connections between ports.

use alloc::collections::BTreeMap;
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use manifest::Reading;
use manifest::canonical::Connection;
use manifest::path::{element, member};
use manifest::spelling::did_you_mean;

use super::bounds;
use super::nodes::ReadNode;
use super::port_names::{Side, position};
use super::types::{NodeTypes, OpenPorts};
use crate::diagnostic::Diagnostic;
use crate::native::PortType;
use crate::plan::{Merge, Mode, Overflow, Place, PlanEdge, Port};

/// Nodes and what is between them.
pub(super) struct Graph {
    pub nodes: Vec<ReadNode>,
    pub edges: Vec<PlanEdge>,
    /// Some connection could not be read: what is not fed now may be fed once it is put right.
    pub is_partial: bool,
}

pub(super) fn read(
    connections: &[Connection],
    nodes: Vec<ReadNode>,
    mode: Mode,
    types: &NodeTypes<'_>,
    reading: &mut Reading,
) -> Graph {
    let mut graph = Graph { nodes, edges: Vec::new(), is_partial: reading.is_partial };
    let mut seen = BTreeMap::new();
    for (index, connection) in connections.iter().enumerate() {
        let path = element("connections", index);
        let Some(edge) = edge(connection, &path, mode, &mut graph, types, reading) else {
            graph.is_partial = true;
            continue;
        };
        if let Some(before) = seen.insert((edge.from, edge.from_port, edge.to, edge.to_port), index) {
            let message = format!(
                "The connection from \"{}\" to \"{}\" is there twice, as {before} and {index}: node \"{}\" would get every packet twice.",
                connection.from, connection.to, connection.to
            );
            let problem = Diagnostic::error("duplicate-connection", message).with_help("Remove one of the two.");
            reading.report(problem.at(path).related_to(element("connections", before)));
        }
        graph.edges.push(edge);
    }
    graph
}

fn edge(
    connection: &Connection,
    path: &str,
    mode: Mode,
    graph: &mut Graph,
    types: &NodeTypes<'_>,
    reading: &mut Reading,
) -> Option<PlanEdge> {
    let Connection { from_index: from, to_index: to, from_port, to_port, .. } = connection;
    let what = format!("The connection from \"{}\" to \"{}\"", connection.from, connection.to);
    // Both ends are looked at before any of them stops this, so that both are reported.
    let from_port = port(&mut graph.nodes[*from], from_port, &member(path, "from_port"), Side::Output, &what, reading);
    // A node that takes any number of inputs has one for each connection that names none.
    let target = &mut graph.nodes[*to];
    let is_open = matches!(target.open_ports, OpenPorts::Inputs | OpenPorts::Listed);
    let to_port = if is_open && to_port == "default" { &connection.from } else { to_port };
    let to_port = port(target, to_port, &member(path, "to_port"), Side::Input, &what, reading);
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
    let is_source = source.plan.is_source;
    let (overflow, merge) = in_mode(connection, path, mode, is_source, reading);
    let place = (overflow != Overflow::Block).then(|| {
        let (path, at) = reading.locate(path);
        Place { path, at }
    });
    let default = bounds::of_queue(mode);
    Some(PlanEdge {
        from: *from,
        from_port,
        to: *to,
        to_port,
        capacity_packets: connection.capacity_packets.map_or(default.packets, |packets| packets as usize),
        capacity_bytes: connection.capacity_bytes.map_or(default.bytes, u64::from),
        overflow,
        merge,
        place,
    })
}

/// What gives way on a connection, and the order of its packets: in batch mode nothing does, and by
/// time only, so that every run gives the same.
fn in_mode(
    connection: &Connection,
    path: &str,
    mode: Mode,
    is_source: bool,
    reading: &mut Reading,
) -> (Overflow, Merge) {
    if mode == Mode::Live {
        let default = if is_source { Overflow::DropOldest } else { Overflow::Block };
        return (connection.overflow.unwrap_or(default), connection.merge.unwrap_or_default());
    }
    let mut warn = |key: &str, instead: &str| {
        let message = format!("\"{key}\" counts in live mode only; in batch mode {instead}.");
        let help = "Write \"mode\": \"live\" at the top of the manifest if its sources cannot wait, or leave this out.";
        reading.report(Diagnostic::warning("live-only", message).with_help(help).at(member(path, key)));
    };
    if connection.overflow.is_some_and(|overflow| overflow != Overflow::Block) {
        warn("overflow", "the producer waits and nothing is lost");
    }
    if connection.merge == Some(Merge::Arrival) {
        warn("merge", "packets are taken in the order of time");
    }
    (Overflow::Block, Merge::Time)
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
        "default" if !matches!(node.open_ports, OpenPorts::Inputs | OpenPorts::Listed) => {
            (!ports.is_empty()).then_some(0)
        }
        named => ports
            .iter()
            .position(|known| known.name == named)
            .or_else(|| position(&node.port_names, ports, node.open_ports, side, named)),
    };
    if index.is_some() {
        return index;
    }
    if node.open_ports == OpenPorts::Both || node.open_ports == OpenPorts::Inputs && side == Side::Input {
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
