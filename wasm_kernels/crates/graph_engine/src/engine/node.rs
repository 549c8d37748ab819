//! A node of a running graph.

use alloc::vec::Vec;

use super::NativeBox;
use super::traffic::Targets;
use crate::edge::{Edge, Item, Producer};
use crate::metrics::NodeFigures;
use crate::plan::{OnError, Plan, RunsIn};
use crate::wire::Owner;

pub(super) struct Node {
    pub work: Work,
    pub on_error: OnError,
    pub phase: Phase,
    /// Edges into it, ascending.
    pub inputs: Vec<usize>,
    /// Edges out of it.
    pub outputs: Vec<usize>,
    /// By output port.
    pub targets: Vec<Targets>,
    /// It has been told of once that it takes packets out of order.
    pub is_relaxed: bool,
    pub figures: NodeFigures,
}

/// Who does a node's work.
pub(super) enum Work {
    Native(NativeBox),
    Outside { owner: Owner, call: Option<Call> },
}

/// How far a node has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Phase {
    /// A source that may have more to give.
    Producing,
    /// Takes packets until all its edges have ended, then flushes.
    Streaming,
    Ended,
}

/// What a call is for; the number is the code on the wire.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u32)]
pub(super) enum Reason {
    Process = 0,
    Finish = 1,
    Produce = 2,
}

/// A call that is with the host.
pub(super) struct Call {
    pub id: u32,
    pub reason: Reason,
    /// The packet, and the port it came in by.
    pub item: Option<(usize, Item)>,
    /// It has given something out, so that calling again would double it.
    pub has_emitted: bool,
    /// EMITs that have no `GO_ON` yet.
    pub resting: u32,
    /// Calls with this packet that failed before.
    pub failures: u32,
    pub since: f64,
    /// Seconds, as the host measured them.
    pub spent: Option<f64>,
}

impl Node {
    /// The call that is with the host.
    pub(super) fn call(&self) -> Option<&Call> {
        match &self.work {
            Work::Outside { call, .. } => call.as_ref(),
            Work::Native(_) => None,
        }
    }

    /// As [`Node::call`].
    pub(super) fn call_slot(&mut self) -> Option<&mut Option<Call>> {
        match &mut self.work {
            Work::Outside { call, .. } => Some(call),
            Work::Native(_) => None,
        }
    }
}

/// The nodes of a plan; `native` holds those that run in the engine.
pub(super) fn build(plan: &Plan, native: Vec<Option<NativeBox>>, edges: &[Edge]) -> Vec<Node> {
    let mut nodes: Vec<Node> = Vec::with_capacity(plan.nodes.len());
    for (planned, native) in plan.nodes.iter().zip(native) {
        let index = planned.index;
        let inputs: Vec<usize> = (0..edges.len()).filter(|edge| edges[*edge].to == index).collect();
        let outputs = (0..edges.len()).filter(|edge| edges[*edge].from == Producer::Node(index)).collect();
        let targets = (0..planned.outputs.len()).map(|port| targets(plan, index, port)).collect();
        let phase = if planned.is_source && inputs.is_empty() { Phase::Producing } else { Phase::Streaming };
        let work = native.map_or(Work::Outside { owner: Owner::Python, call: None }, Work::Native);
        nodes.push(Node {
            work,
            on_error: planned.on_error,
            phase,
            inputs,
            outputs,
            targets,
            is_relaxed: false,
            figures: NodeFigures::default(),
        });
    }
    nodes
}

fn targets(plan: &Plan, node: usize, port: usize) -> Targets {
    let edges: Vec<usize> = (0..plan.edges.len())
        .filter(|edge| plan.edges[*edge].from == node && plan.edges[*edge].from_port == port)
        .collect();
    let outputs: Vec<usize> =
        plan.outputs.iter().filter(|end| end.node == node && end.port == port).map(|end| end.index).collect();
    let stays_inside =
        outputs.is_empty() && edges.iter().all(|edge| plan.nodes[plan.edges[*edge].to].runs_in == RunsIn::Engine);
    Targets { edges, outputs, stays_inside }
}
