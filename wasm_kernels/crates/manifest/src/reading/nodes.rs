//! The nodes of a manifest.

use std::collections::BTreeMap;

use super::object::Object;
use super::{Reader, keys};
use crate::canonical::{Execution, Node, PortNames, RuntimeHint};
use crate::changes::ChangeKind;
use crate::diagnostic::Diagnostic;
use crate::path::{element, member};
use crate::spelling::nearest;
use crate::tree::{Tree, object_to_json};

const RUNTIME_HINTS: [(&str, RuntimeHint); 4] = [
    ("auto", RuntimeHint::Auto),
    ("rust_python", RuntimeHint::RustPython),
    ("cpython", RuntimeHint::CPython),
    ("cpython_wasm", RuntimeHint::CPythonWasm),
];

/// The type of nodes that say in `class` what they are.
const GENERAL: &str = "PythonNode";

/// Words of `execution.placement` that ask for another place than this.
const ELSEWHERE: [&str; 6] = ["native", "host", "requires_native", "remote", "requires_remote", "requires_wasi"];

impl Reader<'_> {
    /// The nodes, or nothing where there is no list of them.
    pub(super) fn nodes(&mut self, top: &Object<'_>) -> Option<Vec<Node>> {
        let path = top.at("nodes");
        if let Some(found) = top.first(&["nodes"]).filter(|found| found.tree.elements().is_none()) {
            self.wrong(&found, "no-nodes", "a list", "Write [{\"id\": \"…\", \"node_type\": \"…\"}].");
            return None;
        }
        let list = top.get("nodes").and_then(Tree::elements).unwrap_or_default();
        if list.is_empty() {
            let problem = Diagnostic::error("no-nodes", "The manifest has no nodes, so there is nothing to run.");
            let slip =
                if top.get("nodes").is_none() { misspelt(top, &keys::TOP, &["nodes", "manifest"]) } else { None };
            let help = "Give it a list \"nodes\" with at least one {\"id\": …, \"node_type\": …}.";
            // Of a text that is not what it should be, nobody can say what is not in it.
            if !self.problems.any_of(&["bad-json", "bad-yaml"]) {
                self.add_or_slip(problem, slip, top, "nodes", help);
            }
            return None;
        }
        let mut nodes = Vec::with_capacity(list.len());
        let mut seen = BTreeMap::new();
        for (index, tree) in list.iter().enumerate() {
            let path = element(&path, index);
            self.places.put(element("nodes", index), path.as_str());
            let Some(members) = tree.members() else {
                let message = format!("Node {index} must be an object with \"id\" and \"node_type\".");
                let problem = Diagnostic::error("bad-node", message);
                let help = if tree.text().is_some_and(|text| text.contains(':')) {
                    "In YAML a space stands behind the colon of a key: \"id: a\"."
                } else {
                    "Write {\"id\": \"…\", \"node_type\": \"…\"}."
                };
                self.problems.add(problem.with_help(help).at(path.as_str()));
                nodes.push(Node { id: format!("#{index}"), ..Node::default() });
                continue;
            };
            let object = Object::new(members, path);
            let node = self.node(index, &object);
            let at = object.first(&["id", "node_id"]).map_or_else(|| object.at("id"), |found| found.path);
            if let Some((before, first)) = seen.get(&node.id) {
                let message = format!("Nodes {before} and {index} have the same id \"{}\".", node.id);
                let problem = Diagnostic::error("duplicate-id", message).with_help("Give each node an id of its own.");
                self.problems.add(problem.at(at).related_to(first));
            } else {
                seen.insert(node.id.clone(), (index, at));
            }
            nodes.push(node);
        }
        Some(nodes)
    }

    fn node(&mut self, index: usize, object: &Object<'_>) -> Node {
        let found = object.first(&["id", "node_id"]);
        let id = found.as_ref().and_then(super::object::Found::name).filter(|id| !id.is_empty());
        let id = id.unwrap_or_else(|| {
            if let Some(found) = found.filter(|found| found.tree.text().is_none()) {
                self.wrong(&found, "bad-node", "text", "Give it an id that connections can name.");
                return format!("#{index}");
            }
            let problem = Diagnostic::error("bad-node", format!("Node {index} has no \"id\"."));
            let slip = misspelt(object, &keys::NODE, &["id", "node_id"]);
            self.add_or_slip(problem, slip, object, "id", "Give it an id that connections can name.");
            format!("#{index}")
        });
        let canonical = element("nodes", index);
        // Before the keys: a slip in this one is told once, with what it leads to.
        let node_type = self.node_type(&id, &canonical, object);
        let kept = self.check_keys(object, &keys::NODE);
        if !kept.is_empty() {
            self.kept.nodes.insert(id.clone(), kept.into());
        }
        let is_streaming = self.flag(object, &["is_streaming", "isStreaming"]);
        let is_output_node = self.flag(object, &["is_output_node", "isOutputNode"]);
        let runtime_hint = object.first(&["runtime_hint", "runtimeHint"]).and_then(|found| {
            let message = format!("{} is no runtime_hint, and means nothing.", found.tree.shown());
            self.word(&found, &RUNTIME_HINTS, Diagnostic::warning("bad-runtime-hint", message))
        });
        let on_error = self.on_error(object);
        let limits = self.node_limits(object);
        let params = object.first(&["params", "config"]);
        if let Some(found) = &params {
            self.places.put(member(&canonical, "params"), found.path.as_str());
            if found.tree.members().is_none() {
                let message =
                    format!("\"{}\" of node \"{id}\" must be an object, and is {}.", found.key, found.tree.shown());
                let problem = Diagnostic::error("bad-param", message).with_help("Write {\"key\": value}.");
                self.problems.add_unreadable(problem.at(found.path.as_str()));
            }
        }
        let capabilities = object.first(&["capabilities"]);
        if let Some(found) = capabilities.as_ref().filter(|found| found.tree.members().is_none()) {
            self.wrong(found, "bad-value", "an object", "Write {\"memory_gb\": 2}, or leave it out.");
        }
        let map = |tree: Option<&Tree>| tree.and_then(Tree::members).map(object_to_json).unwrap_or_default();
        let capabilities = map(capabilities.map(|found| found.tree));
        Node {
            id,
            node_type,
            params: map(params.map(|found| found.tree)),
            is_streaming,
            is_output_node,
            runtime_hint: runtime_hint.unwrap_or_default(),
            on_error,
            limits,
            execution: self.execution(object),
            capabilities,
            port_names: port_names(object),
        }
    }

    /// Tells that `key` is missing: once, where it stands in other letters, with what was meant.
    fn add_or_slip(&mut self, problem: Diagnostic, slip: Option<Slip<'_>>, object: &Object<'_>, key: &str, help: &str) {
        if let Some((written, meant)) = slip {
            let help = format!("Did you mean \"{meant}\" where it says \"{written}\"?");
            self.problems.add_unreadable(problem.with_help(help).at(object.at(written)));
        } else {
            self.problems.add(problem.with_help(help).at(object.at(key)));
        }
    }

    /// The type, or nothing and a problem.
    fn node_type(&mut self, id: &str, canonical: &str, object: &Object<'_>) -> String {
        let mut found = object.first(&["node_type", "nodeType", "type"]);
        // A general type that names its class beside it.
        if found.as_ref().is_some_and(|found| found.tree.text() == Some(GENERAL))
            && let Some(class) = object.first(&["class"]).filter(|class| class.tree.text().is_some())
        {
            found = Some(class);
        }
        let word = found.as_ref().and_then(|found| found.tree.text()).unwrap_or_default();
        if word.is_empty() {
            let problem = Diagnostic::error("bad-node", format!("Node \"{id}\" has no \"node_type\"."));
            let is_there = found.is_some();
            let slip = if is_there { None } else { misspelt(object, &keys::NODE, &["node_type", "nodeType", "type"]) };
            self.add_or_slip(problem, slip, object, "node_type", "Say which type of node it is.");
        } else if let Some(found) = &found {
            self.places.put(member(canonical, "node_type"), found.path.as_str());
        }
        word.into()
    }
}

/// A slip that stands for what is missing: its key, and the key that was meant.
type Slip<'a> = (&'a str, &'static str);

/// The first key that nobody knows to which one of `meant` is nearer than all else that may stand there.
fn misspelt<'a>(object: &Object<'a>, keys: &keys::Keys, meant: &[&str]) -> Option<Slip<'a>> {
    let mut unknown =
        object.members.iter().map(|member| member.key.as_str()).filter(|key| !keys.known().any(|word| word == *key));
    let as_written_now = |word| keys.older.iter().find(|(older, _)| *older == word).map_or(word, |(_, now)| *now);
    unknown.find_map(|key| {
        nearest(key, keys.known()).filter(|word| meant.contains(word)).map(|word| (key, as_written_now(word)))
    })
}

impl Reader<'_> {
    /// An object, or as design texts have it a bare word.
    fn execution(&mut self, node: &Object<'_>) -> Execution {
        let Some(found) = node.first(&["execution"]) else { return Execution::default() };
        if let Some(placement) = found.tree.text() {
            return Execution { placement: placement.into(), ..Execution::default() };
        }
        let Some(members) = found.tree.members() else {
            self.wrong(&found, "bad-value", "an object", "Write {\"placement\": \"local\"}.");
            return Execution::default();
        };
        let object = Object::new(members, found.path);
        self.check_keys(&object, &keys::EXECUTION);
        let placement = self.optional_text(&object, "placement").unwrap_or_default();
        if ELSEWHERE.contains(&placement.as_str()) {
            let message = format!("The placement \"{placement}\" is not here: the node runs where everything runs.");
            let help = "See that the node needs nothing from there.";
            self.changes.add(ChangeKind::ByHand, &object.at("placement"), message, help);
        }
        Execution {
            placement,
            reason: self.optional_text(&object, "reason"),
            fallback: self.optional_text(&object, "fallback"),
        }
    }
}

/// The lists `inputs` and `outputs` of a node, as far as they are lists of names.
fn port_names(node: &Object<'_>) -> PortNames {
    let names = |key| {
        let list = node.get(key).and_then(Tree::elements).unwrap_or_default();
        let names: Option<Vec<String>> = list.iter().map(|tree| tree.text().map(String::from)).collect();
        names.unwrap_or_default()
    };
    let is_free = node.text(&["node_type", "nodeType", "type"]) == Some(GENERAL) && node.text(&["class"]).is_some();
    PortNames { inputs: names("inputs"), outputs: names("outputs"), is_free }
}
