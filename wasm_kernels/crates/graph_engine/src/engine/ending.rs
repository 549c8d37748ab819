//! How nodes and runs end.

use super::node::Phase;
use super::{Run, to_json_text};
use crate::diagnostic::Diagnostic;

/// How a run ended; the number is the code on the wire.
#[derive(Clone, Copy)]
#[repr(u32)]
enum How {
    Complete = 0,
    Cancelled = 1,
}

impl Run {
    /// The node has flushed: what it feeds may end in turn, and after the last node the run.
    pub(super) fn end_node(&mut self, index: usize) {
        let node = &mut self.nodes[index];
        node.phase = Phase::Ended;
        for edge in &node.outputs {
            self.traffic.close(*edge);
        }
        self.ended_nodes += 1;
        if self.ended_nodes == self.nodes.len() {
            self.clear();
            self.traffic.outbox.done(How::Complete as u32);
        }
    }

    pub(super) fn cancel(&mut self) {
        self.clear();
        self.traffic.outbox.done(How::Cancelled as u32);
    }

    /// Ends the run for this reason.
    pub(super) fn fail(&mut self, problem: &Diagnostic) {
        self.clear();
        self.traffic.outbox.failed(&to_json_text(problem));
    }

    /// Gives up what is with the host and lets go of every packet.
    fn clear(&mut self) {
        self.has_ended = true;
        for node in &mut self.nodes {
            if let Some(call) = node.call_slot().and_then(Option::take) {
                self.traffic.outbox.abort(call.id);
            }
        }
        for edge in &mut self.traffic.edges {
            edge.drain().for_each(drop);
        }
        self.traffic.payloads.release_all(&mut self.traffic.outbox);
    }
}
