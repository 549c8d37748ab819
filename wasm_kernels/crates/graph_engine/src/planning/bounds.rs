//! How much may wait where: what the manifest leaves open, by mode, and each edge's share of the
//! memory that a node or the graph may take up.
//!
//! Shares are fixed before anything runs, so that what is full when never depends on the host.

use manifest::canonical::Limits;

use super::types::Context;
use crate::plan::{Bounds, Mode, Overflow, Plan};

/// Where nobody says how much the packets of a graph may take up together.
const MAX_BYTES: u64 = 1 << 30;
/// No edge has a smaller share than this.
const LEAST_SHARE: u64 = 64 << 10;
const CAPACITY_BYTES: u64 = 16 << 20;

/// A queue where the manifest says nothing. In live mode queues are short: what waits is late.
pub(super) fn of_queue(mode: Mode) -> Bounds {
    let packets = if mode == Mode::Live { 8 } else { 64 };
    Bounds { packets, bytes: CAPACITY_BYTES, overflow: Overflow::Block }
}

/// The queue at an input. Only a host can say that what it pushes cannot wait: a file can, whatever the
/// manifest says.
pub(super) fn of_input(context: &Context) -> Bounds {
    let mode = context.mode.unwrap_or_default();
    let overflow = if mode == Mode::Live { Overflow::DropOldest } else { Overflow::Block };
    Bounds { overflow, ..of_queue(mode) }
}

/// The host's bound, or a lower one of the manifest's.
pub(super) fn max_bytes(context: &Context, limits: Option<&Limits>) -> u64 {
    let host = context.max_bytes.unwrap_or(MAX_BYTES).max(1);
    limits.and_then(|limits| limits.memory_mb).map_or(host, |own| mebibytes(own).min(host))
}

pub(super) fn mebibytes(amount: f64) -> u64 {
    ((amount * 1_048_576.0) as u64).max(1)
}

/// Lowers the capacities of edges so that their sum keeps to the bounds of nodes and graph.
pub(super) fn share_memory(plan: &mut Plan) {
    let all = plan.edges.len() + plan.inputs.len();
    let share = (plan.max_bytes / all.max(1) as u64).max(LEAST_SHARE.min(plan.max_bytes));
    let mut into = alloc::vec![0_u64; plan.nodes.len()];
    for node in plan.edges.iter().map(|edge| edge.to).chain(plan.inputs.iter().map(|input| input.node)) {
        into[node] += 1;
    }
    let nodes = &plan.nodes;
    let lower = |bytes: u64, to: usize| {
        let own = nodes[to].limits.memory_bytes.map_or(u64::MAX, |limit| limit / into[to]);
        bytes.min(share).min(own).max(1)
    };
    for edge in &mut plan.edges {
        edge.capacity_bytes = lower(edge.capacity_bytes, edge.to);
    }
    for (bounds, input) in plan.input_bounds.iter_mut().zip(&plan.inputs) {
        bounds.bytes = lower(bounds.bytes, input.node);
    }
}
