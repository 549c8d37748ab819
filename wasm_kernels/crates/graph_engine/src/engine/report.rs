//! Figures of a run.

use alloc::vec::Vec;

use super::{Ran, Run};
use crate::metrics::{Crossings, EdgeMetrics, Metrics, NodeMetrics};

impl Run {
    pub(super) fn metrics(&self) -> Metrics {
        let crossings = self.traffic.payloads.crossings;
        let nodes = self.nodes.iter().enumerate().map(|(index, node)| NodeMetrics {
            index,
            packets_in: node.figures.packets_in,
            packets_out: node.figures.packets_out,
            busy_s: node.figures.busy_s(),
            calls: node.figures.calls,
            errors: node.figures.errors,
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
        Metrics { nodes: nodes.collect(), edges, inputs, crossings: Crossings { packets: crossings.0, bytes: crossings.1 } }
    }

    /// Where only one native node ran since `step` began, the time since then is its own.
    pub(super) fn stepped(&mut self, now: f64) {
        if let Ran::One(node, calls) = core::mem::replace(&mut self.ran, Ran::None) {
            self.nodes[node].figures.time(calls, now - self.traffic.now);
        }
    }
}
