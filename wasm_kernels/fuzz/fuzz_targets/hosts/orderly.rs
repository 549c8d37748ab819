//! A host that keeps to the rules of WIRE.md, in whatever order the bytes say.

use std::collections::BTreeMap;

use graph_engine::Engine;
use serde_json::Value;

use crate::commands::{Command, Packet, decode};
use crate::events::{ENGINE, Given, HOST, Inbox, PYTHON, given, in_engine};

/// What became of a handle in a memory outside of the engine.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Handle {
    /// The engine has it.
    Taken,
    Released,
}

struct InputState {
    is_closed: bool,
    /// The packet that was refused; it goes first once there is room.
    refused: Option<Given>,
}

/// Keeps the books of every handle.
pub struct Orderly {
    engine: Engine,
    edges: Vec<u64>,
    inputs: Vec<InputState>,
    /// Number of outputs by node.
    ports: Vec<u32>,
    handles: BTreeMap<(u8, u32), Handle>,
    /// (call, node) that wait for an answer; whether an item was given out that rests.
    calls: Vec<(u32, u32, bool)>,
    next_id: u32,
    has_ended: bool,
    now: f64,
}

impl Orderly {
    pub fn new(engine: Engine, plan: &Value) -> Self {
        let list = |name: &str| plan[name].as_array().expect("the plan has it");
        Self {
            engine,
            edges: list("edges").iter().map(|edge| edge["capacity_packets"].as_u64().expect("a number")).collect(),
            inputs: list("inputs").iter().map(|_| InputState { is_closed: false, refused: None }).collect(),
            ports: list("nodes").iter().map(|node| node["outputs"].as_array().map_or(1, Vec::len) as u32).collect(),
            handles: BTreeMap::new(),
            calls: Vec::new(),
            next_id: 0,
            has_ended: false,
            now: 0.0,
        }
    }

    /// Does what the bytes say, then ends the run and closes the books.
    pub fn act(mut self, acts: &[u8]) {
        self.step(Inbox::default(), 1);
        for &act in acts.iter().take(400) {
            if self.has_ended {
                break;
            }
            self.act_once(act);
        }
        let mut turns = 0;
        while !self.has_ended {
            turns += 1;
            assert!(turns < 10_000, "the run does not come to its end");
            self.wind_up();
        }
        for (handle, state) in &self.handles {
            assert_eq!(*state, Handle::Released, "the handle {handle:?} was never released");
        }
    }

    fn act_once(&mut self, act: u8) {
        let which = usize::from(act >> 4);
        match act & 15 {
            0..=4 => self.push(which, act & 15),
            5 => self.close(which),
            6 | 7 => self.complete(which, 0),
            8 => self.complete(which, 1),
            9 => self.complete(which, 3),
            10 | 11 => self.emit(which),
            12 => self.fail(which),
            13 => self.step(Inbox::default(), 1 + which as u32),
            14 if which == 15 => self.cancel(),
            _ => self.step(Inbox::default(), 100),
        }
    }

    /// The way to the end: answers every call, closes every input.
    fn wind_up(&mut self) {
        if let Some(position) = self.calls.iter().position(|call| !call.2) {
            self.complete(position, 0);
        } else if let Some(input) = self.inputs.iter().position(|input| !input.is_closed && input.refused.is_none()) {
            self.close(input);
        } else {
            self.step(Inbox::default(), 100);
        }
    }

    fn push(&mut self, input: usize, kind: u8) {
        if self.inputs.is_empty() {
            return;
        }
        let input = input % self.inputs.len();
        if self.inputs[input].is_closed || self.inputs[input].refused.is_some() {
            return;
        }
        let packet = self.packet(kind);
        self.push_packet(input, packet);
    }

    fn push_packet(&mut self, input: usize, packet: Given) {
        self.take(&packet);
        let mut inbox = Inbox::default();
        inbox.push(input as u32, &packet);
        self.step(inbox, 4);
    }

    fn packet(&mut self, kind: u8) -> Given {
        let timestamp = f64::from(self.next_id % 7);
        let audio =
            |owned: Given| Given { kind: 3, dtype: 1, dims: vec![1, 4], sample_rate: 8000.0, bytes: 16, ..owned };
        match kind {
            0 => in_engine(&mut self.engine, 1, b"3"),
            1 => audio(in_engine(&mut self.engine, 3, &[0; 16])),
            2 => self.outside(PYTHON),
            3 => self.outside(HOST),
            _ => {
                let owned = self.outside(PYTHON);
                audio(owned)
            }
        }
        .at(timestamp)
    }

    fn outside(&mut self, owner: u8) -> Given {
        self.next_id += 1;
        given(owner, self.next_id)
    }

    /// The engine is going to have it.
    fn take(&mut self, packet: &Given) {
        if packet.owner != ENGINE {
            let before = self.handles.insert((packet.owner, packet.id), Handle::Taken);
            assert_eq!(before, None, "this host names nothing twice");
        }
    }

    fn close(&mut self, input: usize) {
        if self.inputs.is_empty() {
            return;
        }
        let input = input % self.inputs.len();
        // What was refused still has to be pushed.
        if !self.inputs[input].is_closed && self.inputs[input].refused.is_none() {
            self.inputs[input].is_closed = true;
            let mut inbox = Inbox::default();
            inbox.close(input as u32);
            self.step(inbox, 4);
        }
    }

    fn complete(&mut self, which: usize, outputs: u32) {
        let Some((call, node, _)) = self.waiting(which) else { return };
        let ports = self.ports[node as usize];
        let outputs: Vec<(u32, Given)> = (0..if ports == 0 { 0 } else { outputs })
            .map(|i| {
                let packet = self.packet(2);
                self.take(&packet);
                (i % ports, packet)
            })
            .collect();
        self.calls.retain(|open| open.0 != call);
        let mut inbox = Inbox::default();
        inbox.complete(call, &outputs);
        self.step(inbox, 4);
    }

    fn emit(&mut self, which: usize) {
        let Some((call, node, _)) = self.waiting(which) else { return };
        if self.ports[node as usize] == 0 {
            return;
        }
        let packet = self.packet(2);
        self.take(&packet);
        if let Some(open) = self.calls.iter_mut().find(|open| open.0 == call) {
            open.2 = true;
        }
        let mut inbox = Inbox::default();
        inbox.emit(call, 0, &packet);
        self.step(inbox, 4);
    }

    fn fail(&mut self, which: usize) {
        let Some((call, _, _)) = self.waiting(which) else { return };
        self.calls.retain(|open| open.0 != call);
        let mut inbox = Inbox::default();
        inbox.fail(call, r#"{"type": "E", "message": "m", "traceback": ""}"#);
        self.step(inbox, 4);
    }

    fn cancel(&mut self) {
        let mut inbox = Inbox::default();
        inbox.cancel();
        self.step(inbox, 4);
    }

    /// A call that does not rest.
    fn waiting(&self, which: usize) -> Option<(u32, u32, bool)> {
        let open: Vec<_> = self.calls.iter().filter(|call| !call.2).collect();
        (!open.is_empty()).then(|| *open[which % open.len()])
    }

    fn step(&mut self, inbox: Inbox, budget: u32) {
        assert!(!self.has_ended);
        self.now += 0.001;
        inbox.step(&mut self.engine, budget, self.now);
        let commands = decode(self.engine.outbox());
        self.engine.stepped(self.now);
        let mut again: Vec<(usize, Given)> = Vec::new();
        let mut answers: Vec<Packet> = Vec::new();
        for command in commands {
            assert!(!self.has_ended, "{command:?} comes after the end");
            self.obey(command, &mut again, &mut answers);
        }
        self.check_queues();
        for packet in answers {
            if !self.has_ended {
                self.materialise(&packet);
            }
        }
        for (input, packet) in again {
            if !self.has_ended {
                self.push_packet(input, packet);
            }
        }
    }

    fn obey(&mut self, command: Command, again: &mut Vec<(usize, Given)>, answers: &mut Vec<Packet>) {
        match command {
            Command::Call { call, node, packets, .. } => {
                for (_, packet) in packets {
                    assert_ne!(packet.owner, HOST, "a Python node is given what lies in its memory");
                    let state = self.handles.get(&(packet.owner, packet.id));
                    assert_eq!(state, Some(&Handle::Taken), "{packet:?} was released before it is used");
                }
                self.calls.push((call, node, false));
            }
            Command::Materialise { to: 0, packet, .. } => answers.push(packet),
            Command::Materialise { to, id, .. } => {
                let before = self.handles.insert((to as u8, id), Handle::Taken);
                assert_ne!(before, Some(Handle::Taken), "the id {id} is in use");
            }
            Command::Release { owner, id } => {
                let before = self.handles.insert((owner as u8, id), Handle::Released);
                assert_eq!(before, Some(Handle::Taken), "{owner}:{id} is released, and the engine has it not");
            }
            Command::Refused { input, packet } => {
                if packet.owner != ENGINE {
                    self.handles.remove(&(packet.owner, packet.id));
                }
                let input = &mut self.inputs[input as usize];
                assert!(input.refused.is_none(), "one packet at a time is pushed");
                input.refused = Some(given_again(&packet));
            }
            Command::Ready { input } => {
                if let Some(packet) = self.inputs[input as usize].refused.take() {
                    again.push((input as usize, packet));
                }
            }
            Command::GoOn { call } => {
                for open in self.calls.iter_mut().filter(|open| open.0 == call) {
                    assert!(open.2, "nothing was given out that waits");
                    open.2 = false;
                }
            }
            Command::Abort { call } => self.calls.retain(|open| open.0 != call),
            Command::Done { .. } | Command::Failed { .. } => self.has_ended = true,
            Command::Output { packet, .. } => assert!(packet.owner <= HOST),
            Command::Note { .. } => {}
        }
    }

    fn materialise(&mut self, packet: &Packet) {
        let mut copy = in_engine(&mut self.engine, packet.kind, &vec![b'1'; packet.bytes as usize]);
        copy.dims.clone_from(&packet.dims);
        copy.dtype = packet.dtype;
        copy.sample_rate = packet.sample_rate;
        copy.timestamp = packet.timestamp;
        let mut inbox = Inbox::default();
        inbox.materialised(packet.owner, packet.id, &copy);
        self.step(inbox, 4);
    }

    fn check_queues(&self) {
        let metrics: Value = serde_json::from_slice(&self.engine.metrics()).expect("metrics are JSON");
        for (edge, capacity) in self.edges.iter().enumerate() {
            let peak = metrics["edges"][edge]["peak_queued"].as_u64().expect("a number");
            assert!(peak <= *capacity, "the edge {edge} held {peak} packets; it has room for {capacity}");
        }
    }
}

fn given_again(packet: &Packet) -> Given {
    Given {
        owner: packet.owner,
        kind: packet.kind,
        id: packet.id,
        bytes: packet.bytes,
        dtype: packet.dtype,
        arrays: packet.arrays,
        timestamp: packet.timestamp,
        sample_rate: packet.sample_rate,
        dims: packet.dims.clone(),
        metadata: packet.metadata.clone(),
    }
}
