//! The connections of a manifest, and the order that they put the nodes in.

use alloc::collections::BTreeMap;
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use serde_json::{Map, Value};

use super::first;
use super::nodes::ReadNode;
use super::problems::Problems;
use super::types::NodeTypes;
use crate::diagnostic::Diagnostic;
use crate::json_path::{element, member};
use crate::native::PortType;
use crate::plan::{Overflow, PlanEdge, Port};
use crate::spelling::did_you_mean;

/// Bounds of a queue where the manifest says nothing.
const CAPACITY_PACKETS: usize = 64;
const CAPACITY_BYTES: u64 = 16 << 20;

/// Nodes and what is between them.
pub(super) struct Graph {
    pub nodes: Vec<ReadNode>,
    pub edges: Vec<PlanEdge>,
    /// Nodes by id; of equal ids the first.
    ids: BTreeMap<String, usize>,
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
    manifest: &Map<String, Value>,
    path: &str,
    nodes: Vec<ReadNode>,
    types: &NodeTypes<'_>,
    problems: &mut Problems<'_>,
) -> Graph {
    let mut ids = BTreeMap::new();
    for node in nodes.iter().rev() {
        ids.insert(node.plan.id.clone(), node.plan.index);
    }
    let mut graph = Graph { nodes, edges: Vec::new(), ids, is_partial: false };
    let Some((key, value)) = first(manifest, &["connections", "edges"]) else { return graph };
    let path = member(path, key);
    let Some(list) = value.as_array() else {
        problems.add(Diagnostic::error("bad-connection", format!("\"{key}\" must be a list.")).at(path));
        return graph;
    };
    for (index, value) in list.iter().enumerate() {
        let path = element(&path, index);
        match connection(value, &path, &mut graph, types, problems) {
            Some(edge) => graph.edges.push(edge),
            None => graph.is_partial = true,
        }
    }
    graph
}

fn connection(
    value: &Value,
    path: &str,
    graph: &mut Graph,
    types: &NodeTypes<'_>,
    problems: &mut Problems<'_>,
) -> Option<PlanEdge> {
    let ends = value.as_object().and_then(|object| {
        let from = first(object, &["from", "from_node", "source"])?;
        let to = first(object, &["to", "to_node", "target"])?;
        Some((object, (from.0, from.1.as_str()?), (to.0, to.1.as_str()?)))
    });
    let Some((object, (from_key, from), (to_key, to))) = ends else {
        let problem =
            Diagnostic::error("bad-connection", "A connection must say \"from\" and \"to\", each the id of a node.");
        problems.add(problem.with_help("Write {\"from\": \"a\", \"to\": \"b\"}.").at(path));
        return None;
    };
    let what = format!("The connection from \"{from}\" to \"{to}\"");
    let port = |keys: &[&'static str]| first(object, keys).and_then(|(key, value)| Some((key, value.as_str()?)));
    let from_port = port(&["from_port", "output_port"]);
    let to_port = port(&["to_port", "input_port"]);
    // Both ends are looked at before any of them stops this, so that both are reported.
    let from_end = resolve(from, &member(path, from_key), from_port, path, Side::Output, &what, graph, problems);
    let to_end = resolve(to, &member(path, to_key), to_port, path, Side::Input, &what, graph, problems);
    let bounds = bounds(object, path, problems);
    let ((from, from_port), (to, to_port)) = (from_end?, to_end?);
    let (capacity_packets, capacity_bytes, overflow) = bounds?;
    let (source, target) = (graph.nodes.get(from)?, graph.nodes.get(to)?);
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
        problems.add(Diagnostic::error("port-types", message).with_help(help).at(path));
        return None;
    }
    Some(PlanEdge { from, from_port, to, to_port, capacity_packets, capacity_bytes, overflow })
}

/// What may pass from one to the other. A transcript is JSON of a known shape.
pub(super) fn meet(given: PortType, wanted: PortType) -> bool {
    let json = |kind| matches!(kind, PortType::Json | PortType::Transcript);
    given == wanted || given == PortType::Any || wanted == PortType::Any || json(given) && json(wanted)
}

/// Node and port that an end names: the whole id first, then `id.port`.
#[allow(clippy::too_many_arguments)] // two of them only carry the words of a message
pub(super) fn resolve(
    written: &str,
    end_path: &str,
    port: Option<(&str, &str)>,
    object_path: &str,
    side: Side,
    what: &str,
    graph: &mut Graph,
    problems: &mut Problems<'_>,
) -> Option<(usize, usize)> {
    let find = |id: &str| graph.ids.get(id).copied();
    let split = || {
        let mut dots = written.match_indices('.').rev();
        dots.find_map(|(dot, _)| Some((find(&written[..dot])?, &written[dot + 1..])))
    };
    let (node, port, port_path) = match (find(written), split()) {
        (Some(node), _) => (node, port.map(|(_, port)| port), port.map(|(key, _)| member(object_path, key))),
        (None, Some((node, port))) => (node, Some(port), Some(end_path.into())),
        (None, None) => {
            let ids = graph.nodes.iter().map(|node| node.plan.id.as_str());
            let all: Vec<&str> = ids.clone().take(12).collect();
            let help = problems.advice(|| did_you_mean(written, ids, &format!("The nodes are: {}.", all.join(", "))));
            let message = format!("{what} names \"{written}\", and there is no such node.");
            problems.add(Diagnostic::error("connection-to-nowhere", message).with_help(help).at(end_path));
            return None;
        }
    };
    let node_read = &mut graph.nodes[node];
    let ports = match side {
        Side::Input => &mut node_read.plan.inputs,
        Side::Output => &mut node_read.plan.outputs,
    };
    let index = match port {
        None | Some("default") => (!ports.is_empty()).then_some(0),
        Some(port) => ports.iter().position(|known| known.name == port),
    };
    if index.is_some() {
        return index.map(|index| (node, index));
    }
    if node_read.open_ports {
        ports.push(Port { name: port.unwrap_or("default").into(), kind: PortType::Any });
        return Some((node, ports.len() - 1));
    }
    let side = if side == Side::Input { "input" } else { "output" };
    let id = &node_read.plan.id;
    let (message, help) = match port.filter(|_| !ports.is_empty()) {
        None => (format!("{what} needs an {side} of node \"{id}\", which has none."), String::new()),
        Some(port) => {
            let known: Vec<&str> = ports.iter().map(|port| port.name.as_str()).collect();
            let instead = format!("Its {side}s are: {}.", known.join(", "));
            let help = problems.advice(|| did_you_mean(port, known.iter().copied(), &instead));
            (format!("{what} names the {side} \"{port}\" of node \"{id}\", which has no such port."), help)
        }
    };
    let path = port_path.unwrap_or_else(|| end_path.into());
    problems.add(Diagnostic::error("unknown-port", message).with_help(help).at(path));
    None
}

fn bounds(object: &Map<String, Value>, path: &str, problems: &mut Problems<'_>) -> Option<(usize, u64, Overflow)> {
    let mut bound = |key: &'static str, default: u64| match first(object, &[key]) {
        None => Some(default),
        Some((_, value)) => value.as_u64().filter(|bound| (1..=1 << 31).contains(bound)).or_else(|| {
            let problem =
                Diagnostic::error("bad-capacity", format!("\"{key}\" must be a whole number from 1, and is {value}."));
            problems.add(problem.at(member(path, key)));
            None
        }),
    };
    let packets = bound("capacity_packets", CAPACITY_PACKETS as u64);
    let bytes = bound("capacity_bytes", CAPACITY_BYTES);
    let overflow = match first(object, &["overflow"]).map(|(_, value)| value.as_str().unwrap_or_default()) {
        None | Some("block") => Some(Overflow::Block),
        Some("drop_oldest") => Some(Overflow::DropOldest),
        Some(word) => {
            let help = did_you_mean(word, ["block", "drop_oldest"], "Use block or drop_oldest.");
            let problem = Diagnostic::error("bad-overflow", "\"overflow\" must be block or drop_oldest.");
            problems.add(problem.with_help(help).at(member(path, "overflow")));
            None
        }
    };
    Some((packets? as usize, bytes?, overflow?))
}

/// Nodes in the order that connections put them; a cycle is reported with the nodes in it.
pub(super) fn order(graph: &Graph, path: &str, problems: &mut Problems<'_>) -> Vec<usize> {
    let mut waits_for: Vec<usize> = alloc::vec![0; graph.nodes.len()];
    for edge in &graph.edges {
        waits_for[edge.to] += 1;
    }
    let mut after: Vec<Vec<usize>> = alloc::vec![Vec::new(); graph.nodes.len()];
    for edge in &graph.edges {
        after[edge.from].push(edge.to);
    }
    let mut ready: alloc::collections::BTreeSet<usize> =
        (0..graph.nodes.len()).filter(|node| waits_for[*node] == 0).collect();
    let mut order = Vec::with_capacity(graph.nodes.len());
    while let Some(node) = ready.pop_first() {
        order.push(node);
        for next in &after[node] {
            waits_for[*next] -= 1;
            if waits_for[*next] == 0 {
                ready.insert(*next);
            }
        }
    }
    if order.len() < graph.nodes.len() {
        report_cycle(graph, path, &waits_for, problems);
    }
    order
}

/// `waits_for` is above 0 for the nodes in cycles and behind them.
fn report_cycle(graph: &Graph, manifest_path: &str, waits_for: &[usize], problems: &mut Problems<'_>) {
    // Going back from any such node over such nodes must come round.
    let mut path: Vec<usize> = Vec::new();
    let mut node = waits_for.iter().position(|count| *count > 0);
    while let Some(here) = node {
        if let Some(start) = path.iter().position(|seen| *seen == here) {
            path.drain(..start);
            break;
        }
        path.push(here);
        node = graph.edges.iter().find(|edge| edge.to == here && waits_for[edge.from] > 0).map(|edge| edge.from);
    }
    path.reverse();
    // Starts at the node that stands first in the manifest, whatever the way in was.
    if let Some(first) = (0..path.len()).min_by_key(|at| path[*at]) {
        path.rotate_left(first);
    }
    let names: Vec<&str> = path.iter().chain(path.first()).map(|node| graph.nodes[*node].plan.id.as_str()).collect();
    let at = path.first().copied().unwrap_or_default();
    problems.add(
        Diagnostic::error("cycle", format!("The connections go in a circle: {}.", names.join(" → ")))
            .with_help("Remove one of these connections: packets must be able to leave.")
            .at(element(&member(manifest_path, "nodes"), at)),
    );
}
