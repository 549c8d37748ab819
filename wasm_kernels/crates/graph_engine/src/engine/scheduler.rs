//! Which node runs next, and with which packet.

use alloc::format;
use alloc::vec::Vec;

use super::intake::Ready;
use super::node::{Phase, Reason, Work};
use super::{Ran, Run};
use crate::diagnostic::Diagnostic;
use crate::edge::Body;

/// What a node can do now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Next {
    Nothing,
    /// Take the first packet of this edge.
    Take(usize),
    /// Hear that this input port has ended.
    EndPort(usize),
    /// Give something out of itself.
    Produce,
    /// Flush.
    Finish,
}

/// Why nothing moves.
enum Halt {
    /// The host has something to do.
    Waiting,
    /// A node waits for one edge while another into it is full: it may take from that.
    Pressed(usize, usize),
    /// The graph holds as much as it may.
    OutOfMemory,
    /// Nothing that the host may do changes it.
    Standstill,
}

impl Run {
    /// Lets nodes run until nothing can move or native nodes have done `budget` packets of work;
    /// says whether native work is left.
    pub(super) fn work(&mut self, budget: u32) -> bool {
        let mut left = budget;
        while !self.has_ended {
            if let Some(problem) = self.what_may_not_pass() {
                self.fail(&problem);
                return false;
            }
            let Some(node) = self.traffic.stirred.last() else {
                if self.traffic.stir_where_memory_was_missing() {
                    continue;
                }
                // The host has the outputs before the next step, and nothing stands still for them.
                if self.traffic.let_leave() {
                    return true;
                }
                match self.halt() {
                    Halt::Waiting => return false,
                    Halt::OutOfMemory => self.fail_out_of_memory(),
                    Halt::Standstill => self.fail_standstill(),
                    Halt::Pressed(..) if left == 0 => return true,
                    Halt::Pressed(node, edge) => {
                        self.relax(node, edge);
                        left -= 1;
                    }
                }
                continue;
            };
            let next = self.next_of(node, false);
            if next == Next::Nothing {
                self.traffic.stirred.remove(node);
                continue;
            }
            if matches!(self.nodes[node].work, Work::Native(_)) {
                if left == 0 {
                    return true;
                }
                left -= 1;
            }
            self.advance(node, next);
        }
        false
    }

    /// Lets a node do what [`Run::next_of`] found.
    fn advance(&mut self, node: usize, next: Next) {
        if let Next::Take(edge) = next
            && self.refuses_type(edge)
        {
            return;
        }
        self.trace_advance(node, next);
        if matches!(self.nodes[node].work, Work::Native(_)) {
            self.ran = match self.ran {
                Ran::None => Ran::One(node, 1),
                Ran::One(before, count) if before == node => Ran::One(node, count + 1),
                _ => Ran::Several,
            };
            match next {
                Next::Take(edge) => self.process_natively(node, edge),
                Next::EndPort(port) => self.end_port_natively(node, port),
                Next::Produce => self.produce_natively(node),
                Next::Finish => self.finish_natively(node),
                Next::Nothing => {}
            }
            return;
        }
        match next {
            Next::Take(edge) => {
                let port = self.traffic.edges[edge].to_port;
                if let Some(item) = self.traffic.take(edge) {
                    self.nodes[node].figures.packets_in += 1;
                    if let Some(item) = self.give(node, port, item) {
                        self.call(node, Reason::Process, Some((port, item)), 0);
                    }
                }
            }
            Next::Produce => self.call(node, Reason::Produce, None, 0),
            Next::Finish => self.call(node, Reason::Finish, None, 0),
            Next::EndPort(_) | Next::Nothing => {}
        }
    }

    /// What `node` can do now. `is_relaxed`: without waiting for the edges that are empty.
    #[inline]
    fn next_of(&mut self, index: usize, is_relaxed: bool) -> Next {
        let node = &self.nodes[index];
        if node.phase == Phase::Ended || node.call().is_some() || !self.traffic.has_room_behind(index) {
            return Next::Nothing;
        }
        if node.phase == Phase::Producing {
            return Next::Produce;
        }
        let edge = match self.traffic.ready(index, node.turn(), is_relaxed) {
            Ready::Edge(edge) => edge,
            Ready::PortEnd(port) => return Next::EndPort(port),
            Ready::Later => return Next::Nothing,
            Ready::Ended => return Next::Finish,
        };
        match self.traffic.edges[edge].front().map(|item| &item.body) {
            Some(Body::Slot(slot)) if self.traffic.edges[edge].to_native && !self.traffic.payloads.is_here(*slot) => {
                Next::Nothing
            }
            _ => Next::Take(edge),
        }
    }

    /// When nothing can move: why.
    ///
    /// Queues without bounds would never come to a halt that the host cannot end. Its outcome does not
    /// depend on when the host pushed: it is the one state in which all that could happen has happened.
    fn halt(&mut self) -> Halt {
        // What will be told of room at the end of this step is not held up.
        let is_taken = |index: &usize| {
            let input = &self.inputs[*index];
            input.refused.is_some_and(|bytes| self.traffic.takes_input(input.edge, bytes))
        };
        if self.open_inputs > self.refused.len()
            || self.refused.iter().any(is_taken)
            || self.traffic.payloads.is_awaiting()
        {
            return Halt::Waiting;
        }
        let called: Vec<(usize, bool)> = self.calls.values().map(|node| (*node, self.resting.contains(node))).collect();
        if called.into_iter().any(|(node, rests)| !rests || self.traffic.has_room_behind(node)) {
            return Halt::Waiting;
        }
        // Taking packets out of order would then depend on what the host pushed first.
        let is_tight = |index: &usize| {
            let input = &self.inputs[*index];
            input.refused.is_some_and(|bytes| self.traffic.edges[input.edge].takes(bytes))
        };
        if self.traffic.memory.is_full() || self.refused.iter().any(is_tight) {
            return Halt::OutOfMemory;
        }
        for place in 0..self.nodes.len() {
            let node = self.traffic.stirred.order()[place];
            let is_pressed = self.nodes[node].inputs.iter().any(|edge| !self.traffic.edges[*edge].has_room());
            if is_pressed && let Next::Take(edge) = self.next_of(node, true) {
                return Halt::Pressed(node, edge);
            }
        }
        Halt::Standstill
    }

    fn relax(&mut self, node: usize, edge: usize) {
        if !core::mem::replace(&mut self.nodes[node].is_relaxed, true) {
            let id = &self.plan.nodes[node].id;
            let message = format!(
                "Node \"{id}\" waits for one of its inputs while the queue of another is full, so it takes packets as they are there."
            );
            let told = Diagnostic::warning("order-relaxed", message).with_help(
                "Raise \"capacity_packets\" of the connection that is full, if their order by time matters.",
            );
            self.tell(node, told);
        }
        self.advance(node, Next::Take(edge));
    }

    /// Says where there is room again.
    pub(super) fn tell_of_room(&mut self) {
        let (inputs, traffic) = (&self.inputs, &self.traffic);
        let takes =
            |index: &usize| inputs[*index].refused.is_some_and(|bytes| traffic.takes_input(inputs[*index].edge, bytes));
        let ready: Vec<usize> = self.refused.iter().copied().filter(takes).collect();
        for index in ready {
            self.refused.remove(&index);
            self.inputs[index].refused = None;
            self.traffic.outbox.ready(index as u32);
        }
        let resting: Vec<usize> = self.resting.iter().copied().collect();
        for index in resting {
            if !self.traffic.has_room_behind(index) {
                continue;
            }
            self.resting.remove(&index);
            let (began, since) = (self.clock.now(), self.traffic.now);
            if let Some(Some(call)) = self.nodes[index].call_slot() {
                (call.began, call.worked, call.since) = (began, 0.0, since);
                for _ in 0..core::mem::take(&mut call.resting) {
                    self.traffic.outbox.go_on(call.id);
                }
            }
        }
    }
}
