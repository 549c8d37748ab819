//! Words for what goes wrong while a graph runs.

use alloc::boxed::Box;
use alloc::format;
use alloc::string::{String, ToString};

use serde::Deserialize;

use super::{Run, to_json_text};
use crate::diagnostic::{Cause, Diagnostic, Severity};
use crate::edge::Producer;
use crate::native::NodeError;
use crate::plan::{OnError, Place};

/// The way out where the node's host knows none: the fault is in the node's own code.
const IN_THE_NODE: &str = "Correct the node's code, or set \"on_error\": \"skip\" on it to go on without such packets.";

/// Code of what a node's limit of time is for, also where the host had to enforce it.
pub(super) const TIME_LIMIT: &str = "time-limit";

const MEMORY_LIMIT: &str = "memory-limit";

/// Failures of one node that are told one by one; of more, how many there were.
const TOLD_EACH: u32 = 10;

/// What failed.
pub(super) struct Failed {
    pub sequence: Option<u64>,
    /// It will be called again.
    pub may_retry: bool,
    /// It had given something out.
    pub has_emitted: bool,
}

impl From<NodeError> for Diagnostic {
    fn from(error: NodeError) -> Self {
        Diagnostic::error(error.code, error.message).with_help(error.help)
    }
}

impl Run {
    /// What a FAIL event about a node says.
    pub(super) fn raised(&self, node: usize, said: &str) -> Diagnostic {
        let mut cause = cause_of(said);
        let advice: Advice = serde_json::from_str(said).unwrap_or_default();
        if advice.code.as_deref() == Some(TIME_LIMIT) {
            // Its place is the node's, as on a host that does not know where in its file it was.
            if let (Some(file), Some(line)) = (advice.file, advice.line) {
                cause.message = format!("it was in {file}, line {line}");
            }
            return Diagnostic { cause: Some(cause), ..self.too_slow(node) };
        }
        let message = match cause.kind.as_str() {
            "" => cause.message.clone(),
            kind => format!("{kind}: {}", cause.message),
        };
        let mut problem = Diagnostic::error(advice.code.as_deref().unwrap_or("node-failed"), message);
        problem.help = advice.help.unwrap_or_default();
        (problem.file, problem.line) = (advice.file, advice.line);
        problem.cause = Some(cause);
        problem
    }

    /// A node could not do its work: ends the run, or notes it, as the node's `on_error` says.
    pub(super) fn node_failed(&mut self, index: usize, problem: Diagnostic, failed: &Failed) {
        let mut problem = self.failure_of(index, problem, failed.sequence);
        let on_error = self.nodes[index].on_error;
        problem.message += match on_error {
            OnError::Skip => " It is left out.",
            OnError::Retry if failed.may_retry => " It is tried again.",
            OnError::Retry if failed.has_emitted => {
                " It is not tried again, because it has already given something out."
            }
            _ => "",
        };
        if on_error == OnError::Skip || failed.may_retry {
            problem.severity = Severity::Warning;
            let (told, untold) = &mut self.nodes[index].told;
            if *told < TOLD_EACH {
                *told += 1;
                self.traffic.outbox.note(&to_json_text(&problem));
            } else {
                *untold += 1;
            }
        } else {
            if problem.help.is_empty() {
                problem.help = IN_THE_NODE.into();
            }
            self.fail(&problem);
        }
    }

    /// What went wrong in a node, with its name, its packet and its place.
    pub(super) fn failure_of(&self, index: usize, mut problem: Diagnostic, sequence: Option<u64>) -> Diagnostic {
        problem.sequence = sequence;
        let at = sequence.map_or(String::new(), |sequence| format!(" at packet {sequence}"));
        self.failed_at(index, problem, &at)
    }

    /// As [`Run::failure_of`], where the packet is named by `at`.
    pub(super) fn failed_at(&self, index: usize, mut problem: Diagnostic, at: &str) -> Diagnostic {
        let what = problem.message.trim_end_matches('.');
        problem.message = format!("Node \"{}\" failed{at}: {what}.", self.plan.nodes[index].id);
        self.placed(index, problem)
    }

    /// Tells the host of something about a node that does not end the run.
    pub(super) fn tell(&mut self, index: usize, problem: Diagnostic) {
        let problem = self.placed(index, problem);
        self.traffic.outbox.note(&to_json_text(&problem));
    }

    /// The first packet that may not go where it was given, for its size or its type: the run ends for it, and
    /// neither with another word nor as if nothing were.
    #[inline]
    pub(super) fn what_may_not_pass(&self) -> Option<Box<Diagnostic>> {
        if let Some((place, bytes)) = self.traffic.memory.exceeded() {
            return Some(Box::new(self.too_large(place, bytes)));
        }
        let (output, came) = self.traffic.mistyped?;
        self.wrong_to_leave(output, came).map(Box::new)
    }

    /// A packet is larger than one may be on that edge, or at that output behind the edges.
    fn too_large(&self, edge: usize, bytes: u32) -> Diagnostic {
        if let Some(output) = edge.checked_sub(self.traffic.edges.len()) {
            return self.too_large_to_leave(output, bytes);
        }
        let (to, from) = (self.traffic.edges[edge].to, self.traffic.edges[edge].from);
        let target = &self.plan.nodes[to];
        let own = self.own_memory(to);
        let whose = match own {
            Some(limit) => format!("node \"{}\" may be given {}", target.id, sized(limit)),
            None => format!("the whole graph may hold {}", sized(self.plan.max_bytes)),
        };
        let what = match from {
            Producer::Node(from) => {
                format!("Node \"{}\" gave node \"{}\" {}", self.plan.nodes[from].id, target.id, sized(bytes.into()))
            }
            Producer::Input => {
                let name = &self.plan.inputs[edge - self.plan.edges.len()].name;
                format!("The input \"{name}\" got {}", sized(bytes.into()))
            }
        };
        let about = if let Producer::Node(from) = from { from } else { to };
        self.too_much(about, format!("{what} in one packet, and {whose}."), own.is_some())
    }

    fn too_large_to_leave(&self, output: usize, bytes: u32) -> Diagnostic {
        let index = self.plan.outputs[output].node;
        let (id, name) = (&self.plan.nodes[index].id, &self.plan.outputs[output].name);
        let own = self.own_memory(index);
        let whose = match own {
            Some(limit) => format!("it may hold {}", sized(limit)),
            None => format!("the whole graph may hold {}", sized(self.plan.max_bytes)),
        };
        let message =
            format!("Node \"{id}\" gave the output \"{name}\" {} in one packet, and {whose}.", sized(bytes.into()));
        self.too_much(index, message, own.is_some())
    }

    /// The node's own bound, where that is what counts for it.
    fn own_memory(&self, node: usize) -> Option<u64> {
        self.plan.nodes[node].limits.memory_bytes.filter(|limit| *limit < self.plan.max_bytes)
    }

    fn too_much(&self, about: usize, message: String, is_own: bool) -> Diagnostic {
        let whose = if is_own { "the node's \"limits\"" } else { "the \"limits\" of the manifest" };
        let help = format!("Give it out in smaller pieces, or raise \"memory_mb\" in {whose}.");
        self.placed(about, Diagnostic::error(MEMORY_LIMIT, message).with_help(help))
    }

    /// What the nodes wait for does not fit into what the graph may hold: ends the run.
    pub(super) fn fail_out_of_memory(&mut self) {
        let (used, _, most) = self.traffic.memory.figures();
        let largest = self.traffic.edges.iter().max_by_key(|edge| edge.queued().1);
        let to = largest.map_or(0, |edge| edge.to);
        let message = format!(
            "The graph holds {} of the {} that it may, most of it before node \"{}\", and no node can go on without more.",
            sized(used),
            sized(most),
            self.plan.nodes[to].id
        );
        let help = "Raise \"memory_mb\" in the \"limits\" of the manifest, or give out smaller packets.";
        let problem = self.placed(to, Diagnostic::error(MEMORY_LIMIT, message).with_help(help));
        self.fail(&problem);
    }

    /// Nothing can move any more, and nothing that the host may do changes that: ends the run. Only
    /// nodes that take their inputs in turn come to this.
    pub(super) fn fail_standstill(&mut self) {
        let is_pressed = |node: &super::node::Node| {
            node.turn().is_some() && node.inputs.iter().any(|edge| !self.traffic.edges[*edge].has_room())
        };
        let index = self.nodes.iter().position(is_pressed).unwrap_or_default();
        let node = &self.plan.nodes[index];
        let port = self.nodes[index].turn().and_then(|port| node.inputs.get(port)).map_or("", |port| &port.name);
        let message = format!(
            "Node \"{}\" waits for a packet at its input \"{port}\" that cannot come, since the queue of another of its inputs is full.",
            node.id
        );
        let help = "Raise \"capacity_packets\" of the connections into it: one of its inputs gets many more packets than another.";
        let problem = self.placed(index, Diagnostic::error("standstill", message).with_help(help));
        self.fail(&problem);
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
    pub(super) fn placed(&self, index: usize, mut problem: Diagnostic) -> Diagnostic {
        let node = &self.plan.nodes[index];
        problem.node = Some(node.id.clone());
        problem.node_type = Some(node.node_type.clone());
        self.located(&self.plan.places[index], problem)
    }

    /// Adds where in the manifest it is; what already has its place in a file of its own keeps that.
    pub(super) fn located(&self, place: &Place, mut problem: Diagnostic) -> Diagnostic {
        problem.path = Some(place.path.clone());
        if problem.file.is_some() {
            return problem;
        }
        if let Some((line, column)) = place.at {
            (problem.line, problem.column) = (Some(line), Some(column));
        }
        problem.file.clone_from(&self.plan.manifest_file);
        problem
    }
}

/// What the host knows of an exception beyond what it says itself.
#[derive(Default, Deserialize)]
struct Advice {
    code: Option<String>,
    help: Option<String>,
    /// Where in the package's own code it was raised.
    file: Option<String>,
    line: Option<u32>,
}

/// The exception in a host's JSON, or its text as it is.
pub(super) fn cause_of(json: &str) -> Cause {
    serde_json::from_str(json).unwrap_or_else(|_| Cause { message: json.to_string(), ..Cause::default() })
}

pub(super) fn unknown_body(id: u32) -> String {
    format!("the engine's memory has no body {id}")
}

/// A number of bytes, for a sentence.
fn sized(bytes: u64) -> String {
    const UNITS: [&str; 4] = ["bytes", "KiB", "MiB", "GiB"];
    let unit = (0..UNITS.len()).rev().find(|unit| bytes >> (10 * unit) > 0).unwrap_or_default();
    let tenths = (bytes * 10) >> (10 * unit);
    if unit == 0 || tenths.is_multiple_of(10) {
        format!("{} {}", tenths / 10, UNITS[unit])
    } else {
        format!("{}.{} {}", tenths / 10, tenths % 10, UNITS[unit])
    }
}

/// Says why a run that was to go on without that call did not: only a host that ends all at once says this.
pub(super) fn explain_end_by_force(problem: &mut Diagnostic, on_error: OnError) {
    let instead = match on_error {
        OnError::Fail => return,
        OnError::Skip => "left out",
        OnError::Retry => "tried again",
    };
    problem.message = format!(
        "{} It could not be {instead}: a call that never waits cannot be interrupted here, only ended together with the run.",
        problem.message
    );
    problem.help += concat!(
        " A node whose \"process\" is async and awaits something in its loop can be interrupted alone; ",
        "in the terminal (rmpkg run) every Python loop can."
    );
}

#[cfg(test)]
mod tests {
    use super::sized;

    #[test]
    fn sizes_have_a_unit_and_few_digits() {
        let words = [0, 1023, 1024, 1536, 16 << 20, 5_000_000_000].map(sized);
        assert_eq!(words, ["0 bytes", "1023 bytes", "1 KiB", "1.5 KiB", "16 MiB", "4.6 GiB"]);
    }
}
