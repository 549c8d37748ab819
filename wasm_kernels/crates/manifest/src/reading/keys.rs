//! The keys that manifests have. Anything else is a slip and gets a warning.

use serde_json::{Map, Value as Json};

use super::Reader;
use super::object::Object;
use crate::changes::ChangeKind;
use crate::diagnostic::Diagnostic;
use crate::spelling::did_you_mean;
use crate::tree::{Tree, Value};

/// Keys of one kind of object.
pub(super) struct Keys {
    /// As they should be written.
    pub read: &'static [&'static str],
    /// Older spellings, and what is written now.
    pub older: &'static [(&'static str, &'static str)],
    /// Those that the SDK's own files have and that mean nothing here.
    pub tolerated: &'static [&'static str],
    /// Names of the objects that it may be wrapped in, each a slip away from being found.
    pub wrapping: &'static [&'static str],
    /// Whether others may stand there too.
    pub is_free: bool,
}

impl Keys {
    /// All words that mean something here, those to be written first.
    pub(super) fn known(&self) -> impl Iterator<Item = &'static str> {
        let older = self.older.iter().map(|(older, _)| *older);
        self.read
            .iter()
            .copied()
            .chain(older)
            .chain(self.tolerated.iter().copied())
            .chain(self.wrapping.iter().copied())
    }

    /// Web apps write every key in camelCase.
    fn tolerates(&self, key: &str) -> bool {
        let plain = snake_case(key);
        self.tolerated.iter().any(|known| *known == plain)
    }
}

const fn only(read: &'static [&'static str]) -> Keys {
    Keys { read, older: &[], tolerated: &[], wrapping: &[], is_free: false }
}

pub(super) const TOP: Keys = Keys {
    read: &[
        "version",
        "metadata",
        "runtime",
        "mode",
        "limits",
        "nodes",
        "connections",
        "inputs",
        "outputs",
        "models",
        "permissions",
        "extensions",
        "$schema",
    ],
    older: &[
        ("edges", "connections"),
        ("name", "metadata.name"),
        ("description", "metadata.description"),
        ("author", "metadata.author"),
    ],
    tolerated: &[
        "config",
        "defaults",
        "capabilities",
        "python_env",
        "plugins",
        "default_python_runtime",
        "dependencies",
        "android",
        "pipeline",
        "execution_mode",
        "runtime_target",
    ],
    wrapping: &["manifest", "pipeline"],
    is_free: false,
};

pub(super) const NODE: Keys = Keys {
    read: &[
        "id",
        "node_type",
        "params",
        "is_streaming",
        "is_output_node",
        "runtime_hint",
        "on_error",
        "limits",
        "execution",
        "capabilities",
    ],
    older: &[
        ("node_id", "id"),
        ("nodeType", "node_type"),
        ("type", "node_type"),
        ("class", "node_type"),
        ("config", "params"),
        ("isStreaming", "is_streaming"),
        ("isOutputNode", "is_output_node"),
        ("runtimeHint", "runtime_hint"),
    ],
    tolerated: &[
        "class_name",
        "module",
        "module_path",
        "is_source",
        "is_sink",
        "is_remote",
        "remote_endpoint",
        "host",
        "media_capabilities",
        "fast_path",
        "python_deps",
        "python_env",
        "docker",
        "executor",
        "execution_mode",
        "inputs",
        "outputs",
        "metadata",
        "description",
        "comment",
        "note",
        "name",
        "position",
        "runtime_target",
    ],
    wrapping: &[],
    is_free: false,
};

pub(super) const NODE_LIMITS: Keys = only(&["seconds_per_call", "memory_mb"]);
pub(super) const GRAPH_LIMITS: Keys = only(&["memory_mb"]);
pub(super) const ON_ERROR: Keys = only(&["policy", "times"]);
pub(super) const EXECUTION: Keys = only(&["placement", "reason", "fallback"]);
pub(super) const MODEL: Keys = only(&["id", "path", "url", "sha256", "size", "license"]);
pub(super) const PERMISSIONS: Keys = only(&["network", "microphone"]);
pub(super) const INPUT: Keys = Keys {
    older: &[("node_id", "to"), ("node", "to"), ("input_key", "name")],
    ..only(&["name", "type", "to", "to_port", "description"])
};
pub(super) const OUTPUT: Keys = Keys {
    older: &[("node_id", "from"), ("node", "from"), ("output_key", "name")],
    ..only(&["name", "type", "from", "from_port", "description"])
};

/// The SDK and its tools write what they like into connections: no key is a slip there.
pub(super) const CONNECTION: Keys = Keys {
    read: &["from", "to", "from_port", "to_port", "capacity_packets", "capacity_bytes", "overflow", "merge"],
    older: &[
        ("from_node", "from"),
        ("source", "from"),
        ("to_node", "to"),
        ("target", "to"),
        ("output_port", "from_port"),
        ("input_port", "to_port"),
        ("fromPort", "from_port"),
        ("toPort", "to_port"),
    ],
    tolerated: &[],
    wrapping: &[],
    is_free: true,
};

/// Keys without which a pipeline may do something else than it did.
const BY_HAND: [(&str, &str, &str); 10] = [
    ("plugins", "loads nothing here", "Put the nodes that the plug-ins bring into the bundle's nodes folder."),
    ("python_env", "installs nothing here", "Put the packages that the nodes import into the bundle's wheels folder."),
    ("python_deps", "installs nothing here", "Put the packages that the node imports into the bundle's wheels folder."),
    (
        "dependencies",
        "installs nothing here",
        "Put the packages that the nodes import into the bundle's wheels folder.",
    ),
    ("docker", "starts no container here", "Put the packages that the node imports into the bundle's wheels folder."),
    ("host", "names another machine, and the node runs on this one", "See that the node needs nothing from there."),
    (
        "is_remote",
        "means another machine, and the node runs on this one",
        "See that the node needs nothing from there.",
    ),
    (
        "remote_endpoint",
        "names another machine, and the node runs on this one",
        "See that the node needs nothing from there.",
    ),
    (
        "field_mapping",
        "picks no field here: the whole value passes",
        "Put a node between the two that picks the field.",
    ),
    ("defaults", "sets nothing here", "Write what it sets into the params of the nodes."),
];

impl Reader<'_> {
    /// Warns of every key that is not known, and returns what means nothing here.
    pub(super) fn check_keys(&mut self, object: &Object<'_>, keys: &Keys) -> Map<String, Json> {
        let mut kept = Map::new();
        for member in object.members {
            let key = member.key.as_str();
            if keys.read.contains(&key) {
                continue;
            }
            let path = object.at(key);
            let older = keys.older.iter().find(|(older, _)| *older == key);
            if let Some((_, now)) = older {
                if object.get(now).is_none_or(|tree| same(tree, &member.tree)) {
                    self.changes.add(ChangeKind::Changed, &path, format!("\"{key}\" is written \"{now}\"."), "");
                    continue;
                }
                self.said_twice(key, &path, now, &object.at(now));
            }
            let is_known = older.is_some() || keys.is_free || is_private(key) || keys.tolerates(key);
            if !is_known {
                self.unknown_key(key, &path, keys);
            }
            if !is_nothing(&member.tree) {
                if is_known {
                    self.note_kept(key, &path);
                }
                kept.insert(key.into(), member.tree.to_json());
            }
        }
        kept
    }

    pub(super) fn note_kept(&mut self, key: &str, path: &str) {
        let plain = snake_case(key);
        if let Some((_, what, help)) = BY_HAND.iter().find(|(known, ..)| *known == plain) {
            let message = format!("\"{key}\" {what}; it is kept under extensions.sdk.");
            self.changes.add(ChangeKind::ByHand, path, message, help);
        } else {
            let message = format!("\"{key}\" means nothing here; it is kept under extensions.sdk.");
            self.changes.add(ChangeKind::Kept, path, message, "");
        }
    }

    fn said_twice(&mut self, key: &str, path: &str, now: &str, now_path: &str) {
        // A general type or a class beside the type is how some files are.
        if !matches!(key, "type" | "class") {
            let message = format!("\"{key}\" means the same as \"{now}\", which counts.");
            let problem = Diagnostic::warning("key-twice", message).with_help(format!("Remove \"{key}\"."));
            self.problems.add(problem.at(path).related_to(now_path));
        }
    }

    fn unknown_key(&mut self, key: &str, path: &str, keys: &Keys) {
        let instead = || format!("Known keys: {}.", keys.read.join(", "));
        let help = self.problems.advice(|| did_you_mean(key, keys.known(), &instead()));
        let message = format!("\"{key}\" is no key of a manifest at this place and means nothing.");
        self.problems.add(Diagnostic::warning("unknown-key", message).with_help(help).at(path));
        self.changes.add(
            ChangeKind::ByHand,
            path,
            format!("\"{key}\" is no key of a manifest; it is kept under extensions.sdk."),
            "Look whether another key was meant.",
        );
    }
}

fn same(one: &Tree, other: &Tree) -> bool {
    one.to_json() == other.to_json()
}

/// Spellings by which people mark what is for themselves: `x-…`, `_comment`, `$comment`, `//`.
fn is_private(key: &str) -> bool {
    key.starts_with("x-") || key.starts_with(['_', '$', '/', '#'])
}

/// `pythonDeps` as `python_deps`.
fn snake_case(key: &str) -> String {
    let mut snake = String::with_capacity(key.len());
    for letter in key.chars() {
        if letter.is_ascii_uppercase() && !snake.is_empty() {
            snake.push('_');
        }
        snake.push(letter.to_ascii_lowercase());
    }
    snake
}

/// What says nothing, so that nothing is lost with it.
pub(super) fn is_nothing(tree: &Tree) -> bool {
    match &tree.value {
        Value::Null | Value::Bool(false) => true,
        Value::Text(text) => text.is_empty(),
        Value::List(list) => list.is_empty(),
        Value::Object(members) => members.is_empty(),
        _ => false,
    }
}
