//! The engine itself.

mod calls;
mod ending;
mod events;
mod failure;
mod intake;
mod memory;
mod native_work;
mod node;
mod passing;
mod port_types;
mod recording;
mod report;
mod scheduler;
mod stirred;
mod tracing;
mod traffic;
mod waiting;

use alloc::boxed::Box;
use alloc::collections::{BTreeMap, BTreeSet};
use alloc::string::String;
use alloc::vec::Vec;

use manifest::Placeholder;
use serde::Serialize;

use crate::diagnostic::Diagnostic;
use crate::native::{NativeType, Outputs};
use crate::payload::Payloads;
use crate::plan::{Plan, TimeExceeded};
use crate::planning::{self, Opened, Read};
use crate::room::Room;
use crate::wire::Events;
use node::Node;
use traffic::Traffic;
use waiting::Clock;

/// Native work is left: step again.
const WORK_LEFT: u32 = 1;
/// The run has ended.
const ENDED: u32 = 2;

/// A graph of nodes that a host drives. It never calls out, waits or looks at a clock.
///
/// A host
/// 1. calls [`Engine::open`] once and reads the answer,
/// 2. fills bodies from [`Engine::allocate`] and writes events into [`Engine::inbox`],
/// 3. calls [`Engine::step`],
/// 4. carries out the commands in [`Engine::outbox`], in order and before the next step,
/// 5. goes on at 2 as soon as it has an event, and at once while `step` says that native work is
///    left, until `step` says that the run has ended.
///
/// Within one step every event is handled in the order of the inbox; then nodes run, those furthest
/// from the inputs first, so that queues stay short; then come `READY` and `GO_ON` for the room
/// that this made, and last the `RELEASE` of what nobody uses any more. The same events and budgets
/// give the same commands, always; `now` goes into the figures, and ends calls that take longer than
/// their nodes may ([`Engine::due`] says when that will be).
pub struct Engine {
    types: &'static [NativeType],
    run: Option<Run>,
    inbox: Vec<u8>,
}

/// One run of one graph.
struct Run {
    plan: Plan,
    nodes: Vec<Node>,
    inputs: Vec<Input>,
    traffic: Traffic,
    next_call: u32,
    /// Nodes whose calls are with the host, by call.
    calls: BTreeMap<u32, usize>,
    /// Nodes whose calls wait for `GO_ON`, and inputs that wait for READY.
    resting: BTreeSet<usize>,
    refused: BTreeSet<usize>,
    /// Inputs that are not closed.
    open_inputs: usize,
    clock: Clock,
    has_time_limits: bool,
    ended_nodes: usize,
    has_ended: bool,
    /// Used by every native call in turn.
    given: Outputs,
    /// What ran natively in this step: one node that often, or several.
    ran: Ran,
    /// Seconds in steps in which native nodes ran.
    native_s: f64,
}

/// An input of the graph.
struct Input {
    /// Index of its edge.
    edge: usize,
    /// Size of the packet that was refused, until READY is sent.
    refused: Option<u32>,
}

/// Which native nodes ran in a step.
#[derive(Clone, Copy)]
enum Ran {
    None,
    One(usize, u64),
    Several,
}

#[derive(Serialize)]
struct Answer<'a> {
    ok: bool,
    name: &'a str,
    plan: Option<&'a Plan>,
    diagnostics: &'a [Diagnostic],
    placeholders: &'a [Placeholder],
}

impl Engine {
    /// An empty pipeline that knows these native node types.
    #[must_use]
    pub fn new(types: &'static [NativeType]) -> Self {
        Self { types, run: None, inbox: Vec::new() }
    }

    /// Reads `manifest` (JSON) in `context` (JSON, may be empty) and plans; ends an earlier run. The
    /// answer is JSON: `{"ok", "name", "plan", "diagnostics", "placeholders"}`.
    pub fn open(&mut self, manifest: &[u8], context: &[u8]) -> Vec<u8> {
        let Read { opened, name, diagnostics, placeholders } = planning::open(manifest, context, self.types);
        self.run = opened.map(Run::new);
        let plan = self.run.as_ref().map(|run| &run.plan);
        to_json(&Answer {
            ok: plan.is_some(),
            name: &name,
            plan,
            diagnostics: &diagnostics,
            placeholders: &placeholders,
        })
    }

    /// Room for a body of `bytes` bytes of packet kind `kind`, to be filled before its id is named in
    /// an event. 0 where memory does not suffice or nothing is open.
    pub fn allocate(&mut self, bytes: u32, kind: u8) -> u32 {
        let payloads = self.payloads_mut().zip(Room::new(bytes, kind));
        payloads.and_then(|(payloads, room)| payloads.allocate(room)).unwrap_or_default()
    }

    /// Gives back an allocated body that will not be named.
    pub fn release(&mut self, id: u32) {
        if let Some(payloads) = self.payloads_mut() {
            payloads.take_room(id);
        }
    }

    /// The bytes of a body in the engine's memory: allocated, or named by a command of the last step.
    #[must_use]
    pub fn body(&self, id: u32) -> Option<&[u8]> {
        self.run.as_ref()?.traffic.payloads.body(id)
    }

    /// The bytes of an allocated body.
    pub fn body_mut(&mut self, id: u32) -> Option<&mut [u8]> {
        self.payloads_mut()?.room_mut(id)
    }

    /// The inbox with room for at least `bytes` bytes; what was written stays until [`Engine::step`].
    pub fn inbox(&mut self, bytes: usize) -> &mut [u8] {
        if self.inbox.len() < bytes {
            self.inbox.resize(bytes.next_power_of_two(), 0);
        }
        &mut self.inbox
    }

    /// Handles the events in the first `inbox_bytes` of the inbox, has native nodes do at most
    /// `budget` packets of work, and fills the outbox. `now` is seconds of a monotonic clock.
    /// Bit 0 of the answer: native work is left. Bit 1: the run has ended.
    pub fn step(&mut self, inbox_bytes: usize, budget: u32, now: f64) -> u32 {
        let Some(run) = &mut self.run else { return ENDED };
        run.step(self.inbox.get(..inbox_bytes).map(Events::new), budget, now)
    }

    /// The commands of the last step.
    #[must_use]
    pub fn outbox(&self) -> &[u8] {
        self.run.as_ref().map_or(&[], |run| run.traffic.outbox.bytes())
    }

    /// Says that the last step has just returned, `now` by the clock of [`Engine::step`].
    pub fn stepped(&mut self, now: f64) {
        if let Some(run) = &mut self.run {
            run.stepped(now);
        }
    }

    /// When the host must step again even if nothing happens, by the clock of [`Engine::step`], in
    /// seconds; infinity where nothing is due.
    #[must_use]
    pub fn due(&self) -> f64 {
        self.run.as_ref().map_or(f64::INFINITY, Run::due)
    }

    fn payloads_mut(&mut self) -> Option<&mut Payloads> {
        self.run.as_mut().map(|run| &mut run.traffic.payloads)
    }

    /// Figures of the run, as JSON.
    #[must_use]
    pub fn metrics(&self) -> Vec<u8> {
        self.run.as_ref().map_or_else(|| b"null".to_vec(), |run| to_json(&run.metrics()))
    }
}

impl Run {
    fn new(opened: Opened) -> Self {
        let Opened { plan, native, trace } = opened;
        let (mut traffic, inputs) = Traffic::new(&plan, trace);
        let nodes = node::build(&plan, native, &mut traffic);
        let has_time_limits = nodes.iter().any(|node| node.seconds_per_call.is_some());
        let open_inputs = inputs.len();
        let mut run = Self {
            plan,
            nodes,
            inputs,
            traffic,
            next_call: 1,
            calls: BTreeMap::new(),
            resting: BTreeSet::new(),
            refused: BTreeSet::new(),
            open_inputs,
            clock: Clock::new(),
            has_time_limits,
            ended_nodes: 0,
            has_ended: false,
            given: Outputs::default(),
            ran: Ran::None,
            native_s: 0.0,
        };
        // Sources and nodes that nothing leads to have something to do from the start.
        for node in 0..run.nodes.len() {
            run.traffic.stirred.add(node);
        }
        run.tell_hosts_of_limits();
        run
    }

    /// Puts into the plan what a host has to say that ends a call by force, when this cannot any more.
    fn tell_hosts_of_limits(&mut self) {
        for index in 0..self.nodes.len() {
            if self.nodes[index].seconds_per_call.is_some() {
                let exceeded = |at: &str| {
                    let mut exceeded = self.failed_at(index, self.too_slow(index), at);
                    failure::explain_end_by_force(&mut exceeded, self.nodes[index].on_error);
                    exceeded
                };
                let exceeded = TimeExceeded { process: exceeded(" at packet {sequence}"), otherwise: exceeded("") };
                self.plan.nodes[index].limits.time_exceeded = Some(Box::new(exceeded));
            }
        }
    }

    fn step(&mut self, events: Option<Events<'_>>, budget: u32, now: f64) -> u32 {
        self.traffic.outbox.clear();
        self.traffic.payloads.forget_retired();
        self.traffic.now = now;
        self.ran = Ran::None;
        if self.has_ended {
            return ENDED;
        }
        if let Some(trace) = self.traffic.tracing.recorder() {
            trace.step_began(now);
        }
        match events {
            Some(events) => self.handle_all(events),
            None => self.fail_protocol("step was told of more bytes than the inbox has"),
        }
        if !self.has_ended {
            self.end_late_calls();
        }
        self.trace_filled();
        let is_work_left = !self.has_ended && self.work(budget);
        if self.has_ended {
            return ENDED;
        }
        let is_work_left = self.traffic.let_leave() || is_work_left;
        self.tell_of_room();
        self.traffic.payloads.release_unused(&mut self.traffic.outbox);
        if is_work_left { WORK_LEFT } else { 0 }
    }
}

/// What is serialized here has string keys only, so it cannot fail.
fn to_json(value: &impl Serialize) -> Vec<u8> {
    serde_json::to_vec(value).unwrap_or_default()
}

/// As [`to_json`], for a record's string.
fn to_json_text(value: &impl Serialize) -> String {
    serde_json::to_string(value).unwrap_or_default()
}

type NativeBox = Box<dyn crate::native::NativeNode>;
