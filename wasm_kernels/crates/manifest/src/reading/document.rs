//! The document as a whole: its wrapping, its version, what it says of itself.

use super::Reader;
use super::keys::is_nothing;
use super::object::Object;
use crate::canonical::{Manifest, Metadata};
use crate::changes::ChangeKind;
use crate::diagnostic::Diagnostic;
use crate::path::{element, member};
use crate::tree::{Tree, object_to_json};

/// What files in the wild say for version 1.
const VERSIONS: [&str; 6] = ["v1", "1", "1.0", "1.0.0", "v1.0", "v1.0.0"];
const IS_V1: &str = "The version is written \"v1\".";
const WRITE_V1: &str = "Write \"version\": \"v1\"; the pipeline's own version belongs into metadata.";

impl Reader<'_> {
    /// The manifest itself, also out of `{"manifest": …, "input_data": …}`.
    pub(super) fn unwrap<'a>(&mut self, tree: &'a Tree) -> Option<Object<'a>> {
        let Some(members) = tree.members() else {
            let message = format!("The manifest must be an object, and is {}.", tree.kind_words());
            let help = if tree.text().is_some_and(|text| text.trim_start().starts_with('{')) {
                "It is a manifest inside of text, as writing it as JSON twice gives: write the text as it is."
            } else {
                "Give it \"version\", \"nodes\" and \"connections\"."
            };
            self.problems.add(Diagnostic::error("bad-manifest", message).with_help(help).at(""));
            return None;
        };
        let top = Object::new(members, "");
        let inner = wrapped(&top);
        if let Some(inner) = &inner {
            let message = "The manifest was wrapped in another object; it stands alone now.";
            self.changes.add(ChangeKind::Changed, &inner.path, message, "");
            // What stands beside it, but for the values of a run, would be lost.
            let is_run = |key: &str| inner.path == "manifest" && matches!(key, "input_data" | "inputs");
            for member in members.iter().filter(|member| member.key != inner.path && !is_run(&member.key)) {
                if !is_nothing(&member.tree) {
                    self.note_kept(&member.key, &top.at(&member.key));
                    self.kept.top.insert(member.key.clone(), member.tree.to_json());
                }
            }
        }
        Some(inner.unwrap_or(top))
    }

    pub(super) fn check_version(&mut self, top: &Object<'_>) {
        // The oldest SDK files have no version at all.
        let Some(found) = top.first(&["version"]) else { return };
        let Some(said) = found.name() else {
            self.wrong(&found, "unsupported-version", "text", "Write \"version\": \"v1\".");
            return;
        };
        if VERSIONS.contains(&said.as_str()) {
            if said != "v1" {
                self.changes.add(ChangeKind::Changed, &found.path, IS_V1, "");
            }
        } else if is_version_1(&said) {
            let message = format!("The manifest has version \"{said}\", and is read as \"v1\".");
            self.changes.add(ChangeKind::Changed, &found.path, IS_V1, "");
            self.problems.add(Diagnostic::warning("other-version", message).with_help(WRITE_V1).at(found.path));
        } else {
            let message = format!("The manifest has version \"{said}\"; this runtime reads \"v1\".");
            let help = format!("{WRITE_V1} If it is of a later form, run it with a newer runtime.");
            self.problems.add(Diagnostic::error("unsupported-version", message).with_help(help).at(found.path));
        }
    }
}

impl Reader<'_> {
    /// What the canonical form always says, where the text does not.
    pub(super) fn tell_what_is_added(&mut self, top: &Object<'_>, manifest: &Manifest) {
        let mut added = |path: &str, message: &str| self.changes.add(ChangeKind::Changed, path, message, "");
        if top.get("version").is_none() {
            added(&top.at("version"), IS_V1);
        }
        if manifest.metadata.name.is_empty() && top.object("metadata").is_none_or(|object| object.get("name").is_none())
        {
            added(&top.at("metadata"), "A \"name\" is written into \"metadata\", an empty one.");
        }
        if top.first(&["connections", "edges"]).is_none() && manifest.connections.is_empty() {
            added(&top.at("connections"), "\"connections\" is written, an empty list.");
        }
        for (index, _) in manifest.nodes.iter().enumerate().filter(|(_, node)| node.params.is_empty()) {
            let path = self.places.written(&element("nodes", index));
            let index = path.strip_prefix(&top.at("nodes")).and_then(|rest| rest.strip_prefix('[')?.strip_suffix(']'));
            let of = index.and_then(|index| top.get("nodes")?.elements()?.get(index.parse::<usize>().ok()?));
            if of.is_some_and(|node| ["params", "config"].iter().all(|key| node.get(key).is_none_or(Tree::is_null))) {
                added(&member(&path, "params"), "\"params\" is written, an empty object.");
            }
        }
    }

    pub(super) fn metadata(&mut self, top: &Object<'_>) -> Metadata {
        if let Some(found) = top.first(&["metadata"]).filter(|found| found.tree.members().is_none()) {
            self.wrong(&found, "bad-value", "an object", "Write {\"name\": \"…\"}.");
        }
        let (metadata, pipeline) = (top.object("metadata"), top.object("pipeline"));
        let of = |object: &Option<Object<'_>>, key| object.as_ref().and_then(|object| object.first(&[key])?.name());
        let own = |key: &'static str| of(&metadata, key).or_else(|| of(&pipeline, key));
        let said = |key: &'static str| own(key).or_else(|| top.first(&[key])?.name()).unwrap_or_default();
        let mut rest = metadata.as_ref().map(|metadata| object_to_json(metadata.members)).unwrap_or_default();
        for key in ["name", "version", "description", "author"] {
            rest.shift_remove(key);
        }
        Metadata {
            name: said("name"),
            // The version of the manifest's form is not the pipeline's own.
            version: own("version").unwrap_or_default(),
            description: said("description"),
            author: said("author"),
            rest,
        }
    }
}

/// `v1.2` and such: another minor version, which is to be understood by whoever reads the first.
fn is_version_1(said: &str) -> bool {
    let said = said.trim().trim_start_matches(['v', 'V']);
    let mut parts = said.split('.');
    parts.next() == Some("1") && parts.all(|part| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit()))
}

/// The manifest inside of another object.
fn wrapped<'a>(top: &Object<'a>) -> Option<Object<'a>> {
    if top.members.iter().any(|member| member.key == "nodes") {
        return None;
    }
    top.object("manifest").or_else(|| top.object("pipeline").filter(|inner| inner.get("nodes").is_some()))
}

/// Whether a document has the shape of a manifest, wrapped or not, right or wrong in detail; what is only data
/// has not, such as a drawing of `nodes` and `edges`.
pub(super) fn has_shape(tree: &Tree) -> bool {
    let Some(members) = tree.members() else { return false };
    let top = Object::new(members, "");
    let inner = wrapped(&top);
    let is_wrapped = inner.is_some();
    let top = inner.unwrap_or(top);
    let is_said = is_wrapped || top.first(&["version", "connections", "metadata"]).is_some();
    let nodes = top.get("nodes").and_then(Tree::elements).unwrap_or_default();
    let has_type = |node: &Tree| {
        node.get("node_type").or_else(|| node.get("nodeType")).is_some()
            || (is_said && node.get("type").or_else(|| node.get("class")).is_some())
    };
    nodes.iter().any(has_type)
}

/// Whether values for a run stand beside a wrapped manifest.
pub(super) fn has_input_data(tree: &Tree) -> bool {
    let is_wrapped = tree.get("nodes").is_none() && tree.get("manifest").is_some_and(|inner| inner.members().is_some());
    is_wrapped && (tree.get("input_data").is_some() || tree.get("inputs").is_some())
}
