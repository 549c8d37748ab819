//! What the packets of a graph take up together.
//!
//! The capacities of the edges keep this far below the bound in most graphs (see `planning`); what
//! they cannot know of, single packets that are larger, is held against it here.

use alloc::vec::Vec;

use crate::plan::Plan;

/// Bytes of all packets that wait or are being worked on, or that leave the graph with this step. One that
/// several nodes are given counts for each of them.
pub(super) struct Memory {
    used: u64,
    peak: u64,
    most: u64,
    /// Of those used, what goes out with this step: the host has its copies before the next.
    leaving: u64,
    /// By edge, and behind the edges by output: the most that a single packet may have there.
    most_at_once: Vec<u64>,
    /// The first packet that was larger: its edge or output, and its size.
    exceeded: Option<(usize, u32)>,
    /// Nodes that could go on if there were memory, each once.
    waiting: Vec<usize>,
    is_waiting: Vec<bool>,
}

impl Memory {
    pub(super) fn new(plan: &Plan) -> Self {
        let most = plan.max_bytes;
        let of_node = |node: usize| plan.nodes[node].limits.memory_bytes.map_or(most, |limit| limit.min(most));
        let edges = plan.edges.iter().map(|edge| of_node(edge.to));
        let inputs = plan.inputs.iter().map(|input| of_node(input.node));
        // An output has no node of its own: what goes there is still its giver's.
        let outputs = plan.outputs.iter().map(|output| of_node(output.node));
        let most_at_once = edges.chain(inputs).chain(outputs).collect();
        Self {
            used: 0,
            peak: 0,
            most,
            leaving: 0,
            most_at_once,
            exceeded: None,
            waiting: Vec::new(),
            is_waiting: alloc::vec![false; plan.nodes.len()],
        }
    }

    #[inline]
    pub(super) fn add(&mut self, edge: usize, bytes: u32) {
        self.used += u64::from(bytes);
        self.peak = self.peak.max(self.used);
        if u64::from(bytes) > self.most_at_once[edge] {
            self.exceeded.get_or_insert((edge, bytes));
        }
    }

    /// A packet goes to that output, `place` behind the edges.
    pub(super) fn add_leaving(&mut self, place: usize, bytes: u32) {
        self.leaving += u64::from(bytes);
        self.add(place, bytes);
    }

    /// Whether something leaves the graph with this step.
    #[inline]
    pub(super) fn is_leaving(&self) -> bool {
        self.leaving > 0
    }

    /// What leaves with this step is no longer held. Gives the nodes that may have waited for that.
    pub(super) fn has_left(&mut self) -> Vec<usize> {
        let left = core::mem::take(&mut self.leaving);
        if left == 0 {
            return Vec::new();
        }
        self.used -= left;
        for node in &self.waiting {
            self.is_waiting[*node] = false;
        }
        core::mem::take(&mut self.waiting)
    }

    #[inline]
    pub(super) fn remove(&mut self, bytes: u32) {
        self.used -= u64::from(bytes);
    }

    /// Whether nothing more should come.
    #[inline]
    pub(super) fn is_full(&self) -> bool {
        self.used >= self.most
    }

    /// Whether a packet of that size would stay within the bound.
    pub(super) fn has_room_for(&self, bytes: u32) -> bool {
        self.used + u64::from(bytes) <= self.most
    }

    /// Whether `node` may give out more; if not, it is remembered.
    #[inline]
    pub(super) fn lets_in(&mut self, node: usize) -> bool {
        if !self.is_full() {
            return true;
        }
        if !core::mem::replace(&mut self.is_waiting[node], true) {
            self.waiting.push(node);
        }
        false
    }

    /// A node that [`Memory::lets_in`] refused and that may now go on.
    pub(super) fn take_waiting(&mut self) -> Option<usize> {
        if self.is_full() {
            return None;
        }
        let node = self.waiting.pop()?;
        self.is_waiting[node] = false;
        Some(node)
    }

    /// A packet that is larger than one may be where it came: its edge, or output behind the edges, and size.
    #[inline]
    pub(super) fn exceeded(&self) -> Option<(usize, u32)> {
        self.exceeded
    }

    /// Bytes now, at most so far, and at most.
    pub(super) fn figures(&self) -> (u64, u64, u64) {
        (self.used, self.peak, self.most)
    }
}
