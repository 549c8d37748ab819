//! `limits`, `mode` and `on_error`: what the engine is told about running.

use super::object::{Found, Object};
use super::{Reader, keys};
use crate::canonical::{ErrorHandling, Limits, Mode, NodeLimits, OnError};
use crate::diagnostic::Diagnostic;
use crate::tree::Value;

const ON_ERROR: [(&str, OnError); 3] = [("fail", OnError::Fail), ("skip", OnError::Skip), ("retry", OnError::Retry)];
const MODES: [(&str, Mode); 2] = [("batch", Mode::Batch), ("live", Mode::Live)];
/// How often a call may be tried again.
const MOST_TIMES: f64 = 100.0;

impl Reader<'_> {
    pub(super) fn node_limits(&mut self, node: &Object<'_>) -> NodeLimits {
        let Some(limits) = self.limits_object(node, &keys::NODE_LIMITS) else { return NodeLimits::default() };
        NodeLimits {
            seconds_per_call: self.positive(&limits, "seconds_per_call"),
            memory_mb: self.positive(&limits, "memory_mb"),
        }
    }

    pub(super) fn graph_limits(&mut self, top: &Object<'_>) -> Option<Limits> {
        let limits = self.limits_object(top, &keys::GRAPH_LIMITS)?;
        Some(Limits { memory_mb: self.positive(&limits, "memory_mb") })
    }

    pub(super) fn mode(&mut self, top: &Object<'_>) -> Option<Mode> {
        let found = top.first(&["mode"])?;
        let message = format!("\"mode\" must be batch or live, and is {}.", found.tree.shown());
        self.word(&found, &MODES, Diagnostic::error("bad-value", message))
    }

    /// A word, or `{"policy": "retry", "times": 3}`.
    pub(super) fn on_error(&mut self, node: &Object<'_>) -> ErrorHandling {
        let Some(found) = node.first(&["on_error"]) else { return ErrorHandling::default() };
        let Some(members) = found.tree.members() else {
            return ErrorHandling { policy: self.policy(&found), times: None };
        };
        let object = Object::new(members, found.path.as_str());
        self.check_keys(&object, &keys::ON_ERROR);
        let policy = object.first(&["policy"]).map(|policy| self.policy(&policy)).unwrap_or_default();
        let times = object.first(&["times"]).and_then(|times| {
            let number = number(&times).filter(|number| number.fract() == 0.0 && (1.0..=MOST_TIMES).contains(number));
            if number.is_none() {
                self.wrong(&times, "bad-on-error", "a whole number from 1 to 100", "Leave it out to try twice.");
            } else if policy != OnError::Retry {
                self.wrong(&times, "bad-on-error", "left out where the policy is not retry", "Remove it.");
            }
            number.map(|number| number as u32)
        });
        ErrorHandling { policy, times }
    }

    fn policy(&mut self, found: &Found<'_>) -> OnError {
        let message = format!("\"{}\" must be fail, skip or retry, and is {}.", found.key, found.tree.shown());
        self.word(found, &ON_ERROR, Diagnostic::error("bad-on-error", message)).unwrap_or_default()
    }

    fn limits_object<'a>(&mut self, parent: &Object<'a>, known: &keys::Keys) -> Option<Object<'a>> {
        let found = parent.first(&["limits"])?;
        let Some(members) = found.tree.members() else {
            self.wrong(&found, "bad-value", "an object", &format!("Known keys: {}.", known.read.join(", ")));
            return None;
        };
        let object = Object::new(members, found.path);
        self.check_keys(&object, known);
        Some(object)
    }

    fn positive(&mut self, object: &Object<'_>, key: &'static str) -> Option<f64> {
        let found = object.first(&[key])?;
        let number = number(&found).filter(|number| *number > 0.0);
        if number.is_none() {
            self.wrong(&found, "bad-value", "a number above 0", "Leave it out for no limit of its own.");
        }
        number
    }
}

fn number(found: &Found<'_>) -> Option<f64> {
    if let Value::Number(number) = &found.tree.value { number.as_f64() } else { None }
}
