//! What is wrong with a text that should be JSON, and where.

use alloc::format;
use alloc::string::{String, ToString};

use crate::diagnostic::Diagnostic;

/// `error` as the parser gave it for `text`; `what` begins the sentence.
pub(crate) fn bad_json(error: &serde_json::Error, text: &[u8], what: &str) -> Diagnostic {
    let said = error.to_string();
    let reason = said.rsplit_once(" at line ").map_or(said.as_str(), |(reason, _)| reason);
    let mut problem = Diagnostic::error("bad-json", format!("{what} is not valid JSON: {reason}."));
    problem.help = advice(reason).into();
    let line = text.split(|byte| *byte == b'\n').nth(error.line().saturating_sub(1)).unwrap_or_default();
    // The parser counts bytes, and means the last one that it took.
    let before = &line[..error.column().saturating_sub(1).min(line.len())];
    problem.line = Some(error.line().max(1) as u32);
    problem.column = Some(String::from_utf8_lossy(before).chars().count() as u32 + 1);
    problem
}

fn advice(reason: &str) -> &'static str {
    match reason {
        "trailing comma" => "Remove the comma before the closing bracket.",
        "key must be a string" => "Put the key into double quotes, and have no comma after the last one.",
        "trailing characters" => "Remove what follows after the closing bracket.",
        _ if reason.starts_with("EOF") => "It ends too early: a closing bracket or quote is missing.",
        _ if reason.starts_with("expected `,`") => "Put a comma between the values, or close the bracket.",
        _ if reason.starts_with("control character") => "Close the quotes before the line ends.",
        _ => "",
    }
}
