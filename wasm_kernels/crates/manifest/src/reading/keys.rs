//! The keys that manifests have: those read here, and those that the SDK's own files have and that
//! mean nothing here. Anything else is a slip and gets a warning.

use super::Reader;
use super::object::Object;
use crate::diagnostic::Diagnostic;
use crate::spelling::did_you_mean;

/// Keys of one kind of object: what is read here comes first, as it should be written.
pub(super) struct Keys {
    pub read: &'static [&'static str],
    pub tolerated: &'static [&'static str],
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
    ],
    tolerated: &[
        "edges",
        "name",
        "description",
        "author",
        "config",
        "defaults",
        "capabilities",
        "python_env",
        "plugins",
        "default_python_runtime",
        "dependencies",
        "android",
        "pipeline",
        "$schema",
    ],
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
    tolerated: &[
        "node_id",
        "nodeType",
        "type",
        "class",
        "class_name",
        "module",
        "module_path",
        "config",
        "isStreaming",
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
    ],
};

pub(super) const NODE_LIMITS: Keys = Keys { read: &["seconds_per_call", "memory_mb"], tolerated: &[] };

pub(super) const GRAPH_LIMITS: Keys = Keys { read: &["memory_mb"], tolerated: &[] };

pub(super) const ON_ERROR: Keys = Keys { read: &["policy", "times"], tolerated: &[] };

pub(super) const INPUT: Keys = Keys { read: &["name", "type", "to", "to_port"], tolerated: &["description"] };

pub(super) const OUTPUT: Keys = Keys { read: &["name", "type", "from", "from_port"], tolerated: &["description"] };

impl Reader<'_> {
    /// Warns of every key that is not known.
    pub(super) fn check_keys(&mut self, object: &Object<'_>, keys: &Keys) {
        for member in object.members {
            let key = member.key.as_str();
            if keys.read.contains(&key) || keys.tolerated.contains(&key) {
                continue;
            }
            let known = keys.read.iter().chain(keys.tolerated).copied();
            let instead = || format!("Known keys: {}.", keys.read.join(", "));
            let help = self.problems.advice(|| did_you_mean(key, known, &instead()));
            let message = format!("\"{key}\" is no key of a manifest at this place and means nothing.");
            self.problems.add(Diagnostic::warning("unknown-key", message).with_help(help).at(object.at(key)));
        }
    }
}
