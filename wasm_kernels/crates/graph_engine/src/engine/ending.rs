//! How nodes and runs end.

use alloc::format;
use alloc::string::String;

use super::node::Phase;
use super::{Run, to_json_text};
use crate::diagnostic::Diagnostic;
use crate::edge::Producer;

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
        // What may not pass is told by whoever looks next, though it was the last that there was.
        if self.ended_nodes == self.nodes.len() && !self.traffic.is_refusing() {
            self.clear();
            self.traffic.outbox.done(How::Complete as u32);
        }
    }

    pub(super) fn cancel(&mut self) {
        if let Some(problem) = self.what_may_not_pass() {
            return self.fail(&problem);
        }
        self.clear();
        self.traffic.outbox.done(How::Cancelled as u32);
    }

    /// Ends the run for this reason, or for one before it that has not been told yet.
    pub(super) fn fail(&mut self, problem: &Diagnostic) {
        let earlier = self.what_may_not_pass();
        self.clear();
        self.traffic.outbox.failed(&to_json_text(earlier.as_deref().unwrap_or(problem)));
    }

    /// Gives up what is with the host and lets go of every packet.
    fn clear(&mut self) {
        self.has_ended = true;
        self.tell_of_losses();
        for node in self.calls.values() {
            if let Some(call) = self.nodes[*node].call_slot().and_then(Option::take) {
                self.traffic.outbox.abort(call.id);
            }
        }
        self.calls.clear();
        for edge in &mut self.traffic.edges {
            edge.drain().for_each(drop);
        }
        self.traffic.payloads.release_all(&mut self.traffic.outbox);
    }

    /// What was lost, in words, so that nothing is lost in silence.
    fn tell_of_losses(&mut self) {
        for index in 0..self.traffic.edges.len() {
            self.tell_of_drops(index);
        }
        for index in 0..self.nodes.len() {
            self.tell_of_left_out(index);
            let untold = self.nodes[index].told.1;
            if untold > 0 {
                let id = &self.plan.nodes[index].id;
                let message = format!("Node \"{id}\" failed {untold} more times, which were not told one by one.");
                let told = Diagnostic::warning("node-failed-more", message)
                    .with_help("The first failures, above, say what was wrong with them.");
                self.tell(index, told);
            }
        }
    }

    fn tell_of_drops(&mut self, index: usize) {
        let edge = &self.traffic.edges[index];
        let (dropped, packets) = (edge.figures.dropped, edge.figures.packets);
        if dropped == 0 {
            return;
        }
        let why = edge.overflow().word();
        let (to, from) = (edge.to, edge.from);
        let what = match (from, self.plan.edges.get(index)) {
            (Producer::Node(from), Some(edge)) => {
                let end = |node: usize, port: &String| {
                    let id = &self.plan.nodes[node].id;
                    if port == "default" { format!("\"{id}\"") } else { format!("\"{id}.{port}\"") }
                };
                let from = end(from, &self.plan.nodes[from].outputs[edge.from_port].name);
                format!("The connection from {from} to {}", end(to, &self.plan.nodes[to].inputs[edge.to_port].name))
            }
            _ => format!("The input \"{}\"", self.plan.inputs[index - self.plan.edges.len()].name),
        };
        let told = Diagnostic::warning(
            "packets-dropped",
            format!("{what} dropped {dropped} of {packets} packets ({why}): its queue was full."),
        );
        let help = format!(
            "Raise its \"capacity_packets\", or make node \"{}\" do less for each packet.",
            self.plan.nodes[to].id
        );
        let place = self.plan.edges.get(index).and_then(|edge| edge.place.as_ref());
        let told = self.located(place.unwrap_or(&self.plan.places[to]), told.with_help(help));
        self.traffic.outbox.note(&to_json_text(&told));
    }

    fn tell_of_left_out(&mut self, index: usize) {
        for port in 0..self.nodes[index].left_out.len() {
            let count = self.nodes[index].left_out[port];
            if count == 0 {
                continue;
            }
            let node = &self.plan.nodes[index];
            let message = format!(
                "Node \"{}\" left out {count} {} of its input \"{}\", which found no partner.",
                node.id,
                if count == 1 { "packet" } else { "packets" },
                node.inputs[port].name
            );
            // Only joining by time has a tolerance.
            let help = if node.params.get("mode").is_some_and(|mode| mode == "time") {
                "Raise its \"tolerance\", or have them given out with \"unmatched\": \"null\"."
            } else {
                "Another of its inputs has fewer packets: have these given out with \"unmatched\": \"null\"."
            };
            self.tell(index, Diagnostic::warning("packets-unmatched", message).with_help(help));
        }
    }
}
