//! [`Bundle`]: a `.rmpkg` file, opened and checked from bytes that the host reads.

use bundle_reader::Poll;
use wasm_bindgen::prelude::wasm_bindgen;

use crate::reply::Reply;

/// A bundle behind numbers and bytes (WIRE.md, "Readers").
#[wasm_bindgen]
pub struct Bundle {
    reader: bundle_reader::Bundle,
    reply: Reply,
    reply_bytes: u32,
}

#[wasm_bindgen]
impl Bundle {
    /// `size`: of the file, in bytes.
    #[wasm_bindgen(constructor)]
    #[must_use]
    pub fn new(size: f64) -> Self {
        Self { reader: bundle_reader::Bundle::new(size as u64), reply: Reply::default(), reply_bytes: 0 }
    }

    /// 0 wants bytes, 1 has a chunk, 2 ready, 3 failed: the diagnostics are the reply.
    pub fn poll(&mut self) -> u32 {
        match self.reader.poll() {
            Poll::Wants => 0,
            Poll::Chunk => 1,
            Poll::Ready => 2,
            Poll::Failed => {
                let failure = serde_json::to_vec(self.reader.failure());
                self.answer(failure.unwrap_or_default());
                3
            }
        }
    }

    /// Where to read, in bytes from the start of the file.
    #[must_use]
    pub fn wanted_offset(&self) -> f64 {
        self.reader.wanted().0 as f64
    }

    /// How much to read, at most 1 MiB.
    #[must_use]
    pub fn wanted_bytes(&self) -> u32 {
        self.reader.wanted().1 as u32
    }

    /// Address of room for what was read.
    pub fn buffer(&mut self, bytes: u32) -> u32 {
        self.reader.buffer(bytes as usize).as_ptr() as usize as u32
    }

    /// So many bytes of the room were filled; fewer than wanted: the file ends there.
    pub fn supply(&mut self, bytes: u32) {
        self.reader.supply(bytes as usize);
    }

    /// Address of the chunk.
    #[must_use]
    pub fn chunk_address(&self) -> u32 {
        self.reader.chunk().as_ptr() as usize as u32
    }

    /// Length of the chunk.
    #[must_use]
    pub fn chunk_bytes(&self) -> u32 {
        self.reader.chunk().len() as u32
    }

    /// Length of the report (JSON), which is the reply; 0 before the bundle is open.
    pub fn report(&mut self) -> u32 {
        let report = self.reader.report().and_then(|report| serde_json::to_vec(report).ok());
        self.answer(report.unwrap_or_default())
    }

    /// Starts the delivery of one entry of the report.
    pub fn extract(&mut self, index: u32) {
        self.reader.extract(index as usize);
    }

    /// Length of the list (JSON) of the node types that a Python source defines, which is the reply.
    pub fn sources(&mut self, python: &[u8]) -> u32 {
        let names = bundle_reader::node_classes(&String::from_utf8_lossy(python));
        self.answer(serde_json::to_vec(&names).unwrap_or_default())
    }

    /// Where the last answer is, until the next call that gives one.
    #[must_use]
    pub fn reply_address(&self) -> u32 {
        self.reply.address()
    }

    /// Length of the last answer.
    #[must_use]
    pub fn reply_bytes(&self) -> u32 {
        self.reply_bytes
    }

    fn answer(&mut self, bytes: Vec<u8>) -> u32 {
        self.reply_bytes = self.reply.put(bytes);
        self.reply_bytes
    }
}
