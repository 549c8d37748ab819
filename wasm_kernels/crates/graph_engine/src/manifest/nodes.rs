//! The nodes of a manifest.

use alloc::boxed::Box;
use alloc::collections::BTreeMap;
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use serde_json::{Map, Value};

use super::first;
use super::keys;
use super::problems::Problems;
use super::types::{NodeSpec, NodeTypes};
use crate::diagnostic::Diagnostic;
use crate::json_path::{element, member};
use crate::native::NativeNode;
use crate::params::Params;
use crate::plan::{OnError, Origin, PlanNode, RunsIn};
use crate::spelling::did_you_mean;

/// Words of `runtime_hint`; none of them changes anything here.
const RUNTIME_HINTS: [&str; 4] = ["auto", "rust_python", "cpython", "cpython_wasm"];

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

/// The nodes, or nothing where there is no list of them.
pub(super) fn read(
    manifest: &Map<String, Value>,
    path: &str,
    types: &NodeTypes<'_>,
    problems: &mut Problems<'_>,
) -> Option<Vec<ReadNode>> {
    let path = member(path, "nodes");
    let Some(list) = manifest.get("nodes").and_then(Value::as_array).filter(|list| !list.is_empty()) else {
        let problem = Diagnostic::error("no-nodes", "The manifest has no nodes, so there is nothing to run.")
            .with_help("Give it a list \"nodes\" with at least one {\"id\": …, \"node_type\": …}.");
        problems.add(problem.at(path));
        return None;
    };
    let mut seen = BTreeMap::new();
    let mut nodes = Vec::with_capacity(list.len());
    for (index, value) in list.iter().enumerate() {
        let path = element(&path, index);
        let Some(object) = value.as_object() else {
            let message = format!("Node {index} must be an object with \"id\" and \"node_type\".");
            problems.add(Diagnostic::error("bad-node", message).at(path.as_str()));
            nodes.push(placeholder(index, format!("#{index}")));
            continue;
        };
        keys::check(object, &path, &keys::NODE, problems);
        let node = node(index, object, &path, types, problems);
        if let Some(before) = seen.insert(node.plan.id.clone(), index) {
            problems.add(
                Diagnostic::error(
                    "duplicate-id",
                    format!("Nodes {before} and {index} have the same id \"{}\".", node.plan.id),
                )
                .with_help("Give each node an id of its own.")
                .at(member(&path, first(object, &["id", "node_id"]).map_or("id", |(key, _)| key))),
            );
        }
        nodes.push(node);
    }
    Some(nodes)
}

fn node(
    index: usize,
    object: &Map<String, Value>,
    path: &str,
    types: &NodeTypes<'_>,
    problems: &mut Problems<'_>,
) -> ReadNode {
    let id = match text_of(object, &["id", "node_id"]) {
        Some((_, id)) if !id.is_empty() => String::from(id),
        _ => {
            let problem = Diagnostic::error("bad-node", format!("Node {index} has no \"id\"."));
            problems.add(problem.with_help("Give it an id that connections can name.").at(member(path, "id")));
            format!("#{index}")
        }
    };
    let written = match text_of(object, &["node_type", "nodeType", "type"]) {
        // A general type that names its class beside it.
        Some((_, "PythonNode")) if object.get("class").is_some_and(Value::is_string) => text_of(object, &["class"]),
        written => written,
    };
    let Some((key, written)) = written.filter(|(_, written)| !written.is_empty()) else {
        let problem = Diagnostic::error("bad-node", format!("Node \"{id}\" has no \"node_type\"."));
        problems.add(problem.with_help("Say which type of node it is.").at(member(path, "node_type")));
        return placeholder(index, id);
    };
    let Some(spec) = types.resolve(written) else {
        let help = problems.advice(|| did_you_mean(
            written,
            types.names(),
            &format!(
                "Put a Python file that defines a class {written} into the bundle's nodes folder, or use a standard node."
            ),
        ));
        let mut problem = Diagnostic::error(
            "unknown-node-type",
            format!("Node \"{id}\" has the type \"{written}\", which is not known."),
        );
        (problem.node, problem.node_type) = (Some(id.clone()), Some(written.into()));
        problems.add(problem.with_help(help).at(member(path, key)));
        return placeholder(index, id);
    };
    known_node(index, id, object, path, spec, problems)
}

fn known_node(
    index: usize,
    id: String,
    object: &Map<String, Value>,
    path: &str,
    spec: NodeSpec,
    problems: &mut Problems<'_>,
) -> ReadNode {
    let flag = |keys: &[&'static str]| first(object, keys).and_then(|(_, value)| value.as_bool()).unwrap_or_default();
    let (is_streaming, is_output) = (flag(&["is_streaming", "isStreaming"]), flag(&["is_output_node"]));
    if let Some((_, hint)) = text_of(object, &["runtime_hint"]).filter(|(_, hint)| !RUNTIME_HINTS.contains(hint)) {
        let message = format!("\"{hint}\" is no runtime_hint, and means nothing.");
        let help = did_you_mean(hint, RUNTIME_HINTS, &format!("Use one of {}.", RUNTIME_HINTS.join(", ")));
        problems.add(Diagnostic::warning("bad-runtime-hint", message).with_help(help).at(member(path, "runtime_hint")));
    }
    let empty = Map::new();
    let (key, value) = first(object, &["params", "config"]).map_or(("params", None), |(key, value)| (key, Some(value)));
    let params_path = member(path, key);
    let params = value.and_then(Value::as_object).unwrap_or(&empty);
    if value.is_some_and(|value| !value.is_object()) {
        let problem = Diagnostic::error("bad-param", format!("\"{key}\" of node \"{id}\" must be an object."));
        problems.add(problem.at(params_path.as_str()));
    }
    let native = spec.native.and_then(|native| {
        let mut reader = Params::new(params, &params_path);
        let built = (native.build)(&mut reader);
        let (native, found) = match built {
            Ok(native) => (Some(native), Vec::new()),
            Err(found) => (None, found),
        };
        for mut problem in found.into_iter().chain(reader.into_problems()) {
            (problem.node, problem.node_type) = (Some(id.clone()), Some(spec.name.clone()));
            problems.add(problem);
        }
        native
    });
    let plan = PlanNode {
        index,
        on_error: on_error(object, path, problems),
        id,
        node_type: spec.name,
        runs_in: spec.runs_in,
        origin: spec.origin,
        params: params.clone(),
        is_streaming,
        is_source: spec.is_source,
        inputs: spec.inputs,
        outputs: spec.outputs,
    };
    ReadNode { plan, native, is_unknown: false, open_ports: spec.open_ports, is_output }
}

fn on_error(object: &Map<String, Value>, path: &str, problems: &mut Problems<'_>) -> OnError {
    let words = [("fail", OnError::Fail), ("skip", OnError::Skip), ("retry", OnError::Retry)];
    let Some((_, value)) = first(object, &["on_error"]) else { return OnError::Fail };
    let word = value.as_str().unwrap_or_default();
    words.iter().find(|(known, _)| *known == word).map_or_else(
        || {
            let help = did_you_mean(word, words.map(|(known, _)| known), "Use fail, skip or retry.");
            let problem =
                Diagnostic::error("bad-on-error", format!("\"on_error\" must be fail, skip or retry, and is {value}."));
            problems.add(problem.with_help(help).at(member(path, "on_error")));
            OnError::Fail
        },
        |(_, meaning)| *meaning,
    )
}

fn text_of<'a>(object: &'a Map<String, Value>, keys: &[&'static str]) -> Option<(&'static str, &'a str)> {
    first(object, keys).and_then(|(key, value)| value.as_str().map(|text| (key, text)))
}

/// Stands where a node could not be read, so that indices stay and connections to it are not reported too.
fn placeholder(index: usize, id: String) -> ReadNode {
    let plan = PlanNode {
        index,
        id,
        node_type: String::new(),
        runs_in: RunsIn::Engine,
        origin: Origin::Standard,
        params: Map::new(),
        is_streaming: false,
        is_source: false,
        on_error: OnError::Fail,
        inputs: Vec::new(),
        outputs: Vec::new(),
    };
    ReadNode { plan, native: None, is_unknown: true, open_ports: true, is_output: false }
}
