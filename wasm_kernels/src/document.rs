//! [`Document`]: values as JSON text and JSON text as packets, with one spelling on every host.

use graph_engine::document::{
    Described, Given, PlanInputs, assign, file_kind, manifest_signs, run_values, split_json, value,
};
use wasm_bindgen::prelude::wasm_bindgen;

use crate::reply::Reply;

/// See `WIRE.md`. Answers are at [`Document::reply_address`].
#[wasm_bindgen]
#[derive(Default)]
pub struct Document {
    reply: Reply,
}

#[wasm_bindgen]
impl Document {
    /// Has no state but its last answer.
    #[wasm_bindgen(constructor)]
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// A packet's value as JSON text; `dims` are u32, little-endian. Empty where the body makes no sense.
    pub fn value(&mut self, kind: u32, dtype: u32, arrays: u32, sample_rate: f64, dims: &[u8], body: &[u8]) -> u32 {
        let dims: Vec<u32> =
            dims.chunks_exact(4).map(|four| u32::from_le_bytes([four[0], four[1], four[2], four[3]])).collect();
        let described = Described { kind, dtype, arrays, sample_rate, dims: &dims };
        self.reply.put(value(&described, body).unwrap_or_default().into_bytes())
    }

    /// The packets in a JSON text, as a JSON list of strings; or the diagnostic, an object.
    pub fn split_json(&mut self, text: &[u8]) -> u32 {
        let answer = match split_json(text) {
            Ok(packets) => serde_json::to_vec(&packets),
            Err(problem) => serde_json::to_vec(&problem),
        };
        self.reply.put(answer.unwrap_or_default())
    }

    /// What a run file gives its inputs, as JSON `{"wrapped", "input_data", "inputs"}`; or the diagnostic,
    /// which has a `code`.
    pub fn run_values(&mut self, text: &[u8]) -> u32 {
        let answer = match run_values(text) {
            Ok(values) => serde_json::to_vec(&values),
            Err(problem) => serde_json::to_vec(&problem),
        };
        self.reply.put(answer.unwrap_or_default())
    }

    /// Which input of a plan gets what, as JSON `{"inputs", "diagnostics"}`; 0 where either argument makes no sense.
    pub fn assign(&mut self, plan: &[u8], given: &[u8]) -> u32 {
        let read = serde_json::from_slice::<PlanInputs>(plan).ok().zip(serde_json::from_slice::<Given>(given).ok());
        let answer = read.and_then(|(plan, given)| serde_json::to_vec(&assign(&plan.inputs, &given)).ok());
        self.reply.put(answer.unwrap_or_default())
    }

    /// What a file becomes that is given to an input of this port type: 1 JSON, 2 text, 3 audio, 5 bytes.
    #[must_use]
    #[allow(clippy::unused_self, reason = "hosts without wasm-bindgen's glue call methods only")]
    pub fn file_kind(&self, port_type: &[u8], name: &[u8]) -> u32 {
        file_kind(&String::from_utf8_lossy(port_type), &String::from_utf8_lossy(name))
    }

    /// Bit 0: a file of this name is a manifest or run file, and no bundle. Bit 1: its text has the shape of one.
    #[must_use]
    #[allow(clippy::unused_self, reason = "hosts without wasm-bindgen's glue call methods only")]
    pub fn manifest_signs(&self, name: &[u8], text: &[u8]) -> u32 {
        manifest_signs(&String::from_utf8_lossy(name), text)
    }

    /// Where the last answer is.
    #[must_use]
    pub fn reply_address(&self) -> u32 {
        self.reply.address()
    }
}
