//! Which packet a node takes next: by time, in turn, or as they arrive.
//!
//! What is asked for every packet must not depend on how many edges lead to a node, so the first
//! packets of its edges lie in a heap, and how many edges are empty is counted.

use alloc::collections::BinaryHeap;
use alloc::vec::Vec;
use core::cmp::Reverse;

use crate::edge::Edge;
use crate::plan::Merge;

/// What waits before one node.
pub(super) struct Intake {
    /// By input port where the node takes its inputs in turn; else one for all.
    lanes: Vec<Lane>,
    /// First packets of the edges that merge by arrival.
    arrived: Heap,
    in_turn: bool,
    /// Edges that may still give a packet.
    alive: usize,
}

/// Edges that are merged by time.
#[derive(Default)]
struct Lane {
    fronts: Heap,
    /// Open edges without a packet: any of them may bring the least one.
    starving: usize,
    alive: usize,
    /// The node was told that this has ended.
    told: bool,
}

/// What a node may take.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Ready {
    /// The first packet of this edge.
    Edge(usize),
    /// It goes through its inputs in turn, and this one, whose turn it is, has ended.
    PortEnd(usize),
    /// Nothing yet.
    Later,
    /// Nothing any more.
    Ended,
}

/// First packets of edges, the least key first, among equal ones that of the first edge.
#[derive(Default)]
struct Heap(BinaryHeap<Reverse<(u64, usize, u64)>>);

impl Heap {
    #[inline]
    fn add(&mut self, key: u64, edge: usize, sequence: u64, edges: &[Edge]) {
        // Entries of packets that gave way are met later, or cleared away here.
        if self.0.len() > 64 && self.0.len() > 4 * edges.len() {
            self.0.retain(|Reverse((_, edge, sequence))| is_front(edges, *edge, *sequence));
        }
        self.0.push(Reverse((key, edge, sequence)));
    }

    /// The edge to take from.
    #[inline]
    fn first(&mut self, edges: &[Edge]) -> Option<usize> {
        while let Some(Reverse((_, edge, sequence))) = self.0.peek() {
            if is_front(edges, *edge, *sequence) {
                return Some(*edge);
            }
            self.0.pop();
        }
        None
    }
}

#[inline]
fn is_front(edges: &[Edge], edge: usize, sequence: u64) -> bool {
    edges[edge].front().is_some_and(|item| item.sequence == sequence)
}

impl Intake {
    /// Of a node with these edges into it.
    pub(super) fn new(in_turn: bool, ports: usize, inputs: &[usize], edges: &[Edge]) -> Self {
        let mut lanes: Vec<Lane> = Vec::new();
        lanes.resize_with(if in_turn { ports.max(1) } else { 1 }, Lane::default);
        let mut intake = Self { lanes, arrived: Heap::default(), in_turn, alive: inputs.len() };
        for edge in inputs {
            let by_time = intake.is_by_time(&edges[*edge]);
            let lane = intake.lane(&edges[*edge]);
            lane.alive += 1;
            lane.starving += usize::from(by_time);
        }
        intake
    }

    /// Where inputs are taken in turn, nothing depends on when a packet comes.
    #[inline]
    fn is_by_time(&self, edge: &Edge) -> bool {
        self.in_turn || edge.merge == Merge::Time
    }

    #[inline]
    fn lane(&mut self, edge: &Edge) -> &mut Lane {
        let index = if self.in_turn { edge.to_port } else { 0 };
        &mut self.lanes[index]
    }

    /// The first packet of `edge` is another one than before.
    #[inline]
    pub(super) fn front_changed(&mut self, edge: usize, was_empty: bool, edges: &[Edge]) {
        let changed = &edges[edge];
        let Some(item) = changed.front() else {
            if !was_empty {
                self.emptied(changed);
            }
            return;
        };
        if self.is_by_time(changed) {
            let lane = self.lane(changed);
            lane.starving -= usize::from(was_empty);
            lane.fronts.add(ordered(item.timestamp), edge, item.sequence, edges);
        } else {
            self.arrived.add(item.arrival, edge, item.sequence, edges);
        }
    }

    fn emptied(&mut self, edge: &Edge) {
        if edge.is_closed() {
            self.alive -= 1;
            self.lane(edge).alive -= 1;
        } else {
            let by_time = self.is_by_time(edge);
            self.lane(edge).starving += usize::from(by_time);
        }
    }

    /// No more packets come over `edge`, which has just been closed.
    pub(super) fn closed(&mut self, edge: &Edge) {
        if edge.front().is_some() {
            return;
        }
        self.alive -= 1;
        let by_time = self.is_by_time(edge);
        let lane = self.lane(edge);
        lane.alive -= 1;
        lane.starving -= usize::from(by_time);
    }

    /// What to take. `turn`: the port whose turn it is. `is_relaxed`: without waiting for edges that
    /// are empty.
    #[inline]
    pub(super) fn next(&mut self, turn: Option<usize>, is_relaxed: bool, edges: &[Edge]) -> Ready {
        if let Some(port) = turn {
            return self.next_in_turn(port, edges);
        }
        let lane = &mut self.lanes[0];
        let timed = if lane.starving == 0 || is_relaxed { lane.fronts.first(edges) } else { None };
        let arrived = self.arrived.first(edges);
        match (timed, arrived) {
            (Some(timed), Some(arrived)) => {
                let came = |edge: usize| edges[edge].front().map_or(u64::MAX, |item| item.arrival);
                Ready::Edge(if came(arrived) < came(timed) { arrived } else { timed })
            }
            (Some(edge), None) | (None, Some(edge)) => Ready::Edge(edge),
            (None, None) if self.alive == 0 => Ready::Ended,
            (None, None) => Ready::Later,
        }
    }

    fn next_in_turn(&mut self, port: usize, edges: &[Edge]) -> Ready {
        let Some(lane) = self.lanes.get_mut(port) else { return Ready::Ended };
        if lane.starving > 0 {
            return Ready::Later;
        }
        if let Some(edge) = lane.fronts.first(edges) {
            return Ready::Edge(edge);
        }
        if lane.alive == 0 && !lane.told {
            return Ready::PortEnd(port);
        }
        if self.lanes.iter().all(|lane| lane.alive == 0 && lane.told) { Ready::Ended } else { Ready::Later }
    }

    /// The node has been told that `port` has ended.
    pub(super) fn told_of_end(&mut self, port: usize) {
        self.lanes[port].told = true;
    }
}

/// The bits of a number in an order of their own: that of `f64::total_cmp`.
#[inline]
fn ordered(number: f64) -> u64 {
    let bits = number.to_bits();
    if bits >> 63 == 0 { bits | 1 << 63 } else { !bits }
}

#[cfg(test)]
mod tests {
    use super::ordered;

    #[test]
    fn numbers_keep_their_order() {
        let numbers = [-f64::NAN, f64::NEG_INFINITY, -1.5, -0.0, 0.0, 1e-300, 2.0, f64::INFINITY, f64::NAN];
        assert!(numbers.windows(2).all(|pair| ordered(pair[0]) < ordered(pair[1])));
    }
}
