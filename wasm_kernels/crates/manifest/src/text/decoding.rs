//! Bytes as text: UTF-8, with or without a byte order mark.

use super::too_large;
use crate::diagnostic::Diagnostic;
use crate::problems::Problems;
use crate::tree::Place;

/// What a manifest and the values that it is wrapped together with may have, in bytes.
const MOST_WRAPPED_BYTES: usize = 256 << 20;

pub(super) fn decode<'a>(bytes: &'a [u8], problems: &mut Problems) -> Option<&'a str> {
    if bytes.len() > MOST_WRAPPED_BYTES {
        problems.add(too_large(bytes.len()));
        return None;
    }
    match core::str::from_utf8(bytes) {
        Ok(text) => Some(text.strip_prefix('\u{feff}').unwrap_or(text)),
        Err(error) => {
            let sound = String::from_utf8_lossy(&bytes[..error.valid_up_to()]);
            let wide = matches!(bytes, [0xff, 0xfe, ..] | [0xfe, 0xff, ..]);
            let what = if wide { "UTF-16 text, not UTF-8" } else { "not UTF-8 text" };
            let problem = Diagnostic::error("bad-encoding", format!("The manifest is {what}."))
                .with_help("Save it again with the encoding UTF-8.");
            problems.add_at(problem, end_of(&sound));
            None
        }
    }
}

/// Nothing where a NUL byte stands in the text, which YAML nowhere allows and JSON only refuses inside quotes
/// in words of its own.
pub(super) fn refuse_nul(text: &str, problems: &mut Problems) -> Option<()> {
    let Some(at) = text.find('\0') else { return Some(()) };
    let problem = if at == 1 {
        Diagnostic::error("bad-encoding", "The manifest is UTF-16 text, not UTF-8.")
            .with_help("Save it again with the encoding UTF-8.")
    } else {
        Diagnostic::error("bad-encoding", "The manifest has a NUL byte here, which no text has.")
            .with_help("It is no text file or was damaged: get it anew.")
    };
    problems.add_at(problem, end_of(&text[..at]));
    None
}

/// The place after the last character of `text`.
fn end_of(text: &str) -> Place {
    let last = text.rsplit('\n').next().unwrap_or_default();
    let column = last.chars().filter(|letter| *letter != '\u{feff}').count() + 1;
    Place { line: text.matches('\n').count() as u32 + 1, column: column as u32 }
}
