//! `runtime`, `models` and `permissions`.

use super::object::Object;
use super::{Reader, keys};
use crate::canonical::{Model, Permissions, Runtime};
use crate::diagnostic::Diagnostic;
use crate::path::element;
use crate::tree::{Tree, Value, object_to_json};

impl Reader<'_> {
    pub(super) fn runtime(&mut self, top: &Object<'_>) -> Option<Runtime> {
        let found = top.first(&["runtime"])?;
        let Some(members) = found.tree.members() else {
            self.wrong(&found, "bad-value", "an object", "Write {\"target\": \"browser\"}.");
            return None;
        };
        let object = Object::new(members, found.path);
        let mut rest = object_to_json(members);
        for key in ["target", "min_version", "features"] {
            rest.shift_remove(key);
        }
        Some(Runtime {
            target: self.optional_text(&object, "target"),
            min_version: self.optional_text(&object, "min_version"),
            features: self.texts(&object, "features"),
            rest,
        })
    }

    pub(super) fn models(&mut self, top: &Object<'_>) -> Vec<Model> {
        let Some(found) = top.first(&["models"]) else { return Vec::new() };
        let Some(list) = found.tree.elements() else {
            self.wrong(&found, "bad-value", "a list", "Write [{\"id\": \"…\", \"path\": \"models/…\"}].");
            return Vec::new();
        };
        let models = list.iter().enumerate();
        models.filter_map(|(index, tree)| self.model(tree, element(&found.path, index))).collect()
    }

    fn model(&mut self, tree: &Tree, path: String) -> Option<Model> {
        let object = Object::new(tree.members().unwrap_or_default(), path);
        let Some(id) = object.first(&["id"]).and_then(|found| found.name()) else {
            let problem = Diagnostic::error("bad-value", "A model must be an object with an \"id\".");
            self.problems.add(problem.with_help("Write {\"id\": \"…\", \"path\": \"models/…\"}.").at(object.path));
            return None;
        };
        self.check_keys(&object, &keys::MODEL);
        let size = object.first(&["size"]).and_then(|found| {
            let bytes = if let Value::Number(number) = &found.tree.value { number.as_u64() } else { None };
            if bytes.is_none() {
                self.wrong(&found, "bad-value", "a whole number of bytes", "Leave it out where it is not known.");
            }
            bytes
        });
        Some(Model {
            id,
            path: self.optional_text(&object, "path"),
            url: self.optional_text(&object, "url"),
            sha256: self.sha256(&object),
            size,
            license: self.optional_text(&object, "license"),
        })
    }

    fn sha256(&mut self, object: &Object<'_>) -> Option<String> {
        let found = object.first(&["sha256"])?;
        let is_hash = |text: &&str| text.len() == 64 && text.bytes().all(|byte| byte.is_ascii_hexdigit());
        let hash = found.tree.text().filter(is_hash).map(str::to_ascii_lowercase);
        if hash.is_none() {
            self.wrong(&found, "bad-value", "64 hexadecimal digits", "Write what sha256sum prints.");
        }
        hash
    }

    pub(super) fn permissions(&mut self, top: &Object<'_>) -> Option<Permissions> {
        let found = top.first(&["permissions"])?;
        let Some(members) = found.tree.members() else {
            self.wrong(&found, "bad-value", "an object", "Write {\"network\": [\"https://…\"], \"microphone\": true}.");
            return None;
        };
        let object = Object::new(members, found.path);
        self.check_keys(&object, &keys::PERMISSIONS);
        Some(Permissions { network: self.texts(&object, "network"), microphone: self.flag(&object, &["microphone"]) })
    }

    /// Text, or nothing; anything else is a problem.
    pub(super) fn optional_text(&mut self, object: &Object<'_>, key: &'static str) -> Option<String> {
        let found = object.first(&[key])?;
        let text = found.name();
        if text.is_none() {
            self.wrong(&found, "bad-value", "text", "Put it into quotes.");
        }
        text
    }

    fn texts(&mut self, object: &Object<'_>, key: &'static str) -> Vec<String> {
        let Some(found) = object.first(&[key]) else { return Vec::new() };
        let list = found.tree.elements().unwrap_or_default();
        let texts: Vec<String> = list.iter().filter_map(|tree| tree.text().map(String::from)).collect();
        if found.tree.elements().is_none() || texts.len() < list.len() {
            self.wrong(&found, "bad-value", "a list of texts", "Write [\"…\", \"…\"].");
        }
        texts
    }
}
