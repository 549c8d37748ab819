//! Where packets enter and leave the graph: as declared, else as the connections leave open.

use alloc::collections::{BTreeMap, BTreeSet};
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use manifest::Reading;
use manifest::canonical::{Input, Manifest, Output};
use manifest::path::{element, member};

use super::edges::{Graph, meet, port};
use super::port_names::Side;
use crate::diagnostic::Diagnostic;
use crate::native::PortType;
use crate::plan::{Place, PlanEnd};

/// Inputs and outputs.
pub(super) fn read(manifest: &Manifest, graph: &mut Graph, reading: &mut Reading) -> (Vec<PlanEnd>, Vec<PlanEnd>) {
    let inputs = manifest.inputs.as_deref().map(|inputs| {
        let end = |input: &Input| Declared {
            name: input.name.clone(),
            kind: input.kind,
            node: input.to_index,
            port: input.to_port.clone(),
        };
        declared(inputs.iter().map(end), Side::Input, graph, reading)
    });
    let outputs = manifest.outputs.as_deref().map(|outputs| {
        let end = |output: &Output| Declared {
            name: output.name.clone(),
            kind: output.kind,
            node: output.from_index,
            port: output.from_port.clone(),
        };
        declared(outputs.iter().map(end), Side::Output, graph, reading)
    });
    let joined = Joined::of(graph);
    let inputs = inputs.unwrap_or_else(|| open_inputs(graph, &joined));
    let mut outputs = Ends::of(outputs.unwrap_or_else(|| open_outputs(graph, &joined)));
    let shown: BTreeSet<usize> = outputs.list.iter().filter(|end| end.port == 0).map(|end| end.node).collect();
    for node in graph.nodes.iter().filter(|node| node.is_output && !shown.contains(&node.plan.index)) {
        if let Some(port) = node.plan.outputs.first() {
            outputs.add(&node.plan.id, port.kind, node.plan.index, 0);
        }
    }
    if !graph.is_partial {
        warn_of_unfed(graph, &joined, &inputs, reading);
    }
    (inputs, outputs.list)
}

/// Which nodes connections lead to and from, by index.
struct Joined {
    fed: Vec<bool>,
    leading: Vec<bool>,
}

impl Joined {
    fn of(graph: &Graph) -> Self {
        let none = alloc::vec![false; graph.nodes.len()];
        let mut joined = Self { fed: none.clone(), leading: none };
        for edge in &graph.edges {
            joined.fed[edge.to] = true;
            joined.leading[edge.from] = true;
        }
        joined
    }
}

/// Ends whose names are all different.
#[derive(Default)]
struct Ends {
    list: Vec<PlanEnd>,
    names: BTreeSet<String>,
    /// Up to which number the names like one are taken.
    taken: BTreeMap<String, usize>,
}

impl Ends {
    fn of(list: Vec<PlanEnd>) -> Self {
        let names = list.iter().map(|end| end.name.clone()).collect();
        Self { list, names, taken: BTreeMap::new() }
    }

    /// Adds an end under `name`, or under a name like it where that is taken.
    fn add(&mut self, name: &str, kind: PortType, node: usize, port: usize) {
        let mut free = String::from(name);
        if self.names.contains(name) {
            let count = self.taken.entry(name.into()).or_insert(1);
            while self.names.contains(&free) {
                *count += 1;
                free = format!("{name} {count}");
            }
        }
        self.names.insert(free.clone());
        self.list.push(PlanEnd { index: self.list.len(), name: free, kind, node, port, narrowed: None });
    }
}

/// An input or an output of the manifest.
struct Declared {
    name: String,
    kind: Option<PortType>,
    node: usize,
    port: String,
}

fn declared(
    ends: impl Iterator<Item = Declared>,
    side: Side,
    graph: &mut Graph,
    reading: &mut Reading,
) -> Vec<PlanEnd> {
    let mut found: Vec<PlanEnd> = Vec::new();
    for (index, end) in ends.enumerate() {
        if let Some((kind, port, narrowed)) = typed(&end, index, side, graph, reading) {
            found.push(PlanEnd { index: found.len(), name: end.name, kind, node: end.node, port, narrowed });
        }
    }
    found
}

/// Type and index of the port, and the end's place where it says a type that the port leaves open.
fn typed(
    end: &Declared,
    index: usize,
    side: Side,
    graph: &mut Graph,
    reading: &mut Reading,
) -> Option<(PortType, usize, Option<Place>)> {
    let (list, port_key, word) = match side {
        Side::Input => ("inputs", "to_port", "input"),
        Side::Output => ("outputs", "from_port", "output"),
    };
    let path = element(list, index);
    let what = format!("The {word} \"{}\"", end.name);
    let index = port(&mut graph.nodes[end.node], &end.port, &member(&path, port_key), side, &what, reading)?;
    let plan = &graph.nodes[end.node].plan;
    let own = match side {
        Side::Input => plan.inputs[index].kind,
        Side::Output => plan.outputs[index].kind,
    };
    let kind = end.kind.unwrap_or(own);
    if !meet(kind, own) {
        let message = format!("{what} is of type {}, but node \"{}\" has {} there.", kind.word(), plan.id, own.word());
        let problem =
            Diagnostic::error("port-types", message).with_help(format!("Write \"type\": \"{}\".", own.word()));
        reading.report(problem.at(member(&path, "type")));
        return None;
    }
    let narrowed = (own == PortType::Any && kind != PortType::Any).then(|| {
        let (path, at) = reading.locate(&path);
        Place { path, at }
    });
    Some((kind, index, narrowed))
}

/// The ports of every node that nothing is connected to.
fn open_inputs(graph: &Graph, joined: &Joined) -> Vec<PlanEnd> {
    let mut ends = Ends::default();
    for node in graph.nodes.iter().filter(|node| !node.plan.is_source && !joined.fed[node.plan.index]) {
        let plan = &node.plan;
        for (port, known) in plan.inputs.iter().enumerate() {
            let name = if plan.inputs.len() == 1 { plan.id.clone() } else { format!("{}.{}", plan.id, known.name) };
            ends.add(&name, known.kind, plan.index, port);
        }
    }
    ends.list
}

/// The ports of every node that is connected to nothing.
fn open_outputs(graph: &Graph, joined: &Joined) -> Vec<PlanEnd> {
    let mut ends = Ends::default();
    for node in graph.nodes.iter().filter(|node| !joined.leading[node.plan.index]) {
        let plan = &node.plan;
        for (port, known) in plan.outputs.iter().enumerate() {
            let name = if plan.outputs.len() == 1 { plan.id.clone() } else { format!("{}.{}", plan.id, known.name) };
            ends.add(&name, known.kind, plan.index, port);
        }
    }
    ends.list
}

fn warn_of_unfed(graph: &Graph, joined: &Joined, inputs: &[PlanEnd], reading: &mut Reading) {
    // What leads nowhere, or was refused, was meant for one of them.
    if reading.problems.any_of(&["connection-to-nowhere", "bad-connection", "bad-end", "unknown-port", "port-types"]) {
        return;
    }
    let entered: BTreeSet<usize> = inputs.iter().map(|end| end.node).collect();
    for node in graph.nodes.iter().filter(|node| !node.is_unknown && !node.plan.is_source) {
        let index = node.plan.index;
        if !joined.fed[index] && !entered.contains(&index) {
            let message = format!("Nothing leads to node \"{}\", so it will have nothing to do.", node.plan.id);
            let mut problem =
                Diagnostic::warning("unfed-node", message).with_help("Connect it, or add it to \"inputs\".");
            (problem.node, problem.node_type) = (Some(node.plan.id.clone()), Some(node.plan.node_type.clone()));
            reading.report(problem.at(element("nodes", index)));
        }
    }
}
