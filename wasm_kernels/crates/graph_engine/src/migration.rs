//! Writes a manifest of any era in canonical form, and says what that changes and what it cannot.

use alloc::string::String;
use alloc::vec::Vec;

use manifest::canonical::{Manifest, Node};
use manifest::path::{element, member};
use manifest::{Change, ChangeKind, Filling, Reading};
use serde::Serialize;
use serde_json::Map;

use crate::diagnostic::Diagnostic;
use crate::native::NativeType;
use crate::params::Params;
use crate::planning::{self, Context, NodeTypes, Side};

/// Types whose settings the SDK's `serialize()` does not write.
const NOT_SERIALIZED: [&str; 8] = [
    "BufferNode",
    "VADNode",
    "VoiceActivityDetector",
    "FormatConverterNode",
    "AudioResampleNode",
    "AudioResampler",
    "CodeExecutorNode",
    "DataSinkNode",
];
/// Params that the SDK read and ignored, so that its default counted.
const IGNORED: [(&str, &str, &str); 2] = [("MultiplyNode", "multiplier", "2"), ("AddNode", "value", "0")];

#[derive(Serialize)]
struct Answer {
    /// Whether there is a text.
    ok: bool,
    /// The canonical form, ready to be written to a file.
    text: Option<String>,
    changes: Vec<Change>,
    /// What stops the reading, or else what would stop or disturb a run.
    diagnostics: Vec<Diagnostic>,
}

/// The answer of `migrate` in `WIRE.md`, as JSON. Placeholders in params and metadata stay as they are.
#[must_use]
pub fn migrate(manifest: &[u8], context: &[u8], types: &'static [NativeType]) -> Vec<u8> {
    let answer = Context::read(context).map_or_else(
        |problem| Answer { ok: false, text: None, changes: Vec::new(), diagnostics: alloc::vec![*problem] },
        |context| answer(manifest, &context, types),
    );
    serde_json::to_vec(&answer).unwrap_or_default()
}

fn answer(bytes: &[u8], context: &Context, types: &'static [NativeType]) -> Answer {
    let types = NodeTypes::new(types, context);
    let mut options = context.options();
    options.filling = Filling::Structure;
    let mut reading = manifest::read(bytes, &options);
    let canonical = reading.manifest.take().filter(|_| !reading.problems.has_errors());
    let Some(mut canonical) = canonical else {
        let mut diagnostics = reading.into_diagnostics();
        // What a run would say beside it, so that everything is told at once.
        let is_known = |problem: &Diagnostic| {
            diagnostics.iter().any(|known| {
                (&known.code, &known.path, known.line, known.column)
                    == (&problem.code, &problem.path, problem.line, problem.column)
            })
        };
        let more: Vec<Diagnostic> =
            planned(bytes, context, &types).into_iter().filter(|problem| !is_known(problem)).collect();
        diagnostics.extend(more);
        diagnostics.sort_by_key(|problem| (problem.line.unwrap_or(u32::MAX), problem.column));
        return Answer { ok: false, text: None, changes: Vec::new(), diagnostics };
    };
    for index in 0..canonical.nodes.len() {
        adapt(&mut canonical.nodes[index], index, &types, &mut reading);
    }
    name_ports(&mut canonical, &types, &mut reading);
    if reading.has_input_data {
        let message = "The values beside the manifest are no part of it and were left out.";
        reading.report_change(ChangeKind::ByHand, "", message, "Give it when you run it: rmpkg run … --input DATA.");
    }
    let is_as_it_was = reading.is_written_as(&canonical);
    let mut changes = reading.take_changes();
    if changes.is_empty() && !is_as_it_was {
        let message = "What is null or counts anyway is left out, and numbers are written in their shortest form.";
        reading.report_change(ChangeKind::Changed, "", message, "");
        changes = reading.take_changes();
    }
    Answer { ok: true, text: Some(text(&canonical)), changes, diagnostics: planned(bytes, context, &types) }
}

/// What a run would say; a placeholder that has no value yet is no part of it.
fn planned(bytes: &[u8], context: &Context, types: &NodeTypes<'_>) -> Vec<Diagnostic> {
    let options = manifest::Options { filling: Filling::Known, ..context.options() };
    let mut reading = manifest::read(bytes, &options);
    if let Some(manifest) = reading.manifest.take() {
        planning::plan(&manifest, types, &mut reading);
    }
    let mut found = reading.into_diagnostics();
    found.retain(|problem| problem.code != "missing-value");
    found
}

/// Writes params of native types with the names they have here, and notes what needs a hand.
fn adapt(node: &mut Node, index: usize, types: &NodeTypes<'_>, reading: &mut Reading) {
    let place = element("nodes", index);
    let at = member(&place, "params");
    let last = node.node_type.rsplit_once('.').map_or(node.node_type.as_str(), |(_, last)| last);
    if node.params.is_empty() && NOT_SERIALIZED.contains(&last) {
        let message = alloc::format!("The SDK's serialize() writes no params of {last}: its defaults count.");
        reading.report_change(
            ChangeKind::ByHand,
            &place,
            &message,
            "Write the settings that it was made with into params.",
        );
    }
    for (node_type, key, default) in IGNORED {
        if last == node_type && node.params.contains_key(key) {
            let message =
                alloc::format!("The SDK ignored \"{key}\" of {node_type} and took {default}; here it counts.");
            reading.report_change(
                ChangeKind::ByHand,
                &member(&at, key),
                &message,
                "Remove it to get what the SDK gave.",
            );
        }
    }
    if node.params.contains_key("model_sources") {
        let message = "\"model_sources\" of a node fetches nothing here.";
        reading.report_change(
            ChangeKind::ByHand,
            &at,
            message,
            "Name the files under \"models\", or put them into the bundle.",
        );
    }
    let Some(native) = types.resolve(&node.node_type).and_then(|spec| spec.native) else { return };
    let mut params = Params::new(&node.params, &at);
    let _ = (native.build)(&mut params);
    let renamed = params.renamed();
    if renamed.is_empty() {
        return;
    }
    let mut written = Map::new();
    for (key, value) in core::mem::take(&mut node.params) {
        match renamed.iter().find(|(older, _)| *older == key) {
            Some((older, now)) => {
                let message = alloc::format!("The param \"{older}\" is written \"{now}\".");
                reading.report_change(ChangeKind::Changed, &member(&at, older), &message, "");
                written.insert((*now).into(), value);
            }
            None => {
                written.insert(key, value);
            }
        }
    }
    node.params = written;
}

/// Writes the ports that the manifest has names of its own for as they are called here.
fn name_ports(canonical: &mut Manifest, types: &NodeTypes<'_>, reading: &mut Reading) {
    let nodes = &canonical.nodes;
    let mut rename = |node: usize, side: Side, port: &mut String, place: String| {
        let node = &nodes[node];
        let Some(spec) = types.resolve(&node.node_type) else { return };
        let ports = if side == Side::Input { &spec.inputs } else { &spec.outputs };
        if port == "default" || ports.iter().any(|known| known.name == *port) {
            return;
        }
        let Some(at) = planning::position(&node.port_names, ports, spec.open_ports, side, port) else { return };
        let now = if at == 0 { "default" } else { ports[at].name.as_str() };
        let message = alloc::format!("The port \"{port}\" of node \"{}\" is written \"{now}\".", node.id);
        reading.report_change(ChangeKind::Changed, &place, &message, "");
        *port = now.into();
    };
    for (index, each) in canonical.connections.iter_mut().enumerate() {
        let place = element("connections", index);
        rename(each.from_index, Side::Output, &mut each.from_port, member(&place, "from_port"));
        rename(each.to_index, Side::Input, &mut each.to_port, member(&place, "to_port"));
    }
    for (index, each) in canonical.inputs.iter_mut().flatten().enumerate() {
        rename(each.to_index, Side::Input, &mut each.to_port, member(&element("inputs", index), "to_port"));
    }
    for (index, each) in canonical.outputs.iter_mut().flatten().enumerate() {
        rename(each.from_index, Side::Output, &mut each.from_port, member(&element("outputs", index), "from_port"));
    }
}

/// The canonical form as a file holds it.
fn text(manifest: &Manifest) -> String {
    let mut text = serde_json::to_string_pretty(manifest).unwrap_or_default();
    text.push('\n');
    text
}
