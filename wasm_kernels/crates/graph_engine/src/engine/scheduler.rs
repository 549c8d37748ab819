//! Which node runs next, and with which packet.

use alloc::format;

use super::node::{Node, Phase, Reason, Work};
use super::{Input, Ran, Run};
use crate::diagnostic::Diagnostic;
use crate::edge::{Body, Item};

/// What a node can do now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Next {
    Nothing,
    /// Take the first packet of this edge.
    Take(usize),
    /// Give something out of itself.
    Produce,
    /// Flush.
    Finish,
}

impl Run {
    /// Lets nodes run until nothing can move or native nodes have done `budget` packets of work;
    /// says whether native work is left.
    pub(super) fn work(&mut self, budget: u32) -> bool {
        let mut left = budget;
        while !self.has_ended {
            let Some(node) = self.traffic.stirred.last() else {
                match self.stuck() {
                    Some(_) if left == 0 => return true,
                    Some((node, edge)) => self.relax(node, edge),
                    None => return false,
                }
                left -= 1;
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
        if matches!(self.nodes[node].work, Work::Native(_)) {
            self.ran = match self.ran {
                Ran::None => Ran::One(node, 1),
                Ran::One(before, count) if before == node => Ran::One(node, count + 1),
                _ => Ran::Several,
            };
            match next {
                Next::Take(edge) => self.process_natively(node, edge),
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
                    self.call(node, Reason::Process, Some((port, item)), 0);
                }
            }
            Next::Produce => self.call(node, Reason::Produce, None, 0),
            Next::Finish => self.call(node, Reason::Finish, None, 0),
            Next::Nothing => {}
        }
    }

    /// What `node` can do now. `is_relaxed`: without waiting for the edges that are empty.
    #[inline]
    fn next_of(&self, index: usize, is_relaxed: bool) -> Next {
        let node = &self.nodes[index];
        if node.phase == Phase::Ended || node.call().is_some() {
            return Next::Nothing;
        }
        if !self.has_room_behind(node) {
            return Next::Nothing;
        }
        let edges = &self.traffic.edges;
        if node.phase == Phase::Producing {
            return Next::Produce;
        }
        let mut least: Option<(f64, usize, &Item)> = None;
        let mut is_open = false;
        for edge in &node.inputs {
            match edges[*edge].front() {
                // Edges come in ascending order, so among equal timestamps the first stays.
                Some(item) if least.is_none_or(|(timestamp, ..)| item.timestamp.total_cmp(&timestamp).is_lt()) => {
                    least = Some((item.timestamp, *edge, item));
                }
                Some(_) => {}
                None => is_open |= !edges[*edge].is_closed(),
            }
        }
        match least {
            _ if is_open && !is_relaxed => Next::Nothing,
            None if is_open => Next::Nothing,
            None => Next::Finish,
            Some((_, edge, item)) => match item.body {
                Body::Slot(slot) if edges[edge].to_native && !self.traffic.payloads.is_here(slot) => Next::Nothing,
                _ => Next::Take(edge),
            },
        }
    }

    /// Whether all that the node gives out may go on its edges.
    #[inline]
    fn has_room_behind(&self, node: &Node) -> bool {
        node.outputs.iter().all(|edge| self.traffic.edges[*edge].has_room())
    }

    /// When nothing can move and nothing that the host may still do can change that: a node that
    /// waits for one edge while another into it is full, and the edge to take from.
    ///
    /// Queues without bounds would never come to this. Its outcome does not depend on when the host
    /// pushed: it is the one state in which all that could happen has happened.
    fn stuck(&self) -> Option<(usize, usize)> {
        let edges = &self.traffic.edges;
        // What will be told of room at the end of this step is not held up.
        let is_open = |input: &Input| {
            let edge = &edges[input.edge];
            !edge.is_closed() && input.refused.is_none_or(|bytes| edge.takes(bytes))
        };
        let is_at_work = |node: &Node| node.call().is_some_and(|call| call.resting == 0 || self.has_room_behind(node));
        if self.inputs.iter().any(is_open) || self.traffic.payloads.is_awaiting() || self.nodes.iter().any(is_at_work) {
            return None;
        }
        self.traffic.stirred.order().iter().find_map(|node| {
            let is_pressed = self.nodes[*node].inputs.iter().any(|edge| !edges[*edge].has_room());
            match self.next_of(*node, true) {
                Next::Take(edge) if is_pressed => Some((*node, edge)),
                _ => None,
            }
        })
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
            self.note(node, told);
        }
        self.advance(node, Next::Take(edge));
    }

    /// Says where there is room again.
    pub(super) fn tell_of_room(&mut self) {
        for (index, input) in self.inputs.iter_mut().enumerate() {
            if input.refused.is_some_and(|bytes| self.traffic.edges[input.edge].takes(bytes)) {
                input.refused = None;
                self.traffic.outbox.ready(index as u32);
            }
        }
        for node in &mut self.nodes {
            let edges = &self.traffic.edges;
            if !node.outputs.iter().all(|edge| edges[*edge].has_room()) {
                continue;
            }
            if let Some(Some(call)) = node.call_slot() {
                for _ in 0..core::mem::take(&mut call.resting) {
                    self.traffic.outbox.go_on(call.id);
                }
            }
        }
    }
}
