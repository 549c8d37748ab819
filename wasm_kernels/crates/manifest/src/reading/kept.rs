//! What means nothing here and is not lost: it goes to `extensions.sdk`.

use serde_json::{Map, Value, json};

use super::Reader;
use super::object::Object;
use crate::canonical::Manifest;
use crate::tree::object_to_json;

/// The member of `extensions` that holds it.
const SDK: &str = "sdk";

/// Keys and values by where they stood.
#[derive(Default)]
pub(super) struct Kept {
    pub top: Map<String, Value>,
    /// By id of the node.
    pub nodes: Map<String, Value>,
    /// `{"from", "to", …}` each.
    pub connections: Vec<Value>,
}

impl Reader<'_> {
    pub(super) fn extensions(&mut self, top: &Object<'_>) -> Map<String, Value> {
        let Some(found) = top.first(&["extensions"]) else { return Map::new() };
        if found.tree.members().is_none() {
            self.wrong(&found, "bad-value", "an object", "Put what it holds under a key of your own.");
        }
        found.tree.members().map(object_to_json).unwrap_or_default()
    }

    /// Puts what was kept into the manifest's `extensions`.
    pub(super) fn keep(&mut self, manifest: &mut Manifest) {
        let mut kept = core::mem::take(&mut self.kept);
        if !kept.nodes.is_empty() {
            kept.top.insert("nodes".into(), Value::Object(kept.nodes));
        }
        if !kept.connections.is_empty() {
            kept.top.insert("connections".into(), Value::Array(kept.connections));
        }
        for (key, value) in kept.top {
            let sdk = manifest.extensions.entry(SDK).or_insert_with(|| json!({}));
            if let Value::Object(sdk) = sdk {
                merge(sdk, key, value);
            }
        }
    }
}

/// What was kept at an earlier time stays beside what is kept now.
fn merge(into: &mut Map<String, Value>, key: String, value: Value) {
    match (into.get_mut(&key), value) {
        (Some(Value::Object(known)), Value::Object(more)) => {
            for (key, value) in more {
                merge(known, key, value);
            }
        }
        (Some(Value::Array(known)), Value::Array(more)) => known.extend(more),
        (_, value) => {
            into.insert(key, value);
        }
    }
}
