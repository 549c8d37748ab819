//! Nodes with their types and params.

use alloc::boxed::Box;
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use manifest::Reading;
use manifest::canonical::Node;
use manifest::path::{element, member};
use manifest::spelling::did_you_mean;

use super::types::{NodeSpec, NodeTypes};
use super::unsupported;
use crate::diagnostic::Diagnostic;
use crate::native::NativeNode;
use crate::params::Params;
use crate::plan::{Origin, PlanNode, RunsIn};

/// A node as far as it could be read.
pub(super) struct ReadNode {
    pub plan: PlanNode,
    pub native: Option<Box<dyn NativeNode>>,
    /// Its type is not known, so nothing can be said of its ports.
    pub is_unknown: bool,
    /// See [`NodeSpec::open_ports`].
    pub open_ports: bool,
    pub is_output: bool,
}

pub(super) fn read(nodes: &[Node], types: &NodeTypes<'_>, reading: &mut Reading) -> Vec<ReadNode> {
    let read = |(index, node): (usize, &Node)| {
        // Without a type there is a problem already.
        let spec = types.resolve(&node.node_type).filter(|_| !node.node_type.is_empty());
        match spec {
            Some(spec) => known(index, node, spec, reading),
            None => unknown(index, node, types, reading),
        }
    };
    nodes.iter().enumerate().map(read).collect()
}

fn known(index: usize, node: &Node, spec: NodeSpec, reading: &mut Reading) -> ReadNode {
    let params_path = member(&element("nodes", index), "params");
    let native = spec.native.and_then(|native| {
        let mut reader = Params::new(&node.params, &params_path);
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
        inputs: spec.inputs,
        outputs: spec.outputs,
    };
    ReadNode { plan, native, is_unknown: false, open_ports: spec.open_ports, is_output: node.is_output_node }
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
        let help = reading.problems.advice(|| did_you_mean(
            written,
            types.names(),
            &format!(
                "Put a Python file that defines a class {written} into the bundle's nodes folder, or use a standard node."
            ),
        ));
        let message = format!("Node \"{}\" has the type \"{written}\", which is not known.", node.id);
        report(Diagnostic::error("unknown-node-type", message).with_help(help), index, node, reading);
    }
    placeholder(index, node)
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
        inputs: Vec::new(),
        outputs: Vec::new(),
    };
    ReadNode { plan, native: None, is_unknown: true, open_ports: true, is_output: false }
}
