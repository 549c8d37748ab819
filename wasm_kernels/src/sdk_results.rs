//! [`SdkResults`]: the results of a run in the shape that the SDK gives them.

use graph_engine::document::{self, Described, SdkPlan};
use serde::Deserialize;
use wasm_bindgen::prelude::wasm_bindgen;

use crate::reply::Reply;

/// See `WIRE.md`. Answers are at [`SdkResults::reply_address`].
#[wasm_bindgen]
#[derive(Default)]
pub struct SdkResults {
    results: document::SdkResults,
    reply: Reply,
}

/// A packet without its body.
#[derive(Deserialize)]
struct Head {
    output: String,
    kind: u32,
    #[serde(default)]
    dtype: u32,
    #[serde(default)]
    arrays: u32,
    #[serde(default)]
    sample_rate: f64,
    #[serde(default)]
    dims: Vec<u32>,
    #[serde(default)]
    metadata: String,
}

#[wasm_bindgen]
impl SdkResults {
    /// Nothing has come out yet.
    #[wasm_bindgen(constructor)]
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Takes the next packet of an output; `head` is JSON. Length of what is wrong with it, a sentence that
    /// is the reply; 0 where nothing is.
    pub fn add(&mut self, head: &[u8], body: &[u8]) -> u32 {
        let added = serde_json::from_slice::<Head>(head).map_err(|error| error.to_string()).and_then(|head| {
            let Head { kind, dtype, arrays, sample_rate, .. } = head;
            let described = Described { kind, dtype, arrays, sample_rate, dims: &head.dims };
            self.results.add(&head.output, &described, &head.metadata, body)
        });
        self.reply.put(added.err().unwrap_or_default().into_bytes())
    }

    /// Length of the bare value or the list, JSON, which is the reply; 0 where `plan` (JSON) is none.
    pub fn outputs(&mut self, plan: &[u8]) -> u32 {
        let text = SdkPlan::read(plan).map(|plan| self.results.outputs(&plan));
        self.reply.put(text.unwrap_or_default().into_bytes())
    }

    /// As [`SdkResults::outputs`], in the SDK's envelope.
    pub fn envelope(&mut self, plan: &[u8]) -> u32 {
        let text = SdkPlan::read(plan).map(|plan| self.results.envelope(&plan));
        self.reply.put(text.unwrap_or_default().into_bytes())
    }

    /// Where the last answer is.
    #[must_use]
    pub fn reply_address(&self) -> u32 {
        self.reply.address()
    }
}
