//! A host that writes whatever it likes into the inbox.

use graph_engine::Engine;

use crate::commands::decode;
use crate::events::{Given, Inbox, given};

/// Most bytes of a body, and steps of a run.
const MOST_BYTES: u32 = 1 << 16;
const MOST_STEPS: usize = 300;

/// Each act is a byte and what it needs behind it.
pub fn unruly(mut engine: Engine, acts: &[u8]) {
    let mut acts = Acts(acts);
    let mut inbox = Inbox::default();
    let mut last_id = 0;
    for step in 0..MOST_STEPS {
        let Some(act) = acts.byte() else { break };
        match act % 13 {
            0 => inbox.push(acts.small(), &packet(&mut acts, last_id)),
            1 => inbox.close(acts.small()),
            2 => {
                let outputs: Vec<_> =
                    (0..acts.small() % 4).map(|_| (acts.small(), packet(&mut acts, last_id))).collect();
                inbox.complete(acts.small(), &outputs);
            }
            3 => inbox.emit(acts.small(), acts.small(), &packet(&mut acts, last_id)),
            4 => inbox.fail(acts.small(), &acts.text()),
            5 => inbox.materialised(act % 5, acts.word(), &packet(&mut acts, last_id)),
            6 => inbox.not_materialised(act % 5, acts.word(), &acts.text()),
            7 => inbox.spent(acts.small(), f64::from_bits(u64::from(acts.word()) << 32)),
            8 => inbox.cancel(),
            9 => inbox.0.extend(acts.bytes()),
            10 => {
                last_id = engine.allocate(acts.word() % MOST_BYTES, acts.byte().unwrap_or(0));
                let content = acts.bytes().to_vec();
                if let Some(body) = engine.body_mut(last_id) {
                    let length = content.len().min(body.len());
                    body[..length].copy_from_slice(&content[..length]);
                }
            }
            11 => engine.release(acts.small()),
            _ => {
                inbox.step(&mut engine, acts.small() + 1, step as f64 * 0.5);
                decode(engine.outbox());
                engine.stepped(step as f64 * 0.5 + 0.1);
                inbox = Inbox::default();
            }
        }
    }
    inbox.step(&mut engine, 100, 1e6);
    decode(engine.outbox());
    serde_json::from_slice::<serde_json::Value>(&engine.metrics()).expect("metrics are JSON");
}

fn packet(acts: &mut Acts<'_>, last_id: u32) -> Given {
    let shape = acts.byte().unwrap_or(0);
    let dims = (0..shape >> 6).map(|_| acts.small()).collect();
    Given {
        owner: shape % 4,
        kind: shape / 4 % 7,
        bytes: acts.small(),
        dtype: acts.byte().unwrap_or(0) % 17,
        arrays: acts.small() % 3,
        timestamp: f64::from_bits(u64::from(acts.word()) << 32),
        sample_rate: f64::from(acts.small() * 1000),
        dims,
        metadata: if shape & 1 == 0 { String::new() } else { acts.text() },
        ..given(0, if shape & 2 == 0 { last_id } else { acts.small() })
    }
}

/// What is left to do.
struct Acts<'a>(&'a [u8]);

impl Acts<'_> {
    fn byte(&mut self) -> Option<u8> {
        let (&first, rest) = self.0.split_first()?;
        self.0 = rest;
        Some(first)
    }

    fn small(&mut self) -> u32 {
        u32::from(self.byte().unwrap_or(0))
    }

    fn word(&mut self) -> u32 {
        u32::from_le_bytes([(); 4].map(|()| self.byte().unwrap_or(0)))
    }

    /// As many as the next byte says.
    fn bytes(&mut self) -> &[u8] {
        let count = (self.small() as usize).min(self.0.len());
        let (taken, rest) = self.0.split_at(count);
        self.0 = rest;
        taken
    }

    fn text(&mut self) -> String {
        String::from_utf8_lossy(self.bytes()).into_owned()
    }
}
