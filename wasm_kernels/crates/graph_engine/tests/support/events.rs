//! Writing an inbox, as a host does.

use graph_engine::Engine;

pub const ENGINE: u8 = 0;
pub const PYTHON: u8 = 1;
pub const HOST: u8 = 2;

/// A packet that an event names. The default is two bytes of text in Python's memory.
#[derive(Clone, Debug)]
pub struct Given {
    pub owner: u8,
    pub kind: u8,
    pub id: u32,
    pub bytes: u32,
    pub dtype: u8,
    pub arrays: u32,
    pub timestamp: f64,
    pub sample_rate: f64,
    pub dims: Vec<u32>,
    pub metadata: String,
}

/// Text of two bytes in an outside memory.
pub fn given(owner: u8, id: u32) -> Given {
    Given {
        owner,
        kind: 2,
        id,
        bytes: 2,
        dtype: 0,
        arrays: 0,
        timestamp: 0.0,
        sample_rate: 0.0,
        dims: Vec::new(),
        metadata: String::new(),
    }
}

/// A body in the engine's memory, as a packet of `kind` without dims.
pub fn in_engine(engine: &mut Engine, kind: u8, body: &[u8]) -> Given {
    let id = engine.allocate(body.len() as u32, kind);
    engine.body_mut(id).unwrap()[..body.len()].copy_from_slice(body);
    Given { kind, bytes: body.len() as u32, ..given(ENGINE, id) }
}

/// Text in the engine's memory.
pub fn text(engine: &mut Engine, text: &str) -> Given {
    in_engine(engine, 2, text.as_bytes())
}

impl Given {
    pub fn at(self, timestamp: f64) -> Self {
        Self { timestamp, ..self }
    }
}

/// Events of one step.
#[derive(Clone, Default)]
pub struct Inbox(pub Vec<u8>);

impl Inbox {
    pub fn push(&mut self, input: u32, packet: &Given) {
        self.record(1, |record| {
            record.word(input);
            record.packet(packet);
        });
    }

    pub fn close(&mut self, input: u32) {
        self.record(2, |record| record.word(input));
    }

    pub fn complete(&mut self, call: u32, outputs: &[(u32, Given)]) {
        self.record(3, |record| {
            record.word(call);
            record.word(outputs.len() as u32);
            for (port, packet) in outputs {
                record.word(*port);
                record.packet(packet);
            }
        });
    }

    pub fn emit(&mut self, call: u32, port: u32, packet: &Given) {
        self.record(4, |record| {
            record.word(call);
            record.word(port);
            record.packet(packet);
        });
    }

    pub fn fail(&mut self, call: u32, json: &str) {
        self.record(5, |record| {
            record.word(call);
            record.string(json);
        });
    }

    pub fn materialised(&mut self, owner: u8, id: u32, packet: &Given) {
        self.record(6, |record| {
            record.word(u32::from(owner));
            record.word(id);
            record.packet(packet);
        });
    }

    pub fn cancel(&mut self) {
        self.record(7, |_| ());
    }

    pub fn not_materialised(&mut self, owner: u8, id: u32, json: &str) {
        self.record(8, |record| {
            record.word(u32::from(owner));
            record.word(id);
            record.string(json);
        });
    }

    pub fn spent(&mut self, call: u32, seconds: f64) {
        self.record(9, |record| {
            record.word(call);
            record.0.extend(seconds.to_le_bytes());
        });
    }

    /// Hands the events over and steps.
    pub fn step(&self, engine: &mut Engine, budget: u32, now: f64) -> u32 {
        engine.inbox(self.0.len())[..self.0.len()].copy_from_slice(&self.0);
        engine.step(self.0.len(), budget, now)
    }

    fn record(&mut self, tag: u8, fields: impl FnOnce(&mut Self)) {
        let mut record = Inbox(vec![0, 0, 0, 0, tag, 0, 0, 0]);
        fields(&mut record);
        let size = record.0.len() as u32;
        record.0[..4].copy_from_slice(&size.to_le_bytes());
        self.0.extend(record.0);
    }

    fn word(&mut self, word: u32) {
        self.0.extend(word.to_le_bytes());
    }

    fn string(&mut self, text: &str) {
        self.word(text.len() as u32);
        self.0.extend(text.as_bytes());
    }

    fn packet(&mut self, packet: &Given) {
        self.0.extend([packet.owner, packet.kind, 0, packet.dims.len() as u8]);
        for word in [packet.id, 0, packet.bytes, u32::from(packet.dtype), packet.arrays] {
            self.word(word);
        }
        self.0.extend(packet.timestamp.to_le_bytes());
        self.0.extend(0_u64.to_le_bytes());
        self.0.extend(packet.sample_rate.to_le_bytes());
        for length in &packet.dims {
            self.word(*length);
        }
        self.string(&packet.metadata);
    }
}
