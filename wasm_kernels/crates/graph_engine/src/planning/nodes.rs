//! Nodes with their types and params.

use alloc::boxed::Box;
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use manifest::canonical::{Node, PortNames};
use manifest::path::{element, member};
use manifest::spelling::did_you_mean;
use manifest::{Host, Reading};
use serde_json::Value;

use super::types::{NodeSpec, NodeTypes, OpenPorts};
use super::unsupported;
use crate::diagnostic::Diagnostic;
use crate::native::{NativeNode, PortType};
use crate::params::Params;
use crate::plan::{Limits, Origin, PlanNode, Port, RunsIn};

/// Calls after the first that `on_error` `retry` makes where it does not say how many.
const RETRIES: u32 = 2;

/// A node as far as it could be read.
pub(super) struct ReadNode {
    pub plan: PlanNode,
    pub native: Option<Box<dyn NativeNode>>,
    /// Its type is not known, so nothing can be said of its ports.
    pub is_unknown: bool,
    pub open_ports: OpenPorts,
    pub port_names: PortNames,
    pub is_output: bool,
}

pub(super) fn read(nodes: &[Node], types: &NodeTypes<'_>, reading: &mut Reading) -> Vec<ReadNode> {
    let read = |(index, node): (usize, &Node)| {
        // Without a type there is a problem already.
        let spec = types.resolve(&node.node_type).filter(|_| !node.node_type.is_empty());
        match spec {
            Some(spec) => known(index, node, spec, types, reading),
            None => unknown(index, node, types, reading),
        }
    };
    nodes.iter().enumerate().map(read).collect()
}

fn known(index: usize, node: &Node, mut spec: NodeSpec, types: &NodeTypes<'_>, reading: &mut Reading) -> ReadNode {
    let params_path = member(&element("nodes", index), "params");
    if spec.open_ports == OpenPorts::Inputs {
        spec.inputs.extend(named_inputs(node, &params_path, reading));
        spec.open_ports = if spec.inputs.is_empty() { OpenPorts::Inputs } else { OpenPorts::Listed };
    }
    let limits = limits(index, node, &spec, types, reading);
    let native = spec.native.and_then(|native| {
        let mut reader = Params::new(&node.params, &params_path).with_given(given(node, &params_path, reading));
        let built = (native.build)(&mut reader);
        let (native, found) = match built {
            Ok(native) => (Some(native), Vec::new()),
            Err(found) => (None, found),
        };
        for mut problem in found.into_iter().chain(reader.into_problems()) {
            (problem.node, problem.node_type) = (Some(node.id.clone()), Some(spec.name.clone()));
            reading.report(problem);
        }
        native
    });
    let plan = PlanNode {
        index,
        id: node.id.clone(),
        node_type: spec.name,
        runs_in: spec.runs_in,
        origin: spec.origin,
        params: node.params.clone(),
        is_streaming: node.is_streaming,
        is_source: spec.is_source,
        on_error: node.on_error.policy,
        retries: node.on_error.times.unwrap_or(RETRIES),
        limits,
        inputs: spec.inputs,
        outputs: spec.outputs,
    };
    ReadNode {
        plan,
        native,
        is_unknown: false,
        open_ports: spec.open_ports,
        port_names: node.port_names.clone(),
        is_output: node.is_output_node,
    }
}

/// The param `inputs` of a type with open inputs: their names, in their order.
fn named_inputs(node: &Node, params_path: &str, reading: &mut Reading) -> Vec<Port> {
    let Some(value) = node.params.get("inputs").filter(|value| !value.is_null()) else { return Vec::new() };
    let names = value.as_array().and_then(|list| list.iter().map(Value::as_str).collect::<Option<Vec<_>>>());
    let distinct = |names: &Vec<&str>| (1..names.len()).all(|at| !names[..at].contains(&names[at]));
    let Some(names) = names.filter(distinct) else {
        let message = format!("\"inputs\" of node \"{}\" must be a list of different names.", node.id);
        let problem = Diagnostic::error("bad-param", message).with_help("Write [\"left\", \"right\"].");
        reading.report(problem.at(member(params_path, "inputs")));
        return Vec::new();
    };
    names.into_iter().map(|name| Port { name: name.into(), kind: PortType::Any }).collect()
}

/// Params that a placeholder without a default gives a value, and its name.
fn given<'n>(node: &'n Node, params_path: &str, reading: &Reading) -> Vec<(&'n str, String)> {
    let needed: Vec<_> = reading.placeholders.iter().filter(|placeholder| placeholder.is_needed).collect();
    if needed.is_empty() {
        return Vec::new();
    }
    let within = |key: &'n String| {
        let (path, _) = reading.locate(&member(params_path, key));
        let is_inside =
            |place: &str| place.strip_prefix(&path).is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '[']));
        let inside = needed.iter().find(|placeholder| placeholder.places.iter().any(|at| is_inside(&at.path)))?;
        Some((key.as_str(), inside.name.clone()))
    };
    node.params.keys().filter_map(within).collect()
}

fn limits(index: usize, node: &Node, spec: &NodeSpec, types: &NodeTypes<'_>, reading: &mut Reading) -> Limits {
    let is_outside = spec.runs_in != RunsIn::Engine;
    if node.limits.seconds_per_call.is_some() && !is_outside {
        let message = format!("\"seconds_per_call\" of node \"{}\" means nothing: it is no Python node.", node.id);
        let problem = Diagnostic::warning("limit-without-effect", message).with_help("Leave it out.");
        reading.report(problem.at(member(&member(&element("nodes", index), "limits"), "seconds_per_call")));
    }
    let seconds = node.limits.seconds_per_call.or(types.context().seconds_per_call).filter(|_| is_outside);
    Limits {
        seconds_per_call: seconds,
        memory_bytes: node.limits.memory_mb.map(super::bounds::mebibytes),
        time_exceeded: None,
    }
}

/// Stands where a type is not known, so that indices stay and connections to it are not reported too.
fn unknown(index: usize, node: &Node, types: &NodeTypes<'_>, reading: &mut Reading) -> ReadNode {
    let written = node.node_type.as_str();
    if !written.is_empty() {
        if let Some((why, way_out)) = unsupported::reason(written) {
            let message = format!("Node \"{}\" has the type \"{written}\", which cannot run here: {why}.", node.id);
            report(Diagnostic::error("unsupported-node-type", message).with_help(way_out), index, node, reading);
            return placeholder(index, node);
        }
        let context = types.context();
        let help = reading.problems.advice(|| {
            let class = written.rsplit('.').next().unwrap_or(written);
            did_you_mean(written, types.names(), &where_its_code_belongs(class, context.alone, context.host))
        });
        let what = if context.alone { "whose code is not in this file" } else { "which is not known" };
        let message = format!("Node \"{}\" has the type \"{written}\", {what}.", node.id);
        report(Diagnostic::error("unknown-node-type", message).with_help(help), index, node, reading);
    }
    placeholder(index, node)
}

/// What to do about a type that nobody has; `alone`: there are no files beside the manifest.
fn where_its_code_belongs(class: &str, alone: bool, host: Host) -> String {
    if !alone {
        return format!(
            "Put a Python file that defines a class {class} into the bundle's nodes folder, or use a standard node."
        );
    }
    let code = format!(
        "a folder with this manifest as manifest.json or manifest.yaml and, under nodes, the Python file that defines a class {class}"
    );
    match host {
        Host::Page => {
            format!("Drop the bundle instead that `rmpkg build` makes of {code}; a zip of that folder does too.")
        }
        Host::Terminal => format!("Run {code}, or a bundle that `rmpkg build` makes of it."),
    }
}

/// Reports what is wrong with a node's type.
fn report(mut problem: Diagnostic, index: usize, node: &Node, reading: &mut Reading) {
    (problem.node, problem.node_type) = (Some(node.id.clone()), Some(node.node_type.clone()));
    reading.report(problem.at(member(&element("nodes", index), "node_type")));
}

/// A node of no type, which anything may be connected to.
fn placeholder(index: usize, node: &Node) -> ReadNode {
    let plan = PlanNode {
        index,
        id: node.id.clone(),
        node_type: String::new(),
        runs_in: RunsIn::Engine,
        origin: Origin::Standard,
        params: serde_json::Map::new(),
        is_streaming: false,
        is_source: false,
        on_error: node.on_error.policy,
        retries: RETRIES,
        limits: Limits::default(),
        inputs: Vec::new(),
        outputs: Vec::new(),
    };
    ReadNode {
        plan,
        native: None,
        is_unknown: true,
        open_ports: OpenPorts::Both,
        port_names: PortNames::default(),
        is_output: false,
    }
}
