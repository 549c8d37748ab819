//! Reads a manifest, in canonical form or as the `RemoteMedia` SDK wrote it, into a [`Plan`].
//!
//! Every problem is collected, with its place in the document and in the file.

mod connections;
mod document;
mod ends;
mod keys;
mod nodes;
mod place;
mod problems;
mod types;

use alloc::boxed::Box;
use alloc::vec::Vec;

use serde_json::{Map, Value};

use crate::diagnostic::Diagnostic;
use crate::native::{NativeNode, NativeType};
use crate::plan::{Needs, Plan, RunsIn};

pub(crate) use place::locate;
use problems::Problems;
use types::{Context, NodeTypes};

/// A plan, and the native nodes that it calls for, by node index.
pub(crate) struct Opened {
    pub plan: Plan,
    pub native: Vec<Option<Box<dyn NativeNode>>>,
}

/// Reads `manifest` (JSON text) in `context` (JSON text as in `WIRE.md`, or empty). There is a plan
/// only if no diagnostic is an error.
pub(crate) fn open(
    manifest: &[u8],
    context: &[u8],
    native: &'static [NativeType],
) -> (Option<Opened>, Vec<Diagnostic>) {
    let context = match Context::read(context) {
        Ok(context) => context,
        Err(problem) => return (None, alloc::vec![*problem]),
    };
    let mut problems = Problems::new(context.manifest_file.clone());
    let opened = document::parse(manifest, &mut problems).and_then(|(text, document)| {
        problems.set_text(text);
        read(&document, &NodeTypes::new(native, &context), &mut problems)
    });
    let diagnostics = problems.into_diagnostics();
    let sound = !diagnostics.iter().any(Diagnostic::is_error);
    (opened.filter(|_| sound), diagnostics)
}

fn read(document: &Value, types: &NodeTypes<'_>, problems: &mut Problems<'_>) -> Option<Opened> {
    let (path, manifest) = document::unwrap(document, problems)?;
    document::check_top(manifest, path, problems);
    let nodes = nodes::read(manifest, path, types, problems)?;
    let mut graph = connections::read(manifest, path, nodes, types, problems);
    let order = connections::order(&graph, path, problems);
    let (inputs, outputs) = ends::read(manifest, path, &mut graph, problems);

    let metadata = manifest.get("metadata").and_then(Value::as_object);
    let words = |key: &str| -> alloc::string::String {
        let said = metadata.and_then(|metadata| metadata.get(key)).or_else(|| manifest.get(key));
        said.and_then(Value::as_str).unwrap_or_default().into()
    };
    let native = graph.nodes.iter_mut().map(|node| node.native.take()).collect();
    let nodes: Vec<_> = graph.nodes.into_iter().map(|node| node.plan).collect();
    let needs = Needs { python: nodes.iter().any(|node| node.runs_in == RunsIn::Python) };
    // The version of the manifest's form is not the pipeline's own.
    let version = metadata.and_then(|metadata| metadata.get("version")).and_then(Value::as_str).unwrap_or_default();
    let plan = Plan {
        name: words("name"),
        version: version.into(),
        description: words("description"),
        author: words("author"),
        nodes,
        edges: graph.edges,
        inputs,
        outputs,
        needs,
        order,
        nodes_path: crate::json_path::member(path, "nodes"),
        manifest_file: types.manifest_file(),
    };
    Some(Opened { plan, native })
}

/// The first of `keys` that `object` has and that is not null, as it is written.
fn first<'a>(
    object: &'a Map<alloc::string::String, Value>,
    keys: &[&'static str],
) -> Option<(&'static str, &'a Value)> {
    keys.iter().find_map(|key| object.get(*key).filter(|value| !value.is_null()).map(|value| (*key, value)))
}
