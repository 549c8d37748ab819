//! The connections of a manifest.

use super::object::Object;
use super::references::References;
use super::{Reader, keys};
use crate::canonical::{Connection, Merge, Overflow};
use crate::diagnostic::Diagnostic;
use crate::path::{element, member};
use crate::spelling::nearest;

const FROM: [&str; 3] = ["from", "from_node", "source"];
const TO: [&str; 3] = ["to", "to_node", "target"];
const FROM_PORT: [&str; 3] = ["from_port", "output_port", "fromPort"];
const TO_PORT: [&str; 3] = ["to_port", "input_port", "toPort"];
const OVERFLOW: [(&str, Overflow); 3] =
    [("block", Overflow::Block), ("drop_oldest", Overflow::DropOldest), ("drop_newest", Overflow::DropNewest)];
const MERGE: [(&str, Merge); 2] = [("time", Merge::Time), ("arrival", Merge::Arrival)];

/// A connection and its path in the text.
pub(super) type Read = (Connection, String);

/// Names the key that was meant to be the end that is missing.
fn slip(object: &Object<'_>) -> Option<String> {
    let missing = [("from", &FROM), ("to", &TO)].into_iter().filter(|(_, keys)| object.first(*keys).is_none());
    let missing: Vec<&str> = missing.map(|(word, _)| word).collect();
    let is_known = |key: &str| {
        let older = keys::CONNECTION.older.iter().map(|(older, _)| older);
        keys::CONNECTION.read.iter().chain(older).any(|known| *known == key)
    };
    let unknown = object.members.iter().map(|member| member.key.as_str()).filter(|key| !is_known(key));
    let named =
        |key| Some(format!("Did you mean \"{}\" where it says \"{key}\"?", nearest(key, missing.iter().copied())?));
    unknown.into_iter().find_map(named)
}

impl Reader<'_> {
    pub(super) fn connections(&mut self, top: &Object<'_>, references: &References<'_>) -> Vec<Read> {
        let mut connections: Vec<Read> = Vec::new();
        let Some(found) = top.first(&["connections", "edges"]) else { return connections };
        let Some(list) = found.tree.elements() else {
            self.wrong(&found, "bad-connection", "a list", "Write [{\"from\": \"a\", \"to\": \"b\"}].");
            return connections;
        };
        for (index, tree) in list.iter().enumerate() {
            let path = element(&found.path, index);
            let canonical = element("connections", connections.len());
            let object = Object::new(tree.members().unwrap_or_default(), path.as_str());
            match self.connection(&object, &canonical, references) {
                Some(connection) => connections.push((connection, path)),
                None => self.is_partial = true,
            }
        }
        connections
    }

    fn connection(&mut self, object: &Object<'_>, canonical: &str, references: &References<'_>) -> Option<Connection> {
        let ends = object.first(&FROM).zip(object.first(&TO));
        let Some((from, to)) = ends.filter(|(from, to)| from.name().is_some() && to.name().is_some()) else {
            let message = "A connection must say \"from\" and \"to\", each the id of a node.";
            let help = slip(object).unwrap_or_else(|| "Write {\"from\": \"a\", \"to\": \"b\"}.".into());
            self.problems.add(Diagnostic::error("bad-connection", message).with_help(help).at(object.path.as_str()));
            return None;
        };
        let name = |found: &super::object::Found<'_>| found.name().unwrap_or_default();
        let what = format!("The connection from \"{}\" to \"{}\"", name(&from), name(&to));
        // Everything is looked at before any of it stops this, so that all of it is reported.
        let from_end = self.end(&from, &FROM_PORT, object, &what, references);
        let to_end = self.end(&to, &TO_PORT, object, &what, references);
        let packets = self.capacity(object, "capacity_packets");
        let bytes = self.capacity(object, "capacity_bytes");
        let overflow = object.first(&["overflow"]).and_then(|found| {
            let message =
                format!("\"overflow\" must be block, drop_oldest or drop_newest, and is {}.", found.tree.shown());
            self.word(&found, &OVERFLOW, Diagnostic::error("bad-overflow", message))
        });
        let merge = object.first(&["merge"]).and_then(|found| {
            let message = format!("\"merge\" must be time or arrival, and is {}.", found.tree.shown());
            self.word(&found, &MERGE, Diagnostic::error("bad-value", message))
        });
        let (from_end, to_end) = (from_end?, to_end?);
        let kept = self.check_keys(object, &keys::CONNECTION);
        if !kept.is_empty() {
            let mut ends = serde_json::Map::new();
            ends.insert("from".into(), name(&from).into());
            ends.insert("to".into(), name(&to).into());
            ends.extend(kept);
            self.kept.connections.push(ends.into());
        }
        self.places.put(canonical, object.path.as_str());
        for (key, path) in
            [("from", from.path), ("from_port", from_end.port_path), ("to", to.path), ("to_port", to_end.port_path)]
        {
            self.places.put(member(canonical, key), path);
        }
        Some(Connection {
            from: references.id(from_end.node),
            to: references.id(to_end.node),
            from_port: from_end.port,
            to_port: to_end.port,
            capacity_packets: packets,
            capacity_bytes: bytes,
            overflow,
            merge,
            from_index: from_end.node,
            to_index: to_end.node,
        })
    }

    fn capacity(&mut self, object: &Object<'_>, key: &'static str) -> Option<u32> {
        let found = object.first(&[key])?;
        let bound = match &found.tree.value {
            crate::tree::Value::Number(number) => number.as_f64(),
            _ => None,
        };
        let bound = bound.filter(|bound| bound.fract() == 0.0 && (1.0..=f64::from(1_u32 << 31)).contains(bound));
        if bound.is_none() {
            self.wrong(&found, "bad-capacity", "a whole number from 1", "Leave it out for the usual bound.");
        }
        bound.map(|bound| bound as u32)
    }
}
