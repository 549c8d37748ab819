//! Figures of a run.

use alloc::vec::Vec;

use super::node::{Node, Work};
use super::{Ran, Run};
use crate::metrics::{Crossings, EdgeMetrics, MemoryMetrics, Metrics, NodeMetrics};

impl Run {
    pub(super) fn metrics(&self) -> Metrics {
        let crossings = self.traffic.payloads.crossings;
        let is_native = |node: &Node| matches!(node.work, Work::Native(_));
        // Single calls are timed now and then, and a busy machine makes some of them look long; all of
        // them together are timed well.
        let told: f64 = self.nodes.iter().filter(|node| is_native(node)).map(|node| node.figures.busy_s()).sum();
        let scale = if told > 0.0 { self.native_s / told } else { 0.0 };
        let nodes = self.nodes.iter().enumerate().map(|(index, node)| NodeMetrics {
            index,
            packets_in: node.figures.packets_in,
            packets_out: node.figures.packets_out,
            busy_s: node.figures.busy_s() * if is_native(node) { scale } else { 1.0 },
            calls: node.figures.calls,
            errors: node.figures.errors,
            left_out: node.left_out.iter().sum(),
        });
        let edge = |index: usize, edge: usize| {
            let edge = &self.traffic.edges[edge];
            let (queued, queued_bytes) = edge.queued();
            EdgeMetrics {
                index,
                packets: edge.figures.packets,
                queued,
                queued_bytes,
                peak_queued: edge.figures.peak_queued,
                dropped: edge.figures.dropped,
                oldest_s: edge.oldest_s(self.traffic.now),
            }
        };
        let edges: Vec<EdgeMetrics> = (0..self.plan.edges.len()).map(|index| edge(index, index)).collect();
        let inputs = self.inputs.iter().enumerate().map(|(index, input)| edge(index, input.edge)).collect();
        let (bytes, peak_bytes, max_bytes) = self.traffic.memory.figures();
        Metrics {
            nodes: nodes.collect(),
            edges,
            inputs,
            crossings: Crossings { packets: crossings.0, bytes: crossings.1 },
            memory: MemoryMetrics { bytes, peak_bytes, max_bytes },
        }
    }

    /// What the step that has just returned says of the time that nodes take: most where only one of
    /// the native ones ran.
    pub(super) fn stepped(&mut self, now: f64) {
        let seconds = (now - self.traffic.now).max(0.0);
        match core::mem::replace(&mut self.ran, Ran::None) {
            Ran::None => return self.trace_stepped(now),
            Ran::One(node, calls) => self.nodes[node].figures.time(calls, seconds),
            Ran::Several => {}
        }
        self.native_s += seconds;
        self.trace_stepped(now);
    }
}
