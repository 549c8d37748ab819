//! From the bytes of a manifest to its tree.

mod decoding;
mod duplicates;
mod json;
mod yaml;

use crate::diagnostic::Diagnostic;
use crate::problems::Problems;
use crate::tree::Tree;

pub(crate) use yaml::plain_scalar;

/// As large as a manifest may be in a bundle.
const MOST_BYTES: usize = 8 << 20;
/// Lists and objects within each other; a manifest needs about ten.
const DEEPEST: usize = 100;
/// Values in one manifest: their tree takes about 60 bytes each.
const MOST_VALUES: usize = 1_000_000;

/// The text cannot be read on from here; why is among the problems.
struct Stop;

/// The tree of a manifest's text, or nothing where it has none; says why in `problems`. `file` says by
/// its ending whether it is JSON or YAML; without one, a bracket at the start says that it is JSON.
pub(crate) fn parse(bytes: &[u8], file: Option<&str>, problems: &mut Problems) -> Option<Tree> {
    let text = decoding::decode(bytes, problems)?;
    if is_yaml(text, file) || text.bytes().take(2).any(|byte| byte == 0) {
        decoding::refuse_nul(text, problems)?;
    }
    let tree = if is_yaml(text, file) { yaml::parse(text, problems) } else { json::parse(text, problems) }?;
    duplicates::report(&tree, problems);
    Some(tree)
}

fn too_large(bytes: usize) -> Diagnostic {
    let message = format!("The manifest has {bytes} bytes; at most {MOST_BYTES} are read.");
    let help = "Keep data out of it: put files beside it and name them in params.";
    Diagnostic::error("manifest-too-large", message).with_help(help)
}

/// Whether a file of this name is a manifest by itself, or one with its inputs, and no bundle.
#[must_use]
pub fn has_ending(file: &str) -> bool {
    matches!(ending(file).as_deref(), Some("json" | "yaml" | "yml"))
}

fn ending(file: &str) -> Option<String> {
    file.rsplit_once('.').map(|(_, ending)| ending.to_ascii_lowercase())
}

fn is_yaml(text: &str, file: Option<&str>) -> bool {
    match file.and_then(ending).as_deref() {
        Some("yaml" | "yml") => true,
        Some("json" | "jsonc" | "json5") => false,
        _ => !text.trim_start().starts_with(['{', '[', '"', '/']),
    }
}
