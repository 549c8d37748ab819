//! The document as a whole: its wrapping, its version, what it says of itself.

use super::Reader;
use super::object::Object;
use crate::canonical::Metadata;
use crate::diagnostic::Diagnostic;
use crate::tree::{Tree, object_to_json};

/// What files in the wild say for version 1.
const VERSIONS: [&str; 6] = ["v1", "1", "1.0", "1.0.0", "v1.0", "v1.0.0"];

impl Reader<'_> {
    /// The manifest itself, also out of `{"manifest": …, "input_data": …}`.
    pub(super) fn unwrap<'a>(&mut self, tree: &'a Tree) -> Option<Object<'a>> {
        let Some(members) = tree.members() else {
            let message = format!("The manifest must be an object, and is {}.", tree.kind_words());
            let help = "Give it \"version\", \"nodes\" and \"connections\".";
            self.problems.add(Diagnostic::error("bad-manifest", message).with_help(help).at(""));
            return None;
        };
        let top = Object::new(members, "");
        match top.object("manifest") {
            Some(inner) if tree.get("nodes").is_none() => Some(inner),
            _ => Some(top),
        }
    }

    pub(super) fn check_version(&mut self, top: &Object<'_>) {
        // The oldest SDK files have no version at all.
        let Some(found) = top.first(&["version"]) else { return };
        let said = found.name().unwrap_or_else(|| found.tree.shown());
        if !VERSIONS.contains(&said.as_str()) {
            let message = format!("The manifest has version \"{said}\"; this runtime reads \"v1\".");
            let help = "Write \"version\": \"v1\", or run it with a newer runtime.";
            self.problems.add(Diagnostic::error("unsupported-version", message).with_help(help).at(found.path));
        }
    }
}

pub(super) fn metadata(top: &Object<'_>) -> Metadata {
    let metadata = top.object("metadata");
    let own = |key: &'static str| metadata.as_ref().and_then(|metadata| metadata.first(&[key])?.name());
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
