//! Where packets enter and leave the graph: as declared, else as the connections leave open.

use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use manifest::Reading;
use manifest::canonical::{Input, Manifest, Output};
use manifest::path::{element, member};

use super::edges::{Graph, Side, meet, port};
use crate::diagnostic::Diagnostic;
use crate::native::PortType;
use crate::plan::PlanEnd;

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
    let inputs = inputs.unwrap_or_else(|| open_inputs(graph));
    let mut outputs = outputs.unwrap_or_else(|| open_outputs(graph));
    for node in graph.nodes.iter().filter(|node| node.is_output) {
        if let (Some(port), false) =
            (node.plan.outputs.first(), outputs.iter().any(|end| end.node == node.plan.index && end.port == 0))
        {
            add(&mut outputs, &node.plan.id, port.kind, node.plan.index, 0);
        }
    }
    if !graph.is_partial {
        warn_of_unfed(graph, &inputs, reading);
    }
    (inputs, outputs)
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
        if let Some((kind, port)) = typed(&end, index, side, graph, reading) {
            found.push(PlanEnd { index: found.len(), name: end.name, kind, node: end.node, port });
        }
    }
    found
}

/// Type and index of the port.
fn typed(
    end: &Declared,
    index: usize,
    side: Side,
    graph: &mut Graph,
    reading: &mut Reading,
) -> Option<(PortType, usize)> {
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
    Some((kind, index))
}

/// The ports of every node that nothing is connected to.
fn open_inputs(graph: &Graph) -> Vec<PlanEnd> {
    let mut ends = Vec::new();
    for node in graph.nodes.iter().filter(|node| !node.plan.is_source) {
        let plan = &node.plan;
        if graph.edges.iter().any(|edge| edge.to == plan.index) {
            continue;
        }
        for (port, known) in plan.inputs.iter().enumerate() {
            let name = if plan.inputs.len() == 1 { plan.id.clone() } else { format!("{}.{}", plan.id, known.name) };
            add(&mut ends, &name, known.kind, plan.index, port);
        }
    }
    ends
}

/// The ports of every node that is connected to nothing.
fn open_outputs(graph: &Graph) -> Vec<PlanEnd> {
    let mut ends = Vec::new();
    for node in &graph.nodes {
        let plan = &node.plan;
        if graph.edges.iter().any(|edge| edge.from == plan.index) {
            continue;
        }
        for (port, known) in plan.outputs.iter().enumerate() {
            let name = if plan.outputs.len() == 1 { plan.id.clone() } else { format!("{}.{}", plan.id, known.name) };
            add(&mut ends, &name, known.kind, plan.index, port);
        }
    }
    ends
}

/// Adds an end under `name`, or under a name like it where that is taken.
fn add(ends: &mut Vec<PlanEnd>, name: &str, kind: PortType, node: usize, port: usize) {
    let mut free = String::from(name);
    let mut count = 1;
    while ends.iter().any(|end| end.name == free) {
        count += 1;
        free = format!("{name} {count}");
    }
    ends.push(PlanEnd { index: ends.len(), name: free, kind, node, port });
}

fn warn_of_unfed(graph: &Graph, inputs: &[PlanEnd], reading: &mut Reading) {
    for node in graph.nodes.iter().filter(|node| !node.is_unknown && !node.plan.is_source) {
        let index = node.plan.index;
        let is_fed = graph.edges.iter().any(|edge| edge.to == index) || inputs.iter().any(|end| end.node == index);
        if !is_fed {
            let message = format!("Nothing leads to node \"{}\", so it will have nothing to do.", node.plan.id);
            let mut problem =
                Diagnostic::warning("unfed-node", message).with_help("Connect it, or add it to \"inputs\".");
            (problem.node, problem.node_type) = (Some(node.plan.id.clone()), Some(node.plan.node_type.clone()));
            reading.report(problem.at(element("nodes", index)));
        }
    }
}
