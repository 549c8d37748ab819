//! First with first, second with second.

use graph_engine::native::{NativeNode, NodeError, Outputs};
use graph_engine::packet::Packet;

use super::set::{Sets, Unmatched};

pub struct BySequence {
    sets: Sets,
    /// The set that is being gathered, by input.
    gathered: Vec<Option<Packet>>,
    ended: Vec<bool>,
}

impl BySequence {
    pub fn new(sets: Sets) -> Self {
        Self { sets, gathered: Vec::new(), ended: Vec::new() }
    }

    /// The first input that the set still lacks.
    fn lacking(&self) -> Option<usize> {
        (0..self.ended.len()).find(|port| self.gathered[*port].is_none() && !self.ended[*port])
    }

    fn settle(&mut self, out: &mut Outputs) -> Result<(), NodeError> {
        if self.lacking().is_some() {
            return Ok(());
        }
        let set: Vec<Option<Packet>> = self.gathered.iter_mut().map(Option::take).collect();
        if self.sets.unmatched == Unmatched::Drop && set.iter().any(Option::is_none) {
            for (port, packet) in set.iter().enumerate() {
                if packet.is_some() {
                    out.leave_out(port);
                }
            }
            return Ok(());
        }
        self.sets.give(&set, out)
    }
}

impl NativeNode for BySequence {
    fn connect(&mut self, _id: &str, inputs: &[&str]) {
        self.sets.name(inputs);
        self.gathered = vec![None; inputs.len()];
        self.ended = vec![false; inputs.len()];
    }

    fn next_port(&self) -> Option<usize> {
        Some(self.lacking().unwrap_or_default())
    }

    fn process(&mut self, port: usize, packet: &Packet, out: &mut Outputs) -> Result<(), NodeError> {
        self.gathered[port] = Some(packet.clone());
        self.settle(out)
    }

    fn port_ended(&mut self, port: usize, out: &mut Outputs) -> Result<(), NodeError> {
        if let Some(ended) = self.ended.get_mut(port) {
            *ended = true;
        }
        self.settle(out)
    }
}
