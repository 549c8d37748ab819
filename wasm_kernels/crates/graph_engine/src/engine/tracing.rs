//! What the engine tells its trace, where one is recorded.

use alloc::boxed::Box;
use alloc::string::String;

use super::node::{Reason, Work};
use super::recording::Tracing;
use super::scheduler::Next;
use super::{Engine, Run};
use crate::trace::{Mark, TraceWriter, Why};

impl Engine {
    /// The next piece of the trace (Trace Event JSON), empty after the last; the first ends the recording.
    pub fn trace(&mut self) -> String {
        self.run.as_mut().map(Run::trace_chunk).unwrap_or_default()
    }
}

impl Run {
    fn trace_chunk(&mut self) -> String {
        let tracing = &mut self.traffic.tracing;
        *tracing = match core::mem::replace(tracing, Tracing::Off) {
            Tracing::Records(trace) => Tracing::Written(Box::new(TraceWriter::new(*trace, &self.plan))),
            other => other,
        };
        if let Tracing::Written(writer) = tracing { writer.next_chunk() } else { String::new() }
    }

    /// A node is about to do that.
    #[inline]
    pub(super) fn trace_advance(&mut self, node: usize, next: Next) {
        let Some(trace) = self.traffic.tracing.recorder() else { return };
        let why = match next {
            Next::Nothing => return,
            Next::Take(_) => Why::Process,
            Next::EndPort(_) => Why::EndPort,
            Next::Produce => Why::Produce,
            Next::Finish => Why::Finish,
        };
        if matches!(self.nodes[node].work, Work::Native(_)) {
            trace.native_began(node, why);
        } else {
            trace.now_from_host();
        }
    }

    pub(super) fn trace_call(&mut self, node: usize, reason: Reason) {
        if let Some(trace) = self.traffic.tracing.recorder() {
            let why = match reason {
                Reason::Process => Why::Process,
                Reason::Finish => Why::Finish,
                Reason::Produce => Why::Produce,
            };
            trace.called(node, why);
        }
    }

    /// The host has answered for a call of that node.
    pub(super) fn trace_answer(&mut self, node: usize) {
        if let Some(trace) = self.traffic.tracing.recorder() {
            trace.answered(node);
        }
    }

    /// The host tells what it did. What it should not have said is not heard.
    pub(super) fn trace_mark(&mut self, what: u32, about: [u32; 2], began: f64, ended: f64, label: &str) {
        let node = self.node_of(about[0]);
        let Some(trace) = self.traffic.tracing.recorder() else { return };
        match Mark::from_code(what) {
            Some(Mark::Call) => {
                if let Some(node) = node {
                    trace.worked(node, began, ended);
                }
            }
            Some(Mark::Copy) => trace.copied(about[0], about[1], began, ended),
            Some(Mark::Stage) => trace.stage(label, began, ended),
            None => {}
        }
    }

    /// The events are handled.
    pub(super) fn trace_filled(&mut self) {
        if let Some(trace) = self.traffic.tracing.recorder() {
            trace.queues_filled(&self.traffic.edges);
        }
    }

    pub(super) fn trace_stepped(&mut self, now: f64) {
        let (nodes, traffic) = (&self.nodes, &mut self.traffic);
        if let Some(trace) = traffic.tracing.recorder() {
            let call_s = |node: usize| nodes[node].figures.call_s();
            trace.stepped(now, call_s, &traffic.edges, traffic.payloads.crossings.1);
        }
    }
}
