//! From a manifest in canonical form to a [`Plan`]: node types, ports, inputs and outputs.

mod bounds;
mod edges;
mod ends;
mod nodes;
mod port_names;
mod types;
mod unsupported;

use alloc::boxed::Box;
use alloc::vec::Vec;

use manifest::canonical::Manifest;
use manifest::{Placeholder, Reading, path};

use crate::diagnostic::Diagnostic;
use crate::native::{NativeNode, NativeType};
use crate::plan::{Needs, Place, Plan, RunsIn};
use crate::trace::TraceWish;
pub(crate) use port_names::{Side, position};
pub(crate) use types::{Context, NodeTypes};

/// A plan, and the native nodes that it calls for, by node index.
pub(crate) struct Opened {
    pub plan: Plan,
    pub native: Vec<Option<Box<dyn NativeNode>>>,
    pub trace: TraceWish,
}

/// What is made of a manifest: a plan only if no diagnostic is an error.
#[derive(Default)]
pub(crate) struct Read {
    pub opened: Option<Opened>,
    /// As the manifest has it, whether there is a plan or not; empty where it has none.
    pub name: String,
    pub diagnostics: Vec<Diagnostic>,
    pub placeholders: Vec<Placeholder>,
}

/// Reads `manifest` in `context` (JSON text as in `WIRE.md`, or empty).
pub(crate) fn open(manifest: &[u8], context: &[u8], native: &'static [NativeType]) -> Read {
    let context = match Context::read(context) {
        Ok(context) => context,
        Err(problem) => return Read { diagnostics: alloc::vec![*problem], ..Read::default() },
    };
    let mut reading = ::manifest::read(manifest, &context.options());
    let manifest = reading.manifest.take();
    let name = manifest.as_ref().map(|manifest| manifest.metadata.name.clone()).unwrap_or_default();
    let opened = manifest.map(|manifest| plan(&manifest, &NodeTypes::new(native, &context), &mut reading));
    let sound = !reading.problems.has_errors();
    let placeholders = core::mem::take(&mut reading.placeholders);
    Read { opened: opened.filter(|_| sound), name, diagnostics: reading.into_diagnostics(), placeholders }
}

pub(crate) fn plan(manifest: &Manifest, types: &NodeTypes<'_>, reading: &mut Reading) -> Opened {
    let nodes = nodes::read(&manifest.nodes, types, reading);
    let mode = types.context().mode.or(manifest.mode).unwrap_or_default();
    let mut graph = edges::read(&manifest.connections, nodes, mode, types, reading);
    let (inputs, outputs) = ends::read(manifest, &mut graph, reading);
    let input_bounds = alloc::vec![bounds::of_input(types.context()); inputs.len()];
    let native = graph.nodes.iter_mut().map(|node| node.native.take()).collect();
    let nodes: Vec<_> = graph.nodes.into_iter().map(|node| node.plan).collect();
    let needs = Needs { python: nodes.iter().any(|node| node.runs_in == RunsIn::Python) };
    let place = |index| {
        let (path, at) = reading.locate(&path::element("nodes", index));
        Place { path, at }
    };
    let metadata = &manifest.metadata;
    let mut plan = Plan {
        name: metadata.name.clone(),
        version: metadata.version.clone(),
        description: metadata.description.clone(),
        author: metadata.author.clone(),
        places: (0..nodes.len()).map(place).collect(),
        nodes,
        edges: graph.edges,
        inputs,
        outputs,
        needs,
        mode,
        permissions: manifest.permissions.clone().unwrap_or_default(),
        max_bytes: bounds::max_bytes(types.context(), manifest.limits.as_ref()),
        input_bounds,
        order: core::mem::take(&mut reading.order),
        manifest_file: types.context().manifest_file.clone(),
    };
    bounds::share_memory(&mut plan);
    Opened { plan, native, trace: types.context().trace }
}
