//! The wasm module of this crate (WIRE.md, "Audio files"): one instance for each file.
// Exports by name and an import are all that there is to it; nothing else here is unsafe.
#![allow(unsafe_code)]

use std::cell::RefCell;

use serde_json::json;

use crate::problem::Problem;
use crate::recording::Recording;
use crate::source::ReadAt;
use crate::write::{Format, Writer};

#[link(wasm_import_module = "host")]
unsafe extern "C" {
    /// The host writes up to `bytes` bytes of the file from `offset` on to `address`, and says how
    /// many; fewer only at its end. Below 0: it cannot be read.
    fn read_at(offset: f64, address: *mut u8, bytes: u32) -> i32;
}

struct HostFile;

impl ReadAt for HostFile {
    fn read_at(&mut self, offset: u64, into: &mut [u8]) -> Option<usize> {
        // SAFETY: the room is as long as said.
        let read = unsafe { read_at(offset as f64, into.as_mut_ptr(), into.len() as u32) };
        usize::try_from(read).ok().map(|read| read.min(into.len()))
    }
}

#[derive(Default)]
struct State {
    recording: Option<Recording>,
    writer: Option<Writer>,
    samples: Vec<f32>,
    blocks: Vec<f32>,
    reply: Vec<u8>,
}

impl State {
    fn answer(&mut self, answer: &serde_json::Value) -> u32 {
        self.reply = answer.to_string().into_bytes();
        self.reply.len() as u32
    }

    fn bytes(&mut self, bytes: Vec<u8>) -> u32 {
        self.reply = bytes;
        self.reply.len() as u32
    }

    fn fail(&mut self, problem: &Problem) -> i32 {
        self.answer(&json!([problem]));
        -1
    }
}

thread_local! {
    static STATE: RefCell<State> = RefCell::default();
}

fn with<T>(act: impl FnOnce(&mut State) -> T) -> T {
    STATE.with_borrow_mut(act)
}

/// Opens the file of `size` bytes; gives the length of the answer, `{"info"}` or `{"diagnostics"}`.
#[unsafe(no_mangle)]
extern "C" fn open(size: f64) -> u32 {
    with(|state| match Recording::open(Box::new(HostFile), size as u64) {
        Ok(recording) => {
            let bytes = state.answer(&json!({ "info": recording.info() }));
            state.recording = Some(recording);
            bytes
        }
        Err(problem) => state.answer(&json!({ "diagnostics": [problem] })),
    })
}

/// Decodes up to `most` blocks; gives the frames in them, 0 at the end, -1 where it failed: the
/// diagnostics are the reply.
#[unsafe(no_mangle)]
extern "C" fn decode(most: u32) -> i32 {
    with(|state| {
        let Some(recording) = &mut state.recording else { return 0 };
        state.blocks.clear();
        match recording.next_blocks(most as usize, &mut state.blocks) {
            Ok(frames) => frames as i32,
            Err(problem) => state.fail(&problem),
        }
    })
}

/// Where the blocks of the last [`decode`] are.
#[unsafe(no_mangle)]
extern "C" fn blocks_address() -> *const f32 {
    with(|state| state.blocks.as_ptr())
}

/// The next block begins with this frame; 0, or -1 as in [`decode`].
#[unsafe(no_mangle)]
extern "C" fn seek(frame: f64) -> i32 {
    with(|state| {
        let Some(recording) = &mut state.recording else { return 0 };
        match recording.seek(frame as u64) {
            Ok(()) => 0,
            Err(problem) => state.fail(&problem),
        }
    })
}

/// Share of the recording that was given out.
#[unsafe(no_mangle)]
extern "C" fn progress() -> f64 {
    with(|state| state.recording.as_ref().map_or(0.0, Recording::progress))
}

/// Length of the diagnostics since the last call, a JSON array; 0 where there are none.
#[unsafe(no_mangle)]
extern "C" fn notes() -> u32 {
    with(|state| {
        let mut notes = state.recording.as_mut().map(Recording::take_notes).unwrap_or_default();
        notes.extend(state.writer.as_mut().map(Writer::take_notes).unwrap_or_default());
        if notes.is_empty() { 0 } else { state.answer(&json!(notes)) }
    })
}

/// Begins a file: `format` 0 wav, 1 flac; `width` bits of a sample. 0, or -1 as in [`decode`].
#[unsafe(no_mangle)]
extern "C" fn write_open(format: u32, channels: u32, sample_rate: u32, width: u32) -> i32 {
    let format = if format == 0 { Format::Wav } else { Format::Flac };
    with(|state| match Writer::new(format, channels as usize, sample_rate, width) {
        Ok(writer) => {
            state.writer = Some(writer);
            0
        }
        Err(problem) => state.fail(&problem),
    })
}

/// Room for so many samples, planar float32, which the host fills before [`write`].
#[unsafe(no_mangle)]
extern "C" fn write_room(samples: u32) -> *mut f32 {
    with(|state| {
        state.samples.resize(samples as usize, 0.0);
        state.samples.as_mut_ptr()
    })
}

/// Writes what is in the room; length of the next bytes of the file, which are the reply.
#[unsafe(no_mangle)]
extern "C" fn write() -> u32 {
    with(|state| {
        let bytes = state.writer.as_mut().map(|writer| writer.write(&state.samples)).unwrap_or_default();
        state.bytes(bytes)
    })
}

/// Length of the last bytes of the file, which are the reply.
#[unsafe(no_mangle)]
extern "C" fn write_finish() -> u32 {
    with(|state| {
        let bytes = state.writer.as_mut().map(Writer::finish).unwrap_or_default();
        state.bytes(bytes)
    })
}

/// Length of the first bytes of the file, which are the reply; true after [`write_finish`].
#[unsafe(no_mangle)]
extern "C" fn write_header() -> u32 {
    with(|state| {
        let bytes = state.writer.as_ref().map(Writer::header).unwrap_or_default();
        state.bytes(bytes)
    })
}

/// Where the last answer is.
#[unsafe(no_mangle)]
extern "C" fn reply_address() -> *const u8 {
    with(|state| state.reply.as_ptr())
}

/// How long the last answer is.
#[unsafe(no_mangle)]
extern "C" fn reply_bytes() -> u32 {
    with(|state| state.reply.len() as u32)
}
