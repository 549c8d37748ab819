//! Where packets enter and leave the graph: as declared, else as the connections leave open.

use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use serde_json::{Map, Value};

use super::connections::{Graph, Side, meet, resolve};
use super::problems::Problems;
use super::{first, keys};
use crate::diagnostic::Diagnostic;
use crate::json_path::{element, member};
use crate::native::PortType;
use crate::plan::PlanEnd;
use crate::spelling::did_you_mean;

/// Inputs and outputs.
pub(super) fn read(
    manifest: &Map<String, Value>,
    path: &str,
    graph: &mut Graph,
    problems: &mut Problems<'_>,
) -> (Vec<PlanEnd>, Vec<PlanEnd>) {
    let inputs = declared(manifest, path, "inputs", Side::Input, graph, problems).unwrap_or_else(|| open_inputs(graph));
    let mut outputs =
        declared(manifest, path, "outputs", Side::Output, graph, problems).unwrap_or_else(|| open_outputs(graph));
    for node in graph.nodes.iter().filter(|node| node.is_output) {
        if let (Some(port), false) =
            (node.plan.outputs.first(), outputs.iter().any(|end| end.node == node.plan.index && end.port == 0))
        {
            add(&mut outputs, &node.plan.id, port.kind, node.plan.index, 0);
        }
    }
    if !graph.is_partial {
        warn_of_unfed(graph, &inputs, path, problems);
    }
    (inputs, outputs)
}

fn declared(
    manifest: &Map<String, Value>,
    path: &str,
    key: &'static str,
    side: Side,
    graph: &mut Graph,
    problems: &mut Problems<'_>,
) -> Option<Vec<PlanEnd>> {
    let (_, value) = first(manifest, &[key])?;
    let path = member(path, key);
    let Some(list) = value.as_array() else {
        problems.add(Diagnostic::error("bad-end", format!("\"{key}\" must be a list.")).at(path));
        return Some(Vec::new());
    };
    let mut ends: Vec<PlanEnd> = Vec::new();
    for (index, value) in list.iter().enumerate() {
        let path = element(&path, index);
        let Some((name, kind, node, port)) = end(value, &path, side, graph, problems) else { continue };
        if ends.iter().any(|end| end.name == name) {
            let problem = Diagnostic::error("duplicate-name", format!("Two of the {key} are called \"{name}\"."));
            problems.add(problem.with_help("Give each a name of its own.").at(member(&path, "name")));
        }
        ends.push(PlanEnd { index: ends.len(), name, kind, node, port });
    }
    Some(ends)
}

type End = (String, PortType, usize, usize);

fn end(value: &Value, path: &str, side: Side, graph: &mut Graph, problems: &mut Problems<'_>) -> Option<End> {
    let (to, to_port, keys, word) = match side {
        Side::Input => ("to", "to_port", &keys::INPUT, "input"),
        Side::Output => ("from", "from_port", &keys::OUTPUT, "output"),
    };
    let object = value.as_object();
    let Some((object, written)) = object.and_then(|object| Some((object, object.get(to)?.as_str()?))) else {
        let problem = Diagnostic::error("bad-end", format!("An {word} must be an object with \"name\" and \"{to}\"."));
        problems.add(problem.with_help(format!("Write {{\"name\": \"…\", \"{to}\": \"id of a node\"}}.")).at(path));
        return None;
    };
    keys::check(object, path, keys, problems);
    let name = object.get("name").and_then(Value::as_str).unwrap_or(written);
    let port = object.get(to_port).and_then(Value::as_str).map(|port| (to_port, port));
    let what = format!("The {word} \"{name}\"");
    let (node, port) = resolve(written, &member(path, to), port, path, side, &what, graph, problems)?;
    let plan = &graph.nodes[node].plan;
    let own = match side {
        Side::Input => plan.inputs[port].kind,
        Side::Output => plan.outputs[port].kind,
    };
    let Some((_, said)) = first(object, &["type"]) else { return Some((name.into(), own, node, port)) };
    let word_said = said.as_str().unwrap_or_default();
    let Some(kind) = PortType::from_word(word_said) else {
        let words = PortType::ALL.map(PortType::word);
        let help = did_you_mean(word_said, words, &format!("Use one of {}.", words.join(", ")));
        problems.add(
            Diagnostic::error("bad-port-type", format!("{said} is no type of port."))
                .with_help(help)
                .at(member(path, "type")),
        );
        return None;
    };
    if !meet(kind, own) {
        let message = format!("{what} is of type {}, but node \"{}\" has {} there.", kind.word(), plan.id, own.word());
        problems.add(
            Diagnostic::error("port-types", message)
                .with_help(format!("Write \"type\": \"{}\".", own.word()))
                .at(member(path, "type")),
        );
        return None;
    }
    Some((name.into(), kind, node, port))
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

fn warn_of_unfed(graph: &Graph, inputs: &[PlanEnd], path: &str, problems: &mut Problems<'_>) {
    for node in graph.nodes.iter().filter(|node| !node.is_unknown && !node.plan.is_source) {
        let index = node.plan.index;
        let is_fed = graph.edges.iter().any(|edge| edge.to == index) || inputs.iter().any(|end| end.node == index);
        if !is_fed {
            let mut problem = Diagnostic::warning(
                "unfed-node",
                format!("Nothing leads to node \"{}\", so it will have nothing to do.", node.plan.id),
            );
            (problem.node, problem.node_type) = (Some(node.plan.id.clone()), Some(node.plan.node_type.clone()));
            problems.add(
                problem.with_help("Connect it, or add it to \"inputs\".").at(element(&member(path, "nodes"), index)),
            );
        }
    }
}
