//! What is near each other in time.

use std::collections::VecDeque;

use graph_engine::native::{NativeNode, NodeError, Outputs};
use graph_engine::packet::Packet;

use super::set::{Sets, Unmatched};

/// Timestamps are sums of fractions: what is this near to the tolerance is within it, in seconds.
const ROUNDING_S: f64 = 1e-9;

pub struct ByTime {
    sets: Sets,
    tolerance: f64,
    capacity: usize,
    /// By input.
    waiting: Vec<VecDeque<Packet>>,
}

impl ByTime {
    pub fn new(sets: Sets, tolerance: f64, capacity: usize) -> Self {
        Self { sets, tolerance: tolerance + ROUNDING_S, capacity, waiting: Vec::new() }
    }

    /// The input whose first packet is the earliest, and its timestamp.
    fn earliest(&self) -> Option<(usize, f64)> {
        let fronts = self.waiting.iter().enumerate().filter_map(|(port, queue)| Some((port, queue.front()?.timestamp)));
        fronts.reduce(|least, other| if other.1 < least.1 { other } else { least })
    }

    /// Whether each input has a packet within the tolerance of `from`.
    fn is_complete(&self, from: f64) -> bool {
        self.waiting.iter().all(|queue| queue.front().is_some_and(|packet| packet.timestamp - from <= self.tolerance))
    }

    /// Gives out the first packet of `port`, which is the earliest, with those that are near it.
    fn give(&mut self, port: usize, from: f64, out: &mut Outputs) -> Result<(), NodeError> {
        let mut set = Vec::with_capacity(self.waiting.len());
        for (index, queue) in self.waiting.iter_mut().enumerate() {
            let is_near = |packet: &Packet| index == port || packet.timestamp - from <= self.tolerance;
            set.push(if queue.front().is_some_and(is_near) { queue.pop_front() } else { None });
        }
        self.sets.give(&set, out)
    }

    /// Nothing more can come that is near the first packet of `port`, which is the earliest.
    fn give_up(&mut self, port: usize, from: f64, out: &mut Outputs) -> Result<(), NodeError> {
        if self.sets.unmatched == Unmatched::Null {
            return self.give(port, from, out);
        }
        self.waiting[port].pop_front();
        out.leave_out(port);
        Ok(())
    }

    /// Whether nothing that comes from `now` on is near `from`; what has no time is near nothing.
    fn is_past(&self, from: f64, now: f64) -> bool {
        now.is_nan() || from.is_nan() || now - from > self.tolerance
    }

    /// Settles all that is certain once nothing earlier than `now` comes any more.
    fn settle(&mut self, now: f64, out: &mut Outputs) -> Result<(), NodeError> {
        while let Some((port, from)) = self.earliest() {
            if self.is_complete(from) {
                self.give(port, from, out)?;
            } else if self.is_past(from, now) || self.waiting.iter().any(|queue| queue.len() > self.capacity) {
                self.give_up(port, from, out)?;
            } else {
                break;
            }
        }
        Ok(())
    }
}

impl NativeNode for ByTime {
    fn connect(&mut self, _id: &str, inputs: &[&str]) {
        self.sets.name(inputs);
        self.waiting.resize_with(inputs.len(), VecDeque::new);
    }

    fn process(&mut self, port: usize, packet: &Packet, out: &mut Outputs) -> Result<(), NodeError> {
        self.waiting[port].push_back(packet.clone());
        self.settle(packet.timestamp, out)
    }

    fn finish(&mut self, out: &mut Outputs) -> Result<(), NodeError> {
        self.settle(f64::INFINITY, out)
    }
}
