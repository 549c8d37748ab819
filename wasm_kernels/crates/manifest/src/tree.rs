//! A document as a tree that knows where each value stands in its text.

use serde_json::{Map, Number, Value as Json};

use crate::path::{Step, steps};

/// Line and column in a text, both from 1; columns count characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Place {
    pub line: u32,
    pub column: u32,
}

/// A value and where it begins.
#[derive(Clone, Debug)]
pub(crate) struct Tree {
    pub place: Place,
    pub value: Value,
    /// Said to be text (`!!str` in YAML): what is filled in stays text.
    pub is_verbatim: bool,
}

#[derive(Clone, Debug)]
pub(crate) enum Value {
    Null,
    Bool(bool),
    Number(Number),
    Text(String),
    List(Vec<Tree>),
    /// In the order of the text. Of equal keys, which are an error, the last counts.
    Object(Vec<Member>),
}

#[derive(Clone, Debug)]
pub(crate) struct Member {
    pub key: String,
    pub key_place: Place,
    pub tree: Tree,
}

impl Tree {
    pub(crate) fn members(&self) -> Option<&[Member]> {
        if let Value::Object(members) = &self.value { Some(members) } else { None }
    }

    pub(crate) fn elements(&self) -> Option<&[Tree]> {
        if let Value::List(list) = &self.value { Some(list) } else { None }
    }

    pub(crate) fn text(&self) -> Option<&str> {
        if let Value::Text(text) = &self.value { Some(text) } else { None }
    }

    pub(crate) fn bool(&self) -> Option<bool> {
        if let Value::Bool(value) = self.value { Some(value) } else { None }
    }

    pub(crate) fn is_null(&self) -> bool {
        matches!(self.value, Value::Null)
    }

    /// The member `key`, null or not.
    pub(crate) fn get(&self, key: &str) -> Option<&Tree> {
        self.members()?.iter().rev().find(|member| member.key == key).map(|member| &member.tree)
    }

    /// What it is, for a sentence such as "must be a list, and is an object".
    pub(crate) fn kind_words(&self) -> &'static str {
        match self.value {
            Value::Null => "null",
            Value::Bool(_) => "true or false",
            Value::Number(_) => "a number",
            Value::Text(_) => "text",
            Value::List(_) => "a list",
            Value::Object(_) => "an object",
        }
    }

    /// As JSON, without places.
    pub(crate) fn to_json(&self) -> Json {
        match &self.value {
            Value::Null => Json::Null,
            Value::Bool(value) => Json::Bool(*value),
            Value::Number(number) => Json::Number(number.clone()),
            Value::Text(text) => Json::String(text.clone()),
            Value::List(list) => Json::Array(list.iter().map(Tree::to_json).collect()),
            Value::Object(members) => Json::Object(object_to_json(members)),
        }
    }

    /// The value in a message: short, on one line.
    pub(crate) fn shown(&self) -> String {
        match &self.value {
            Value::List(_) | Value::Object(_) => self.kind_words().into(),
            _ => shortened(&self.to_json().to_string()),
        }
    }

    /// Where `path` leads: to the key for a member, to the value for an element. Follows it as far as
    /// it goes, so that what is missing is reported where it should be.
    pub(crate) fn locate(&self, path: &str) -> Place {
        let (mut tree, mut place) = (self, self.place);
        for step in steps(path) {
            let next = match (&step, &tree.value) {
                (Step::Index(index), Value::List(list)) => list.get(*index).map(|tree| (tree, tree.place)),
                (Step::Key(key), Value::Object(members)) => members
                    .iter()
                    .rev()
                    .find(|member| member.key == *key)
                    .map(|member| (&member.tree, member.key_place)),
                _ => None,
            };
            let Some((found, at)) = next else { break };
            (tree, place) = (found, at);
        }
        place
    }
}

pub(crate) fn object_to_json(members: &[Member]) -> Map<String, Json> {
    members.iter().map(|member| (member.key.clone(), member.tree.to_json())).collect()
}

/// At most 40 characters of `text`.
fn shortened(text: &str) -> String {
    if text.chars().count() <= 40 {
        return text.into();
    }
    text.chars().take(39).chain(['…']).collect()
}
