//! What is wrong with a text that should be JSON, and where.

use alloc::format;
use alloc::string::{String, ToString};

use crate::diagnostic::Diagnostic;
use crate::document::{DEEPEST, Unfit};

/// `error` as the parser gave it for `text`; `what` begins the sentence.
pub(crate) fn bad_json(error: &serde_json::Error, text: &[u8], what: &str) -> Diagnostic {
    let said = error.to_string();
    let reason = said.rsplit_once(" at line ").map_or(said.as_str(), |(reason, _)| reason);
    let mut problem = Diagnostic::error("bad-json", format!("{what} is not valid JSON: {reason}."));
    let line = text.split(|byte| *byte == b'\n').nth(error.line().saturating_sub(1)).unwrap_or_default();
    // The parser counts bytes, and means the last one that it took.
    let before = &line[..error.column().saturating_sub(1).min(line.len())];
    let rest = line.get(before.len()..).unwrap_or_default();
    problem.help = if is_no_number(rest) { NO_NUMBER } else { advice(reason) }.into();
    problem.line = Some(error.line().max(1) as u32);
    problem.column = Some(String::from_utf8_lossy(before).chars().count() as u32 + 1);
    problem
}

const NO_NUMBER: &str = "JSON has no NaN and no infinities: write null, or leave the value out.";

/// Words of other languages for what is no number, or none that ends.
fn is_no_number(text: &[u8]) -> bool {
    ["NaN", "nan", "Infinity", "inf", "-Infinity", "-inf"].iter().any(|word| text.starts_with(word.as_bytes()))
}

/// What no packet holds stands at byte `at` of `text`.
pub(crate) fn unfit(found: &Unfit, text: &[u8], at: usize) -> Diagnostic {
    let mut problem = match found {
        Unfit::HugeNumber(number) => Diagnostic::error(
            "number-out-of-range",
            format!("The number {} is beyond what a float64 can hold.", short_number(number)),
        )
        .with_help("Give a smaller number, or write it in quotes, as text."),
        Unfit::HalfCharacter(escape) => Diagnostic::error(
            "half-character",
            format!("The text has half a character: {escape} without its other half."),
        )
        .with_help("Write the character itself, or both halves of it, as in \\ud83d\\ude00."),
        Unfit::TooDeep => {
            let message = format!("The value has more than {DEEPEST} lists and objects inside one another.");
            Diagnostic::error("nested-too-deep", message)
                .with_help("Give it flatter, for example as a list of records.")
        }
    };
    let (line, column) = place(text, at);
    (problem.line, problem.column) = (Some(line), Some(column));
    problem
}

/// Line and column, from 1, of byte `at`.
pub(crate) fn place(text: &[u8], at: usize) -> (u32, u32) {
    let before = String::from_utf8_lossy(&text[..at.min(text.len())]);
    let line_begins = before.rfind('\n').map_or(0, |end| end + 1);
    (before.matches('\n').count() as u32 + 1, before[line_begins..].chars().count() as u32 + 1)
}

fn short_number(number: &str) -> String {
    if number.len() > LONGEST_NUMBER {
        format!("{}… ({} characters)", &number[..LONGEST_NUMBER], number.len())
    } else {
        number.into()
    }
}

const LONGEST_NUMBER: usize = 24;

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
