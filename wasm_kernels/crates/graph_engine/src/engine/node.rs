//! A node of a running graph.

use alloc::vec::Vec;

use super::NativeBox;
use super::traffic::{Targets, Traffic};
use crate::edge::{Item, Producer};
use crate::metrics::NodeFigures;
use crate::plan::{OnError, Plan, RunsIn};
use crate::wire::Owner;

pub(super) struct Node {
    pub work: Work,
    pub on_error: OnError,
    /// Calls after the first that `on_error: retry` makes.
    pub retries: u32,
    /// Seconds that a call may take, where it lives outside.
    pub seconds_per_call: Option<f64>,
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
    /// Packets that it left out of its own accord, by input port.
    pub left_out: Vec<u64>,
    /// Failures that were told of, and those that were not any more.
    pub told: (u32, u64),
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
    /// The host has said how long the node worked.
    pub is_timed: bool,
    /// Since it was called or last went on: the clock of [`super::waiting::Clock`], and seconds that it worked.
    pub began: f64,
    pub worked: f64,
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

    /// The input port that it wants to take from next, where it takes its inputs in turn.
    #[inline]
    pub(super) fn turn(&self) -> Option<usize> {
        match &self.work {
            Work::Native(native) => native.next_port(),
            Work::Outside { .. } => None,
        }
    }
}

/// The nodes of a plan; `native` holds those that run in the engine.
pub(super) fn build(plan: &Plan, native: Vec<Option<NativeBox>>, traffic: &mut Traffic) -> Vec<Node> {
    let mut nodes: Vec<Node> = Vec::with_capacity(plan.nodes.len());
    for (planned, native) in plan.nodes.iter().zip(native) {
        let work = native.map_or(Work::Outside { owner: Owner::Python, call: None }, Work::Native);
        let mut targets = Vec::new();
        targets.resize_with(planned.outputs.len(), || Targets { stays_inside: true, ..Targets::default() });
        nodes.push(Node {
            work,
            on_error: planned.on_error,
            retries: planned.retries,
            seconds_per_call: planned.limits.seconds_per_call,
            phase: Phase::Streaming,
            inputs: Vec::new(),
            outputs: Vec::new(),
            targets,
            is_relaxed: false,
            figures: NodeFigures::default(),
            left_out: alloc::vec![0; planned.inputs.len()],
            told: (0, 0),
        });
    }
    for (index, edge) in traffic.edges.iter().enumerate() {
        nodes[edge.to].inputs.push(index);
        if let Producer::Node(from) = edge.from {
            nodes[from].outputs.push(index);
        }
    }
    for (index, edge) in plan.edges.iter().enumerate() {
        let targets = &mut nodes[edge.from].targets[edge.from_port];
        targets.edges.push(index);
        targets.stays_inside &= plan.nodes[edge.to].runs_in == RunsIn::Engine;
    }
    for end in &plan.outputs {
        let targets = &mut nodes[end.node].targets[end.port];
        targets.outputs.push(end.index);
        targets.stays_inside = false;
    }
    for (planned, node) in plan.nodes.iter().zip(&mut nodes) {
        if planned.is_source && node.inputs.is_empty() {
            node.phase = Phase::Producing;
        }
        if let Work::Native(native) = &mut node.work {
            let names: Vec<&str> = planned.inputs.iter().map(|port| port.name.as_str()).collect();
            native.connect(&planned.id, &names);
        }
        traffic.add_intake(node.turn().is_some(), planned.inputs.len(), &node.inputs);
    }
    nodes
}
