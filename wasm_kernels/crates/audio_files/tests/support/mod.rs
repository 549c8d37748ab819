//! What the tests share: the recordings of `tests/files` and ways to read them.

#![allow(dead_code, reason = "each test file uses a part of it")]

use std::path::PathBuf;

use audio_files::Recording;
use audio_files::info::Info;
use audio_files::planar::BLOCK_FRAMES;
use audio_files::problem::Problem;

/// Where the recordings are.
pub fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/files")
}

/// The bytes of one of them.
pub fn file(name: &str) -> Vec<u8> {
    std::fs::read(folder().join(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
}

/// A recording read from beginning to end.
pub struct Read {
    pub info: Info,
    /// A run for each channel.
    pub channels: Vec<Vec<f32>>,
    pub notes: Vec<Problem>,
    /// What ended it early.
    pub error: Option<Problem>,
}

impl Read {
    pub fn frames(&self) -> usize {
        self.channels[0].len()
    }

    pub fn codes(&self) -> Vec<&str> {
        self.notes.iter().map(|note| note.code).collect()
    }
}

pub fn open(bytes: &[u8]) -> Result<Recording, Problem> {
    Recording::open(Box::new(bytes.to_vec()), bytes.len() as u64)
}

/// Everything in a file; the error where it cannot even be opened.
pub fn read(bytes: &[u8]) -> Result<Read, Problem> {
    Ok(read_on(open(bytes)?))
}

/// Everything from here on.
pub fn read_on(mut recording: Recording) -> Read {
    let info = recording.info().clone();
    let mut channels = vec![Vec::new(); info.channels];
    let mut error = None;
    let mut short = false;
    loop {
        let mut blocks = Vec::new();
        match recording.next_blocks(3, &mut blocks) {
            Ok(0) => break,
            Ok(frames) => {
                assert!(!short, "a short block before the last one");
                assert_eq!(blocks.len(), frames * info.channels);
                short = frames % BLOCK_FRAMES != 0;
                for block in blocks.chunks(BLOCK_FRAMES * info.channels) {
                    for (channel, run) in channels.iter_mut().zip(block.chunks(block.len() / info.channels)) {
                        channel.extend(run);
                    }
                }
            }
            Err(problem) => {
                error = Some(problem);
                break;
            }
        }
    }
    let notes = recording.take_notes();
    Read { info, channels, notes, error }
}
