//! What the canonical form says in other words than the text, and what it cannot say.

use serde::Serialize;

/// How much somebody has to care.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum ChangeKind {
    /// It means something else than it did, or lacks something: somebody must look.
    ByHand,
    /// Nothing here reads it; it is kept under `extensions`.
    Kept,
    /// The same in other words.
    Changed,
}

/// One difference between the text and the canonical form, at one or several places.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Change {
    /// How much somebody has to care.
    pub kind: ChangeKind,
    /// What is different.
    pub message: String,
    /// What to do about it; empty where nothing is to be done.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub help: String,
    /// The first place, in the text that was read.
    pub path: String,
    /// Line of that place.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub line: Option<u32>,
    /// Column of that place.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub column: Option<u32>,
    /// At how many places.
    pub count: usize,
}

/// Collects changes; the same at several places is one.
#[derive(Debug, Default)]
pub(crate) struct Changes(Vec<Change>);

impl Changes {
    pub(crate) fn add(&mut self, kind: ChangeKind, path: &str, message: impl Into<String>, help: &str) {
        let message = message.into();
        if let Some(known) = self.0.iter_mut().find(|known| known.kind == kind && known.message == message) {
            known.count += 1;
            return;
        }
        let (path, help) = (path.into(), help.into());
        self.0.push(Change { kind, message, help, path, line: None, column: None, count: 1 });
    }

    /// All of them, what needs a hand first.
    pub(crate) fn into_list(mut self) -> Vec<Change> {
        self.0.sort_by_key(|change| change.kind);
        self.0
    }
}
