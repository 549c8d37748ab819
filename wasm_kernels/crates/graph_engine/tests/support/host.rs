//! A host that does everything right, at random moments, and checks all that the wire promises.

use std::collections::{BTreeMap, BTreeSet};

use graph_engine::Engine;
use serde_json::Value;

use super::commands::{Command, Packet, decode};
use super::events::{ENGINE, Given, HOST, Inbox, PYTHON, given, text};
use super::graph::Graph;
use super::model::{PythonWork, python_again, python_finish, python_process, python_produce};
use super::nodes::TYPES;
use super::playbook::CONTEXT;

/// What a run gave.
pub struct Outcome {
    /// Texts and times, by name of output; outputs that gave nothing are left out.
    pub outputs: BTreeMap<String, Vec<(String, f64)>>,
    /// Some node took packets out of their order by time.
    pub is_relaxed: bool,
    /// Why the run failed, if it did: the code, and all that it said.
    pub failure: Option<(String, String)>,
    pub recording: Recording,
}

/// All that was done to an engine, and all that it answered.
#[derive(Default)]
pub struct Recording {
    steps: Vec<Recorded>,
}

#[derive(Default)]
struct Recorded {
    bodies: Vec<Vec<u8>>,
    inbox: Vec<u8>,
    budget: u32,
    state: u32,
    commands: Vec<Command>,
}

impl Recording {
    /// Does the same to a fresh engine, which must answer the same.
    pub fn replay(&self, graph: &Graph) {
        let mut engine = opened(graph).0;
        for recorded in &self.steps {
            for body in &recorded.bodies {
                text(&mut engine, std::str::from_utf8(body).unwrap());
            }
            // Time must not matter.
            let state = Inbox(recorded.inbox.clone()).step(&mut engine, recorded.budget, 7.0);
            assert_eq!((state, decode(engine.outbox())), (recorded.state, recorded.commands.clone()));
        }
    }
}

/// A call that the host is at.
struct Call {
    id: u32,
    node: usize,
    /// Its packet's handle and text.
    packet: Option<(u32, String)>,
    work: PythonWork,
    emitted: usize,
    /// Waits for `GO_ON`.
    rests: bool,
}

struct Input {
    left: Vec<(String, f64)>,
    /// Waits for READY.
    refused: bool,
    closed: bool,
}

/// See the module.
pub struct Host<'a> {
    graph: &'a Graph,
    plan: Value,
    engine: Engine,
    random: u64,
    /// Texts by owner and id, as long as they are the engine's.
    memory: BTreeMap<(u8, u32), String>,
    next_id: u32,
    inputs: Vec<Input>,
    calls: Vec<Call>,
    /// Node and packet of calls that failed once.
    failed: BTreeSet<(usize, u32, String)>,
    /// MATERIALISE to the engine, to be answered.
    wanted: Vec<(u8, u32)>,
    /// What was pushed in this step: the handles, until it is clear that none was refused.
    pushed: Vec<(usize, Given, String)>,
    /// Inputs that a packet of this step was refused by, one entry a packet.
    taken_back: Vec<usize>,
    bodies: Vec<Vec<u8>>,
    next_sequence: Vec<u64>,
    outputs: BTreeMap<String, Vec<(String, f64)>>,
    is_relaxed: bool,
    failure: Option<(String, String)>,
    cancel_after: Option<usize>,
    is_recording: bool,
    recording: Recording,
}

fn opened(graph: &Graph) -> (Engine, Value) {
    let mut engine = Engine::new(TYPES);
    let answer: Value = serde_json::from_slice(&engine.open(graph.manifest().as_bytes(), CONTEXT.as_bytes())).unwrap();
    assert_eq!(answer["ok"], true, "{answer:#}");
    (engine, answer["plan"].clone())
}

impl<'a> Host<'a> {
    /// `seed` decides when it does what.
    pub fn new(graph: &'a Graph, seed: u64) -> Self {
        let (engine, plan) = opened(graph);
        let inputs =
            graph.inputs.iter().map(|left| Input { left: left.clone(), refused: false, closed: false }).collect();
        Self {
            graph,
            next_sequence: vec![0; plan["outputs"].as_array().unwrap().len()],
            plan,
            engine,
            random: seed | 1,
            memory: BTreeMap::new(),
            next_id: 1,
            inputs,
            calls: Vec::new(),
            failed: BTreeSet::new(),
            wanted: Vec::new(),
            pushed: Vec::new(),
            taken_back: Vec::new(),
            bodies: Vec::new(),
            outputs: BTreeMap::new(),
            is_relaxed: false,
            failure: None,
            cancel_after: None,
            is_recording: false,
            recording: Recording::default(),
        }
    }

    pub fn record(&mut self) {
        self.is_recording = true;
    }

    pub fn cancel_after(&mut self, steps: usize) {
        self.cancel_after = Some(steps);
    }

    /// Runs to the end.
    pub fn run(mut self) -> Outcome {
        for step in 0.. {
            assert!(step < 200_000, "this run does not end");
            let mut inbox = Inbox::default();
            let is_cancelled = self.cancel_after == Some(step);
            if is_cancelled {
                inbox.cancel();
            } else {
                self.act(&mut inbox);
            }
            let budget = self.below(6) as u32;
            let state = inbox.step(&mut self.engine, budget, step as f64);
            let commands = decode(self.engine.outbox());
            if self.is_recording {
                let bodies = std::mem::take(&mut self.bodies);
                self.recording.steps.push(Recorded {
                    bodies,
                    inbox: inbox.0,
                    budget,
                    state,
                    commands: commands.clone(),
                });
            }
            self.obey(commands, state & 2 == 2, is_cancelled);
            self.check_queues();
            if state & 2 == 2 {
                assert_eq!(self.memory, BTreeMap::new(), "every handle is released by the end");
                return Outcome {
                    outputs: self.outputs,
                    is_relaxed: self.is_relaxed,
                    failure: self.failure,
                    recording: self.recording,
                };
            }
        }
        unreachable!()
    }

    /// xorshift
    fn below(&mut self, bound: usize) -> usize {
        self.random ^= self.random << 13;
        self.random ^= self.random >> 7;
        self.random ^= self.random << 17;
        (self.random % bound as u64) as usize
    }

    /// Writes some of the events that it could.
    fn act(&mut self, inbox: &mut Inbox) {
        for _ in 0..self.below(5) {
            match self.below(3) {
                0 if !self.inputs.is_empty() => {
                    let input = self.below(self.inputs.len());
                    self.feed(input, inbox);
                }
                1 if !self.calls.is_empty() => {
                    let call = self.below(self.calls.len());
                    self.go_on(call, inbox);
                }
                2 if !self.wanted.is_empty() => {
                    let wanted = self.below(self.wanted.len());
                    let (owner, id) = self.wanted.swap_remove(wanted);
                    let value = self.memory[&(owner, id)].clone();
                    let packet = self.in_engine(&value);
                    inbox.materialised(owner, id, &packet);
                }
                _ => {}
            }
        }
    }

    fn in_engine(&mut self, value: &str) -> Given {
        if self.is_recording {
            self.bodies.push(value.as_bytes().to_vec());
        }
        text(&mut self.engine, value)
    }

    /// A packet in some memory.
    fn give(&mut self, value: &str, time: f64) -> Given {
        let owner = [ENGINE, PYTHON, HOST][self.below(3)];
        let packet = if owner == ENGINE {
            self.in_engine(value)
        } else {
            let id = self.next_id;
            self.next_id += 1;
            Given { bytes: value.len() as u32, ..given(owner, id) }
        };
        packet.at(time)
    }

    /// Pushes the next packet of an input, or closes it.
    fn feed(&mut self, index: usize, inbox: &mut Inbox) {
        let is_in_doubt = self.pushed.iter().any(|(input, ..)| *input == index);
        let input = &mut self.inputs[index];
        if input.refused || input.closed {
            return;
        }
        if input.left.is_empty() {
            // A packet pushed in this very step may still be refused.
            if !is_in_doubt {
                input.closed = true;
                inbox.close(index as u32);
            }
            return;
        }
        let (value, time) = input.left.remove(0);
        let packet = self.give(&value, time);
        inbox.push(index as u32, &packet);
        if packet.owner != ENGINE {
            self.memory.insert((packet.owner, packet.id), value.clone());
        }
        self.pushed.push((index, packet, value));
    }

    /// Goes on with a call: emits, completes or fails.
    fn go_on(&mut self, index: usize, inbox: &mut Inbox) {
        if self.calls[index].rests {
            return;
        }
        if self.below(2) == 0 {
            inbox.spent(self.calls[index].id, 0.25);
        }
        let call = &self.calls[index];
        let id = call.id;
        match call.work.clone() {
            PythonWork::Raises { .. } => {
                inbox.fail(id, r#"{"type": "ValueError", "message": "no"}"#);
                self.calls.swap_remove(index);
            }
            PythonWork::Gives { outputs, emitted } if call.emitted < emitted => {
                let (port, value, time) = &outputs[call.emitted];
                let packet = self.give_from(index, value, *time);
                inbox.emit(id, *port as u32, &packet);
                self.calls[index].emitted += 1;
                self.calls[index].rests = true;
            }
            PythonWork::Gives { outputs, emitted } => {
                let mut packets = Vec::new();
                for (port, value, time) in &outputs[emitted..] {
                    packets.push((*port as u32, self.give_from(index, value, *time)));
                }
                inbox.complete(id, &packets);
                self.calls.swap_remove(index);
            }
        }
    }

    /// A packet that a node gives out: the very one it was given, where it hands that on.
    fn give_from(&mut self, call: usize, value: &str, time: f64) -> Given {
        if let Some((id, own)) = &self.calls[call].packet
            && own == value
        {
            return Given { bytes: value.len() as u32, ..given(PYTHON, *id) }.at(time);
        }
        let packet = self.give(value, time);
        if packet.owner != ENGINE {
            self.memory.insert((packet.owner, packet.id), value.into());
        }
        packet
    }

    /// Carries out what the engine wants, and checks that it may want it.
    fn obey(&mut self, commands: Vec<Command>, has_ended: bool, is_cancelled: bool) {
        let mut is_last = false;
        for command in commands {
            assert!(!is_last, "nothing follows the end: {command:?}");
            match command {
                Command::Call { call, node, reason, packets } => self.take_call(call, node as usize, reason, &packets),
                Command::Materialise { to: 0, id, packet } => {
                    assert_eq!(id, 0);
                    assert!(!self.wanted.contains(&(packet.owner, packet.id)), "it is asked for once");
                    self.text_of(&packet);
                    self.wanted.push((packet.owner, packet.id));
                }
                Command::Materialise { to, id, packet } => {
                    let value = self.text_of(&packet);
                    assert!(self.memory.insert((to as u8, id), value).is_none(), "an id is used once at a time");
                }
                Command::Release { owner, id } => {
                    let held = self.memory.remove(&(owner as u8, id));
                    assert!(held.is_some(), "a handle is released once: {owner} {id}");
                }
                Command::Output { output, packet } => self.take_output(output as usize, &packet),
                Command::Ready { input } => {
                    assert!(std::mem::take(&mut self.inputs[input as usize].refused), "READY answers REFUSED");
                }
                Command::Refused { input, packet } => self.take_back(input as usize, &packet),
                Command::Done { how } => {
                    assert_eq!(how == 1, is_cancelled);
                    if !is_cancelled {
                        assert!(self.calls.is_empty());
                        self.check_that_nothing_vanished();
                    }
                    is_last = true;
                }
                Command::Abort { call } => {
                    let index = self.calls.iter().position(|outstanding| outstanding.id == call);
                    self.calls.swap_remove(index.expect("what is given up is outstanding"));
                }
                Command::GoOn { call } => {
                    let call = self
                        .calls
                        .iter_mut()
                        .find(|outstanding| outstanding.id == call)
                        .expect("the call is outstanding");
                    assert!(std::mem::take(&mut call.rests), "GO_ON answers EMIT");
                }
                Command::Note { diagnostic } => self.is_relaxed |= diagnostic["code"] == "order-relaxed",
                Command::Failed { diagnostic } => {
                    let word = |key: &str| diagnostic[key].as_str().unwrap_or_default().to_string();
                    let code = word("code");
                    // Nothing else may go wrong in these graphs.
                    assert!(["standstill", "memory-limit"].contains(&code.as_str()), "{diagnostic:#}");
                    self.failure = Some((code, word("message")));
                    is_last = true;
                }
            }
        }
        assert_eq!(is_last, has_ended);
        self.pushed.clear();
        self.taken_back.clear();
    }

    fn take_call(&mut self, id: u32, node: usize, reason: u32, packets: &[(u32, Packet)]) {
        assert!(self.calls.iter().all(|call| call.node != node), "one call at a time for each node");
        let kind = &self.graph.nodes[node];
        let mut named = None;
        let work = match reason {
            1 => python_finish(node),
            2 => python_produce(node),
            _ => {
                let [(port, packet)] = packets else { panic!("a call has one packet") };
                assert_eq!(packet.owner, PYTHON, "a packet is where its node lives");
                let value = (self.text_of(packet), packet.timestamp);
                named = Some((packet.id, value.0.clone()));
                let port = *port as usize;
                // Equal texts may come by several times: what tells them apart is their handle.
                if self.failed.remove(&(node, packet.id, value.0.clone())) {
                    python_again(kind, node, port, &value)
                } else {
                    let work = python_process(kind, node, port, &value);
                    if work == (PythonWork::Raises { once: true }) {
                        self.failed.insert((node, packet.id, value.0));
                    }
                    work
                }
            }
        };
        self.calls.push(Call { id, node, packet: named, work, emitted: 0, rests: false });
    }

    fn take_output(&mut self, output: usize, packet: &Packet) {
        assert_eq!(packet.sequence, self.next_sequence[output], "an output is counted without gaps");
        self.next_sequence[output] += 1;
        let value = self.text_of(packet);
        let name = self.plan["outputs"][output]["name"].as_str().unwrap().to_string();
        self.outputs.entry(name).or_default().push((value, packet.timestamp));
    }

    fn take_back(&mut self, input: usize, packet: &Packet) {
        let place = self
            .pushed
            .iter()
            .position(|(index, given, _)| *index == input && (given.owner, given.id) == (packet.owner, packet.id));
        let (_, given, value) = self.pushed.remove(place.expect("what is refused was pushed"));
        if given.owner == ENGINE {
            self.engine.release(given.id);
        } else {
            self.memory.remove(&(given.owner, given.id));
        }
        // Refused packets come back in their order, before what is left.
        let place = self.taken_back.iter().filter(|index| **index == input).count();
        self.taken_back.push(input);
        self.inputs[input].left.insert(place, (value, given.timestamp));
        self.inputs[input].refused = true;
    }

    /// The text of a packet, wherever it is.
    fn text_of(&self, packet: &Packet) -> String {
        if packet.owner == ENGINE {
            let body = self.engine.body(packet.id).expect("the body is there");
            return String::from_utf8(body[..packet.bytes as usize].to_vec()).unwrap();
        }
        self.memory.get(&(packet.owner, packet.id)).expect("the handle is alive").clone()
    }

    /// What a node gave went over each of its edges and to each of its outputs, and what came over an edge was
    /// taken or dropped, and counted.
    fn check_that_nothing_vanished(&self) {
        let metrics: Value = serde_json::from_slice(&self.engine.metrics()).unwrap();
        let of = |figures: &Value, key: &str| figures[key].as_u64().unwrap();
        let mut came = vec![0; self.graph.nodes.len()];
        let edges = self.graph.edges.iter().map(|edge| edge.to).zip(metrics["edges"].as_array().unwrap());
        let inputs = self.graph.input_ports.iter().map(|(to, _)| *to).zip(metrics["inputs"].as_array().unwrap());
        for (to, figures) in edges.chain(inputs) {
            came[to] += of(figures, "packets") - of(figures, "dropped");
        }
        for (node, kind) in self.graph.nodes.iter().enumerate() {
            let figures = &metrics["nodes"][node];
            assert_eq!(came[node], of(figures, "packets_in"), "node {node}");
            // Of those with several ports, how many packets went to which is not told.
            if kind.outputs() > 1 {
                continue;
            }
            let given = of(figures, "packets_out");
            for (edge, _) in self.graph.edges.iter().enumerate().filter(|(_, edge)| edge.from == node) {
                assert_eq!(of(&metrics["edges"][edge], "packets"), given, "edge {edge}");
            }
            for (output, end) in self.plan["outputs"].as_array().unwrap().iter().enumerate() {
                assert!(end["node"] != node || self.next_sequence[output] == given, "output {output}");
            }
        }
    }

    /// "No queue over its bound": one packet alone may be larger.
    fn check_queues(&self) {
        let metrics: Value = serde_json::from_slice(&self.engine.metrics()).unwrap();
        if let Some(most) = self.graph.max_bytes {
            // What came when there was still room, and one packet more for each edge and call.
            let slack = 200 * (self.graph.edges.len() + self.graph.inputs.len() + self.graph.nodes.len()) as u64;
            assert!(metrics["memory"]["bytes"].as_u64().unwrap() <= u64::from(most) + slack);
        }
        for (edge, figures) in self.graph.edges.iter().zip(metrics["edges"].as_array().unwrap()) {
            let number = |key: &str| figures[key].as_u64().unwrap();
            assert!(number("peak_queued") <= edge.capacity_packets as u64);
            assert!(number("queued_bytes") <= edge.capacity_bytes || number("queued") == 1);
        }
        for figures in metrics["inputs"].as_array().unwrap() {
            assert!(figures["peak_queued"].as_u64().unwrap() <= 64);
        }
    }
}
