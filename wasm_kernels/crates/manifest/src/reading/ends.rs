//! Inputs and outputs as the manifest declares them.

use std::collections::BTreeMap;

use super::object::{Found, Object};
use super::references::{End, References};
use super::{Reader, keys};
use crate::canonical::{Input, Output, PortType};
use crate::changes::ChangeKind;
use crate::diagnostic::Diagnostic;
use crate::path::{element, member};
use crate::tree::Tree;

/// What an input and an output have in common.
struct Declared {
    name: String,
    kind: Option<PortType>,
    end: End,
    description: Option<String>,
}

/// The words in which the two differ.
struct Side {
    list: &'static str,
    word: &'static str,
    end: &'static str,
    ends: [&'static str; 3],
    names: [&'static str; 2],
    port: &'static str,
    keys: &'static keys::Keys,
}

const INPUTS: Side = Side {
    list: "inputs",
    word: "input",
    end: "to",
    ends: ["to", "node_id", "node"],
    names: ["name", "input_key"],
    port: "to_port",
    keys: &keys::INPUT,
};
const OUTPUTS: Side = Side {
    list: "outputs",
    word: "output",
    end: "from",
    ends: ["from", "node_id", "node"],
    names: ["name", "output_key"],
    port: "from_port",
    keys: &keys::OUTPUT,
};

impl Reader<'_> {
    pub(super) fn inputs(&mut self, top: &Object<'_>, references: &References<'_>) -> Option<Vec<Input>> {
        let read = self.declared(top, &INPUTS, references)?;
        let input = |Declared { name, kind, end, description }| Input {
            name,
            kind,
            to: references.id(end.node),
            to_port: end.port,
            description,
            to_index: end.node,
        };
        Some(read.into_iter().map(input).collect())
    }

    pub(super) fn outputs(&mut self, top: &Object<'_>, references: &References<'_>) -> Option<Vec<Output>> {
        let read = self.declared(top, &OUTPUTS, references)?;
        let output = |Declared { name, kind, end, description }| Output {
            name,
            kind,
            from: references.id(end.node),
            from_port: end.port,
            description,
            from_index: end.node,
        };
        Some(read.into_iter().map(output).collect())
    }

    fn declared(&mut self, top: &Object<'_>, side: &Side, references: &References<'_>) -> Option<Vec<Declared>> {
        let found = top.first(&[side.list])?;
        let Some(list) = found.tree.elements() else {
            self.wrong(&found, "bad-end", "a list", "Leave it out to take what the connections leave open.");
            return Some(Vec::new());
        };
        let mut ends: Vec<Declared> = Vec::new();
        let mut seen = BTreeMap::new();
        for (index, tree) in list.iter().enumerate() {
            let object = Object::new(tree.members().unwrap_or_default(), element(&found.path, index));
            let canonical = element(side.list, ends.len());
            let Some(declared) = self.declared_end(tree, &object, &canonical, side, references) else { continue };
            if let Some(first) = seen.get(&declared.name) {
                let message = format!("Two of the {} are called \"{}\".", side.list, declared.name);
                let problem = Diagnostic::error("duplicate-name", message).with_help("Give each a name of its own.");
                self.problems.add(problem.at(object.at("name")).related_to(first));
            } else {
                seen.insert(declared.name.clone(), object.at("name"));
            }
            ends.push(declared);
        }
        Some(ends)
    }

    fn declared_end(
        &mut self,
        tree: &Tree,
        object: &Object<'_>,
        canonical: &str,
        side: &Side,
        references: &References<'_>,
    ) -> Option<Declared> {
        let bare = || {
            let is_text = tree.text().is_some_and(|text| !text.is_empty());
            is_text.then(|| Found { key: side.end, path: object.path.clone(), tree })
        };
        let named = object.first(&side.ends).or_else(bare).and_then(|found| Some((found.name()?, found)));
        let Some((written, found)) = named else {
            let message = format!("An {} must be an object with \"name\" and \"{}\".", side.word, side.end);
            let help = format!("Write {{\"name\": \"…\", \"{}\": \"id of a node\"}}.", side.end);
            let problem = Diagnostic::error("bad-end", message).with_help(help);
            self.problems.add(problem.at(object.path.as_str()));
            return None;
        };
        if tree.text().is_some() {
            let message = format!("The {} \"{written}\" is written with its name and its node.", side.word);
            self.changes.add(ChangeKind::Changed, &object.path, message, "");
        }
        self.check_keys(object, side.keys);
        let name = object.first(&side.names).and_then(|found| found.name()).unwrap_or(written);
        let what = format!("The {} \"{name}\"", side.word);
        let end = self.end(&found, &[side.port], object, &what, references);
        let kind = object.first(&["type"]).map(|found| {
            let message = format!("{} is no type of port.", found.tree.shown());
            let words = PortType::ALL.map(|kind| (kind.word(), kind));
            self.word(&found, &words, Diagnostic::error("bad-port-type", message))
        });
        let end = end?;
        self.places.put(canonical, object.path.as_str());
        self.places.put(member(canonical, side.port), end.port_path.as_str());
        let description = object.text(&["description"]).map(String::from);
        Some(Declared { name, kind: kind.flatten(), end, description })
    }
}
