//! What is wrong with a bundle, in the shape that every part of the system uses (WIRE.md).

use serde::Serialize;

use crate::reason::{Reason, Severity};

/// One thing that is wrong, where, and the way out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Diagnostic {
    /// Error or warning.
    pub severity: Severity,
    /// [`Reason::code`].
    pub code: &'static str,
    /// One sentence that names the thing, with the expected and the actual value.
    pub message: String,
    /// [`Reason::way_out`].
    pub help: &'static str,
    /// The entry it is about; absent where it is about the whole file.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub file: Option<String>,
}

impl Diagnostic {
    /// About the whole file.
    pub(crate) fn of_file(reason: Reason, message: impl Into<String>) -> Self {
        Self {
            severity: reason.severity(),
            code: reason.code(),
            message: message.into(),
            help: reason.way_out(),
            file: None,
        }
    }

    /// About one entry, whose name may be anything at all.
    pub(crate) fn of_entry(reason: Reason, name: &str, message: impl Into<String>) -> Self {
        Self { file: Some(shown(name)), ..Self::of_file(reason, message) }
    }
}

/// `name` as it may stand in a message: nothing in it moves a cursor or turns the line around.
pub(crate) fn shown(name: &str) -> String {
    name.chars().fold(String::with_capacity(name.len()), |mut safe, c| {
        if is_unprintable(c) {
            safe.extend(c.escape_unicode());
        } else {
            safe.push(c);
        }
        safe
    })
}

/// `1 byte`, `7 bytes`.
pub(crate) fn counted(count: u64) -> String {
    format!("{count} byte{}", if count == 1 { "" } else { "s" })
}

/// Control characters, line separators, and the marks that change the direction of text.
pub(crate) fn is_unprintable(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
}
