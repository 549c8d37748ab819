//! [`AudioFile`]: decodes a recording from bytes that the host reads, and encodes wav.

use dsp_kernels::wav::{self, Poll, WavReader};
use graph_engine::diagnostic::Diagnostic;
use serde_json::json;
use wasm_bindgen::prelude::wasm_bindgen;

use crate::reply::Reply;

/// A recording behind numbers and bytes (WIRE.md, "Readers").
#[wasm_bindgen]
pub struct AudioFile {
    reader: WavReader,
    reply: Reply,
    reply_bytes: u32,
}

#[wasm_bindgen]
impl AudioFile {
    /// `size`: of the file, in bytes; 0 for an object that only writes.
    #[wasm_bindgen(constructor)]
    #[must_use]
    pub fn new(size: f64) -> Self {
        Self { reader: WavReader::new(size as u64), reply: Reply::default(), reply_bytes: 0 }
    }

    /// 0 wants bytes, 1 has a block, 2 ready for `next_block` or finished, 3 failed: the diagnostics
    /// are the reply.
    pub fn poll(&mut self) -> u32 {
        match self.reader.poll() {
            Poll::Wants => 0,
            Poll::Block => 1,
            Poll::Ready => 2,
            Poll::Failed => {
                let failure = self
                    .reader
                    .error()
                    .map(|error| Diagnostic::error(error.code(), error.to_string()).with_help(error.help()));
                self.answer(serde_json::to_vec(failure.as_slice()).unwrap_or_default());
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

    /// Length of what the header says (JSON), which is the reply; 0 before it is known. `encoding` is
    /// ffmpeg's word for the samples; `truncated`: the header promises more than the file has.
    pub fn info(&mut self) -> u32 {
        let info = self.reader.header().map(|header| {
            json!({
                "format": "wav",
                "encoding": header.encoding.name(),
                "channels": header.channels,
                "sample_rate": header.sample_rate,
                "frames": header.frames(),
                "seconds": header.frames() as f64 / f64::from(header.sample_rate),
                "truncated": header.truncated,
            })
        });
        self.answer(info.map(|info| info.to_string().into_bytes()).unwrap_or_default())
    }

    /// Asks for the next block; the one before is gone.
    pub fn next_block(&mut self) {
        self.reader.next_block();
    }

    /// Whether every block was given.
    #[must_use]
    pub fn finished(&self) -> bool {
        self.reader.finished()
    }

    /// Address of the block: planar float32.
    #[must_use]
    pub fn chunk_address(&self) -> u32 {
        self.reader.block().as_ptr() as usize as u32
    }

    /// Length of the block.
    #[must_use]
    pub fn chunk_bytes(&self) -> u32 {
        size_of_val(self.reader.block()) as u32
    }

    /// Samples per channel in the block: 4,096, but for the last one.
    #[must_use]
    pub fn chunk_frames(&self) -> u32 {
        self.reader.block_frames() as u32
    }

    /// Length of the bytes that come before `frames` interleaved float32 frames in a wav file, which
    /// are the reply.
    pub fn wav_header(&mut self, channels: u32, sample_rate: u32, frames: f64) -> u32 {
        let channels = u16::try_from(channels).unwrap_or(u16::MAX);
        self.answer(wav::wav_header(channels, sample_rate, frames as u64))
    }

    /// Length of the interleaved bytes of planar float32 samples, which are the reply; 0 if `planar`
    /// holds no whole number of frames.
    pub fn interleave(&mut self, planar: &[u8], channels: u32) -> u32 {
        let channels = channels as usize;
        let whole = channels > 0 && planar.len().is_multiple_of(4 * channels);
        self.answer(if whole { wav::interleave(planar, channels) } else { Vec::new() })
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
