//! Packets on their way: edges, bodies and the outbox.

use alloc::rc::Rc;
use alloc::vec::Vec;

use super::Input;
use super::intake::{Intake, Ready};
use super::memory::Memory;
use super::passing::Passing;
use super::recording::Tracing;
use super::stirred::Stirred;
use crate::edge::{Body, Edge, Item, Producer};
use crate::native::PortType;
use crate::packet::Value;
use crate::payload::{Payloads, SlotId, Stamp};
use crate::plan::{Bounds, Merge, Plan, RunsIn};
use crate::trace::TraceWish;
use crate::wire::Outbox;

/// Everything between the nodes.
pub(super) struct Traffic {
    /// Those of the plan, then one for each input.
    pub edges: Vec<Edge>,
    pub payloads: Payloads,
    pub outbox: Outbox,
    pub stirred: Stirred,
    pub memory: Memory,
    /// Packets so far, by output of the graph.
    pub output_packets: Vec<u64>,
    /// By output of the graph the type that only the manifest gives it.
    output_types: Vec<Option<PortType>>,
    /// The first packet that was not of it: its output, and what it is.
    pub mistyped: Option<(usize, Passing)>,
    pub now: f64,
    pub tracing: Tracing,
    /// What waits before each node.
    intakes: Vec<Intake>,
    /// What lies behind each node.
    behind: Vec<Behind>,
    /// Packets put so far.
    arrivals: u64,
    no_metadata: Rc<str>,
}

/// The edges out of a node: counted, so that asking does not depend on how many there are.
#[derive(Clone, Copy, Default)]
struct Behind {
    full: usize,
    waiting: usize,
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
    pub(super) fn new(plan: &Plan, trace: TraceWish) -> (Self, Vec<Input>) {
        let is_native = |node: usize| plan.nodes[node].runs_in == RunsIn::Engine;
        let mut edges: Vec<Edge> = Vec::with_capacity(plan.edges.len() + plan.inputs.len());
        for edge in &plan.edges {
            let bounds = Bounds { packets: edge.capacity_packets, bytes: edge.capacity_bytes, overflow: edge.overflow };
            let to = (edge.to, edge.to_port);
            edges.push(Edge::new(Producer::Node(edge.from), to, is_native(edge.to), edge.merge, bounds));
        }
        let mut inputs = Vec::with_capacity(plan.inputs.len());
        for (input, bounds) in plan.inputs.iter().zip(&plan.input_bounds) {
            inputs.push(Input { edge: edges.len(), refused: None });
            let to = (input.node, input.port);
            edges.push(Edge::new(Producer::Input, to, is_native(input.node), Merge::Time, *bounds));
        }
        let traffic = Self {
            tracing: Tracing::new(trace, plan.nodes.len(), edges.len()),
            edges,
            payloads: Payloads::new(),
            outbox: Outbox::default(),
            stirred: Stirred::new(&plan.order),
            memory: Memory::new(plan),
            output_packets: alloc::vec![0; plan.outputs.len()],
            output_types: plan.outputs.iter().map(|end| end.narrowed.as_ref().map(|_| end.kind)).collect(),
            mistyped: None,
            now: 0.0,
            intakes: Vec::new(),
            behind: alloc::vec![Behind::default(); plan.nodes.len()],
            arrivals: 0,
            no_metadata: Rc::from(""),
        };
        (traffic, inputs)
    }

    /// Adds the next node: the edges into it, and whether it takes its input ports in turn.
    pub(super) fn add_intake(&mut self, in_turn: bool, ports: usize, inputs: &[usize]) {
        self.intakes.push(Intake::new(in_turn, ports, inputs, &self.edges));
    }

    /// What a node may take: see [`Intake::next`].
    #[inline]
    pub(super) fn ready(&mut self, node: usize, turn: Option<usize>, is_relaxed: bool) -> Ready {
        self.intakes[node].next(turn, is_relaxed, &self.edges)
    }

    /// The node has been told that one of its inputs has ended.
    pub(super) fn told_of_end(&mut self, node: usize, port: usize) {
        self.intakes[node].told_of_end(port);
        self.stirred.add(node);
    }

    /// Whether all that a node gives out may go on its edges. When the whole graph holds as much as it
    /// may, only nodes that nothing waits behind go on, and those not while something leaves the graph.
    #[inline]
    pub(super) fn has_room_behind(&mut self, node: usize) -> bool {
        let Behind { full, waiting } = self.behind[node];
        full == 0 && (waiting == 0 && !self.memory.is_leaving() || self.memory.lets_in(node))
    }

    /// Whether an input takes a packet of that size now.
    pub(super) fn takes_input(&self, edge: usize, bytes: u32) -> bool {
        let edge = &self.edges[edge];
        edge.takes(bytes) && (edge.drops() || edge.front().is_none() || self.memory.has_room_for(bytes))
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
                self.payloads.fetch(slot, self.edges[*edge].to, stamp, &mut self.outbox);
            }
            self.put(*edge, Body::Slot(slot), bytes, loose);
        }
        for output in &targets.outputs {
            self.memory.add_leaving(self.edges.len() + *output, bytes);
            self.check_type(*output, slot);
            if self.is_refusing() {
                continue;
            }
            let sequence = self.output_packets[*output];
            self.output_packets[*output] += 1;
            let stamp = Stamp { timestamp: loose.timestamp, sequence, metadata: loose.metadata };
            if let Some(packet) = self.payloads.anywhere(slot, stamp) {
                self.outbox.output(*output as u32, &packet);
                if let Some(trace) = self.tracing.recorder() {
                    trace.output(*output, sequence, bytes);
                }
            }
        }
    }

    fn check_type(&mut self, output: usize, slot: SlotId) {
        let Some(wanted) = self.output_types[output] else { return };
        let wrong = Passing::of_slot(&self.payloads, slot).filter(|came| !came.fits(wanted));
        if let Some(came) = wrong {
            self.mistyped.get_or_insert((output, came));
        }
    }

    /// Whether something was given that may not go where it went, for its size or its type: nothing leaves the
    /// graph any more, and the run ends for it.
    #[inline]
    pub(super) fn is_refusing(&self) -> bool {
        self.memory.exceeded().is_some() || self.mistyped.is_some()
    }

    #[inline]
    fn put(&mut self, index: usize, body: Body, bytes: u32, loose: &Loose<'_>) {
        let item = Item {
            body,
            bytes,
            timestamp: loose.timestamp,
            sequence: 0,
            arrival: self.arrivals,
            metadata: Rc::clone(loose.metadata),
            since: self.now,
        };
        self.arrivals += 1;
        self.memory.add(index, bytes);
        let Self { edges, payloads, memory, .. } = self;
        let edge = &mut edges[index];
        let before = Seen::of(edge);
        edge.put(item, |dropped| {
            memory.remove(dropped.bytes);
            end_use(payloads, &dropped.body);
        });
        self.changed(index, before);
        self.stirred.add(self.edges[index].to);
        if let Some(trace) = self.tracing.recorder() {
            let edge = &self.edges[index];
            trace.put(index, edge.figures.packets - 1, bytes, edge.queued());
        }
    }

    /// Takes the next packet off an edge; who waited for the room may go on.
    #[inline]
    pub(super) fn take(&mut self, index: usize) -> Option<Item> {
        let edge = &mut self.edges[index];
        let before = Seen::of(edge);
        let item = edge.take();
        self.changed(index, before);
        if let (Some(trace), Some(item)) = (self.tracing.recorder(), &item) {
            trace.took(index, item.sequence, item.bytes, self.edges[index].queued());
        }
        item
    }

    /// Keeps the counts true.
    #[inline]
    fn changed(&mut self, index: usize, before: Seen) {
        let edge = &self.edges[index];
        let after = Seen::of(edge);
        if before.front != after.front {
            self.intakes[edge.to].front_changed(index, before.front.is_none(), &self.edges);
        }
        let Producer::Node(node) = self.edges[index].from else { return };
        let behind = &mut self.behind[node];
        match (before.front, after.front) {
            (None, Some(_)) => behind.waiting += 1,
            (Some(_), None) => {
                behind.waiting -= 1;
                if behind.waiting == 0 && self.memory.is_full() {
                    self.stirred.add(node);
                }
            }
            _ => {}
        }
        match (before.has_room, after.has_room) {
            (true, false) => behind.full += 1,
            (false, true) => {
                behind.full -= 1;
                self.stirred.add(node);
            }
            _ => {}
        }
    }

    /// A packet has been dealt with.
    #[inline]
    pub(super) fn let_go(&mut self, item: &Item) {
        self.memory.remove(item.bytes);
        end_use(&mut self.payloads, &item.body);
    }

    /// Nodes that waited for memory have something to do again where there is some. Whether there are any.
    #[inline]
    pub(super) fn stir_where_memory_was_missing(&mut self) -> bool {
        let mut is_any = false;
        while let Some(node) = self.memory.take_waiting() {
            self.stirred.add(node);
            is_any = true;
        }
        is_any
    }

    /// What goes out with this step makes room. Whether nodes have waited for that, which then have something
    /// to do again.
    pub(super) fn let_leave(&mut self) -> bool {
        let waited = self.memory.has_left();
        for node in &waited {
            self.stirred.add(*node);
        }
        !waited.is_empty()
    }

    /// No more packets will come over this edge.
    pub(super) fn close(&mut self, index: usize) {
        let edge = &mut self.edges[index];
        edge.close();
        self.intakes[edge.to].closed(edge);
        self.stirred.add(self.edges[index].to);
    }
}

/// What others count of an edge.
#[derive(Clone, Copy)]
struct Seen {
    /// Number of the first packet.
    front: Option<u64>,
    has_room: bool,
}

impl Seen {
    #[inline]
    fn of(edge: &Edge) -> Self {
        Self { front: edge.front().map(|item| item.sequence), has_room: edge.has_room() }
    }
}

#[inline]
fn end_use(payloads: &mut Payloads, body: &Body) {
    if let Body::Slot(slot) = body {
        payloads.drop_use(*slot);
    }
}
