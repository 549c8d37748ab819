//! Packets on their way: edges, bodies and the outbox.

use alloc::rc::Rc;
use alloc::vec::Vec;

use super::Input;
use super::stirred::Stirred;
use crate::edge::{Body, Edge, Item, Producer};
use crate::packet::Value;
use crate::payload::{Payloads, SlotId, Stamp};
use crate::plan::{Overflow, Plan, RunsIn};
use crate::wire::Outbox;

/// Bounds of the queue at an input of the graph.
const INPUT_BOUNDS: (usize, u64, Overflow) = (64, 16 << 20, Overflow::Block);

/// Everything between the nodes.
pub(super) struct Traffic {
    /// Those of the plan, then one for each input.
    pub edges: Vec<Edge>,
    pub payloads: Payloads,
    pub outbox: Outbox,
    pub stirred: Stirred,
    /// Packets so far, by output of the graph.
    pub output_packets: Vec<u64>,
    pub now: f64,
    no_metadata: Rc<str>,
}

/// Where the packets of one output port go.
#[derive(Default)]
pub(super) struct Targets {
    pub edges: Vec<usize>,
    pub outputs: Vec<usize>,
    /// Nobody outside the engine ever sees them.
    pub stays_inside: bool,
}

/// A packet without its number.
pub(super) struct Loose<'a> {
    pub timestamp: f64,
    pub metadata: &'a Rc<str>,
}

impl Traffic {
    pub(super) fn new(plan: &Plan) -> (Self, Vec<Input>) {
        let is_native = |node: usize| plan.nodes[node].runs_in == RunsIn::Engine;
        let mut edges: Vec<Edge> = Vec::with_capacity(plan.edges.len() + plan.inputs.len());
        for edge in &plan.edges {
            let bounds = (edge.capacity_packets, edge.capacity_bytes, edge.overflow);
            edges.push(Edge::new(Producer::Node(edge.from), (edge.to, edge.to_port), is_native(edge.to), bounds));
        }
        let mut inputs = Vec::with_capacity(plan.inputs.len());
        for input in &plan.inputs {
            inputs.push(Input { edge: edges.len(), refused: None });
            edges.push(Edge::new(Producer::Input, (input.node, input.port), is_native(input.node), INPUT_BOUNDS));
        }
        let traffic = Self {
            edges,
            payloads: Payloads::new(),
            outbox: Outbox::default(),
            stirred: Stirred::new(&plan.order),
            output_packets: alloc::vec![0; plan.outputs.len()],
            now: 0.0,
            no_metadata: Rc::from(""),
        };
        (traffic, inputs)
    }

    /// Metadata of a packet from outside.
    pub(super) fn metadata(&self, text: &str) -> Rc<str> {
        if text.is_empty() { Rc::clone(&self.no_metadata) } else { Rc::from(text) }
    }

    /// Sends a value of the engine's own.
    #[inline]
    pub(super) fn send_value(&mut self, targets: &Targets, value: Rc<Value>, loose: &Loose<'_>) {
        if !targets.stays_inside {
            let slot = self.payloads.hold_value(value);
            self.send_slot(targets, slot, loose);
            return;
        }
        let Some((last, others)) = targets.edges.split_last() else { return };
        let bytes = value.bytes() as u32;
        for edge in others {
            self.put(*edge, Body::Value(Rc::clone(&value)), bytes, loose);
        }
        self.put(*last, Body::Value(value), bytes, loose);
    }

    /// Sends a body that has a slot. One that goes nowhere ends with this step.
    pub(super) fn send_slot(&mut self, targets: &Targets, slot: SlotId, loose: &Loose<'_>) {
        self.payloads.add_uses(slot, targets.edges.len());
        if targets.edges.len() + targets.outputs.len() > 1 {
            self.payloads.mark_shared(slot);
        }
        let bytes = self.payloads.bytes(slot);
        for edge in &targets.edges {
            if self.edges[*edge].to_native {
                let stamp = Stamp { timestamp: loose.timestamp, sequence: 0, metadata: loose.metadata };
                self.payloads.fetch(slot, stamp, &mut self.outbox);
            }
            self.put(*edge, Body::Slot(slot), bytes, loose);
        }
        for output in &targets.outputs {
            let sequence = self.output_packets[*output];
            self.output_packets[*output] += 1;
            let stamp = Stamp { timestamp: loose.timestamp, sequence, metadata: loose.metadata };
            if let Some(packet) = self.payloads.anywhere(slot, stamp) {
                self.outbox.output(*output as u32, &packet);
            }
        }
    }

    #[inline]
    fn put(&mut self, edge: usize, body: Body, bytes: u32, loose: &Loose<'_>) {
        let item = Item {
            body,
            bytes,
            timestamp: loose.timestamp,
            sequence: 0,
            metadata: Rc::clone(loose.metadata),
            since: self.now,
        };
        let payloads = &mut self.payloads;
        self.edges[edge].put(item, |dropped| let_go(payloads, &dropped.body));
        self.stirred.add(self.edges[edge].to);
    }

    /// Takes the next packet off an edge; who waited for the room may go on.
    #[inline]
    pub(super) fn take(&mut self, edge: usize) -> Option<Item> {
        let edge = &mut self.edges[edge];
        let was_full = !edge.has_room();
        let item = edge.take();
        if let (true, Producer::Node(node)) = (was_full, edge.from) {
            self.stirred.add(node);
        }
        item
    }

    /// Ends one use of a packet's body.
    #[inline]
    pub(super) fn let_go(&mut self, body: &Body) {
        let_go(&mut self.payloads, body);
    }

    /// No more packets will come over this edge.
    pub(super) fn close(&mut self, edge: usize) {
        self.edges[edge].close();
        self.stirred.add(self.edges[edge].to);
    }
}

#[inline]
fn let_go(payloads: &mut Payloads, body: &Body) {
    if let Body::Slot(slot) = body {
        payloads.drop_use(*slot);
    }
}
