//! Events for the engine's inbox: `WIRE.md`, "Events", as far as this host has any.

const PUSH: u8 = 1;
const CLOSE: u8 = 2;

/// Codes of the kinds of bodies.
pub const JSON: u8 = 1;
pub const TEXT: u8 = 2;

/// The events of one turn.
#[derive(Default)]
pub struct Events(pub Vec<u8>);

impl Events {
    /// A packet whose body was written into the engine's memory as `id`.
    pub fn push(&mut self, input: u32, id: u32, kind: u8, bytes: u32) {
        let mut fields = input.to_le_bytes().to_vec();
        // Owner engine, kind, flags, no dims.
        fields.extend([0, kind, 0, 0]);
        for number in [id, 0, bytes, 0, 0] {
            fields.extend(number.to_le_bytes());
        }
        // Timestamp, sequence and sample rate; no metadata.
        fields.extend([0; 8 * 3 + 4]);
        self.record(PUSH, &fields);
    }

    /// No more packets will come to `input`.
    pub fn close(&mut self, input: u32) {
        self.record(CLOSE, &input.to_le_bytes());
    }

    fn record(&mut self, tag: u8, fields: &[u8]) {
        self.0.extend((8 + fields.len() as u32).to_le_bytes());
        self.0.extend([tag, 0, 0, 0]);
        self.0.extend(fields);
    }
}
