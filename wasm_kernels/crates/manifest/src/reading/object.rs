//! An object of the tree, read key by key.

use crate::path::member;
use crate::tree::{Member, Tree};

/// The members of an object, and its path in the text.
#[derive(Clone)]
pub(super) struct Object<'a> {
    pub members: &'a [Member],
    pub path: String,
}

/// A member that is there and not null.
pub(super) struct Found<'a> {
    pub key: &'static str,
    pub path: String,
    pub tree: &'a Tree,
}

impl<'a> Object<'a> {
    pub(super) fn new(members: &'a [Member], path: impl Into<String>) -> Self {
        Self { members, path: path.into() }
    }

    /// The value of `key`, unless it is null.
    pub(super) fn get(&self, key: &str) -> Option<&'a Tree> {
        let member = self.members.iter().rev().find(|member| member.key == key)?;
        (!member.tree.is_null()).then_some(&member.tree)
    }

    /// The first of `keys` that is there and not null.
    pub(super) fn first(&self, keys: &[&'static str]) -> Option<Found<'a>> {
        keys.iter().find_map(|key| self.get(key).map(|tree| Found { key, path: self.at(key), tree }))
    }

    /// The object under `key`.
    pub(super) fn object(&self, key: &str) -> Option<Object<'a>> {
        self.get(key)?.members().map(|members| Object::new(members, self.at(key)))
    }

    /// The text under the first of `keys` that is there.
    pub(super) fn text(&self, keys: &[&'static str]) -> Option<&'a str> {
        self.first(keys).and_then(|found| found.tree.text())
    }

    /// The path of a member, there or not.
    pub(super) fn at(&self, key: &str) -> String {
        member(&self.path, key)
    }
}

impl Found<'_> {
    /// Text, or a number as it is written: what may stand for a name.
    pub(super) fn name(&self) -> Option<String> {
        match &self.tree.value {
            crate::tree::Value::Text(text) => Some(text.clone()),
            crate::tree::Value::Number(number) => Some(number.to_string()),
            _ => None,
        }
    }
}
