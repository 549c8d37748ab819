//! What the canonical form says in other words than the text, and what it cannot say.

use std::collections::BTreeMap;

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

/// More different changes than this nobody reads; only a hostile file has them, and finding their
/// lines would take as long as it likes.
const MOST: usize = 500;

/// Collects changes; the same at several places is one.
#[derive(Debug, Default)]
pub(crate) struct Changes {
    list: Vec<Change>,
    known: BTreeMap<(ChangeKind, String), usize>,
    left_out: usize,
}

impl Changes {
    pub(crate) fn add(&mut self, kind: ChangeKind, path: &str, message: impl Into<String>, help: &str) {
        let message = message.into();
        let key = (kind, message.clone());
        if let Some(known) = self.known.get(&key) {
            self.list[*known].count += 1;
        } else if self.list.len() == MOST {
            self.left_out += 1;
        } else {
            self.known.insert(key, self.list.len());
            let (path, help) = (path.into(), help.into());
            self.list.push(Change { kind, message, help, path, line: None, column: None, count: 1 });
        }
    }

    /// All of them, what needs a hand first.
    pub(crate) fn into_list(mut self) -> Vec<Change> {
        if self.left_out > 0 {
            let (help, path) = ("Solve the listed ones and convert it again.".into(), String::new());
            let message = "More places are different than are listed.".into();
            let (kind, count) = (ChangeKind::ByHand, self.left_out);
            self.list.push(Change { kind, message, help, path, line: None, column: None, count });
        }
        self.list.sort_by_key(|change| change.kind);
        self.list
    }
}

#[cfg(test)]
mod tests {
    use super::{ChangeKind, Changes, MOST};

    #[test]
    fn what_is_too_much_to_list_is_counted() {
        let mut changes = Changes::default();
        for index in 0..MOST + 7 {
            changes.add(ChangeKind::Kept, "a", format!("change {index}"), "");
        }
        changes.add(ChangeKind::Kept, "b", "change 0", "");
        let list = changes.into_list();
        assert_eq!(list.len(), MOST + 1);
        assert_eq!((list[0].kind, list[0].count), (ChangeKind::ByHand, 7));
        assert_eq!((list[1].path.as_str(), list[1].count), ("a", 2));
    }
}
