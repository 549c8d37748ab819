//! The document as a whole: its text, its wrapping, its version.

use alloc::format;
use alloc::string::{String, ToString};

use serde_json::{Map, Value};

use super::keys;
use super::problems::Problems;
use crate::diagnostic::Diagnostic;
use crate::json_path::member;
use crate::json_problem::bad_json;

/// What files in the wild say for version 1.
const VERSIONS: [&str; 4] = ["v1", "1", "1.0", "1.0.0"];

/// The text without a byte order mark, and what it says.
pub(super) fn parse<'a>(manifest: &'a [u8], problems: &mut Problems<'_>) -> Option<(&'a str, Value)> {
    let text = match core::str::from_utf8(manifest) {
        Ok(text) => text,
        Err(error) => {
            let sound = String::from_utf8_lossy(&manifest[..error.valid_up_to()]).into_owned();
            let (line, column) = end_of(&sound);
            let mut problem = Diagnostic::error("bad-json", "The manifest is not UTF-8 text.")
                .with_help("Save it again with the encoding UTF-8.");
            (problem.line, problem.column) = (Some(line), Some(column));
            problems.add(problem);
            return None;
        }
    };
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    match serde_json::from_str(text) {
        Ok(document) => Some((text, document)),
        Err(error) => {
            problems.add(bad_json(&error, text.as_bytes(), "The manifest"));
            None
        }
    }
}

/// Line and column after the last character of `text`.
fn end_of(text: &str) -> (u32, u32) {
    let last = text.rsplit('\n').next().unwrap_or_default();
    (text.matches('\n').count() as u32 + 1, last.chars().count() as u32 + 1)
}

/// The manifest itself, also out of `{"manifest": …, "input_data": …}`, and its path.
pub(super) fn unwrap<'a>(
    document: &'a Value,
    problems: &mut Problems<'_>,
) -> Option<(&'static str, &'a Map<String, Value>)> {
    let Some(top) = document.as_object() else {
        let message = "The manifest must be a JSON object, with \"nodes\" and \"connections\".";
        problems.add(Diagnostic::error("bad-manifest", message).at(""));
        return None;
    };
    match top.get("manifest").and_then(Value::as_object) {
        Some(inner) if !top.contains_key("nodes") => Some(("manifest", inner)),
        _ => Some(("", top)),
    }
}

/// Version and keys of the manifest.
pub(super) fn check_top(manifest: &Map<String, Value>, path: &str, problems: &mut Problems<'_>) {
    keys::check(manifest, path, &keys::TOP, problems);
    // The oldest SDK files have no version at all.
    if let Some(version) = manifest.get("version").filter(|version| !version.is_null()) {
        let said = version.as_str().map_or_else(|| version.to_string(), String::from);
        if !VERSIONS.contains(&said.as_str()) {
            problems.add(
                Diagnostic::error(
                    "unsupported-version",
                    format!("The manifest has version \"{said}\"; this runtime reads \"v1\"."),
                )
                .with_help("Write \"version\": \"v1\", or run it with a newer runtime.")
                .at(member(path, "version")),
            );
        }
    }
}
