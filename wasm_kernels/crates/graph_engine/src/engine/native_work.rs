//! Running nodes that live in the engine.

use super::Run;
use super::failure::Failed;
use super::node::{Phase, Work};
use super::traffic::Loose;
use crate::edge::Body;
use crate::native::{NativeNode, NodeError, Outputs, Produced};
use crate::packet::Packet;
use crate::plan::OnError;

impl Run {
    pub(super) fn process_natively(&mut self, node: usize, edge: usize) {
        let port = self.traffic.edges[edge].to_port;
        let Some(item) = self.traffic.take(edge) else { return };
        let value = match &item.body {
            Body::Value(value) => Some(alloc::rc::Rc::clone(value)),
            Body::Slot(slot) => self.traffic.payloads.value(*slot),
        };
        self.nodes[node].figures.packets_in += 1;
        if let Some(value) = value {
            let metadata = alloc::rc::Rc::clone(&item.metadata);
            let packet = Packet { value, timestamp: item.timestamp, sequence: item.sequence, metadata };
            self.run_natively(node, Some(packet.sequence), |native, out| native.process(port, &packet, out));
        }
        self.traffic.let_go(&item);
    }

    pub(super) fn produce_natively(&mut self, node: usize) {
        let mut produced = Produced::End;
        let is_done = self.run_natively(node, None, |native, out| {
            produced = native.produce(out)?;
            Ok(())
        });
        // A source that is skipped over goes on: the next call may work.
        if is_done && produced == Produced::End {
            self.nodes[node].phase = Phase::Streaming;
        }
    }

    /// Tells a node that takes its inputs in turn that one of them has ended.
    pub(super) fn end_port_natively(&mut self, node: usize, port: usize) {
        self.traffic.told_of_end(node, port);
        self.run_natively(node, None, |native, out| native.port_ended(port, out));
    }

    pub(super) fn finish_natively(&mut self, node: usize) {
        self.run_natively(node, None, |native, out| native.finish(out));
        if !self.has_ended {
            self.end_node(node);
        }
    }

    /// Calls the node, sends what it gives out, and sees to its errors. Whether it did its work.
    #[inline]
    fn run_natively(
        &mut self,
        index: usize,
        sequence: Option<u64>,
        mut work: impl FnMut(&mut dyn NativeNode, &mut Outputs) -> Result<(), NodeError>,
    ) -> bool {
        let mut failures = 0;
        loop {
            let node = &mut self.nodes[index];
            let Work::Native(native) = &mut node.work else { return false };
            node.figures.calls += 1;
            match work(native.as_mut(), &mut self.given) {
                Ok(()) => return self.send_given(index),
                Err(error) => {
                    // What a failed call gave out before it failed does not count.
                    self.given.packets.clear();
                    self.given.left_out.clear();
                    node.figures.errors += 1;
                    let may_retry = node.on_error == OnError::Retry && failures < node.retries;
                    let failed = Failed { sequence, may_retry, has_emitted: false };
                    self.node_failed(index, error.into(), &failed);
                    if !may_retry {
                        return false;
                    }
                    failures += 1;
                }
            }
        }
    }

    #[inline]
    fn send_given(&mut self, index: usize) -> bool {
        let node = &mut self.nodes[index];
        for port in self.given.left_out.drain(..) {
            if let Some(count) = node.left_out.get_mut(port) {
                *count += 1;
            }
        }
        for given in self.given.packets.drain(..) {
            // A port that the type does not declare: nothing can be connected to it.
            if let Some(targets) = node.targets.get(given.port) {
                node.figures.packets_out += 1;
                let loose = Loose { timestamp: given.timestamp, metadata: &given.metadata };
                self.traffic.send_value(targets, given.value, &loose);
            }
        }
        true
    }
}
