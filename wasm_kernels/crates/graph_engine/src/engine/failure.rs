//! Words for what goes wrong while a graph runs.

use alloc::format;
use alloc::string::{String, ToString};

use serde::Deserialize;

use super::{Run, to_json_text};
use crate::diagnostic::{Cause, Diagnostic, Severity};
use crate::native::NodeError;
use crate::plan::{NodePlace, OnError};

/// The way out where the node's host knows none: the fault is in the node's own code.
const IN_THE_NODE: &str = "Correct the node's code, or set \"on_error\": \"skip\" on it to go on without such packets.";

impl From<NodeError> for Diagnostic {
    fn from(error: NodeError) -> Self {
        Diagnostic::error(error.code, error.message).with_help(error.help)
    }
}

impl Run {
    /// What a FAIL event says.
    pub(super) fn raised(said: &str) -> Diagnostic {
        let cause = cause_of(said);
        let advice: Advice = serde_json::from_str(said).unwrap_or_default();
        let message = match cause.kind.as_str() {
            "" => cause.message.clone(),
            kind => format!("{kind}: {}", cause.message),
        };
        let mut problem = Diagnostic::error(advice.code.as_deref().unwrap_or("node-failed"), message);
        problem.help = advice.help.unwrap_or_default();
        problem.cause = Some(cause);
        problem
    }

    /// A node could not do its work: ends the run, or notes it, as the node's `on_error` says.
    pub(super) fn node_failed(
        &mut self,
        index: usize,
        mut problem: Diagnostic,
        sequence: Option<u64>,
        may_retry: bool,
    ) {
        let node = &self.plan.nodes[index];
        let what = problem.message.trim_end_matches('.');
        let at = sequence.map_or(String::new(), |sequence| format!(" at packet {sequence}"));
        let then = match self.nodes[index].on_error {
            OnError::Skip => " It is left out.",
            OnError::Retry if may_retry => " It is tried again.",
            _ => "",
        };
        problem.message = format!("Node \"{}\" failed{at}: {what}.{then}", node.id);
        problem.sequence = sequence;
        if self.nodes[index].on_error == OnError::Skip || may_retry {
            problem.severity = Severity::Warning;
            self.note(index, problem);
        } else {
            if problem.help.is_empty() {
                problem.help = IN_THE_NODE.into();
            }
            let problem = self.placed(index, problem);
            self.fail(&problem);
        }
    }

    /// Tells the host of something that does not end the run.
    pub(super) fn note(&mut self, index: usize, problem: Diagnostic) {
        let problem = self.placed(index, problem);
        self.traffic.outbox.note(&to_json_text(&problem));
    }

    /// The host does not keep to `WIRE.md`.
    pub(super) fn fail_protocol(&mut self, what: &str) {
        let problem = Diagnostic::error(
            "host-protocol",
            format!("The host does not speak with the engine as it should: {what}."),
        );
        self.fail(&problem.with_help("This is a fault in the runtime, not in the package: please report it."));
    }

    /// Adds which node it is about, and where that stands.
    fn placed(&self, index: usize, mut problem: Diagnostic) -> Diagnostic {
        let node = &self.plan.nodes[index];
        let NodePlace { path, place } = &self.plan.places[index];
        if let Some((line, column)) = place {
            (problem.line, problem.column) = (Some(*line), Some(*column));
        }
        problem.path = Some(path.clone());
        problem.file.clone_from(&self.plan.manifest_file);
        problem.node = Some(node.id.clone());
        problem.node_type = Some(node.node_type.clone());
        problem
    }
}

/// What the host knows of an exception beyond what it says itself.
#[derive(Default, Deserialize)]
struct Advice {
    code: Option<String>,
    help: Option<String>,
}

/// The exception in a host's JSON, or its text as it is.
pub(super) fn cause_of(json: &str) -> Cause {
    serde_json::from_str(json).unwrap_or_else(|_| Cause { message: json.to_string(), ..Cause::default() })
}

pub(super) fn unknown_body(id: u32) -> String {
    format!("the engine's memory has no body {id}")
}
