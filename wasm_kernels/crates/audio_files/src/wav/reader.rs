//! The samples of a wav file.

use std::collections::BTreeMap;

use super::header::read_header;
use super::list_tags::read_lists;
use super::{Header, WavError};
use crate::info::{Info, Length};
use crate::planar::{BLOCK_FRAMES, PlanarQueue};
use crate::problem::{Problem, TRUNCATED_HELP, clock};
use crate::samples::{Samples, Step};
use crate::source::SourceFile;

/// Reads a wav file from beginning to end, or from where it was sought.
pub struct WavSamples {
    file: SourceFile,
    header: Header,
    /// Number of the next frame.
    at: u64,
    bytes: Vec<u8>,
    planes: Vec<Vec<f32>>,
    notes: Vec<Problem>,
}

impl WavSamples {
    /// Reads the header and the tags.
    ///
    /// # Errors
    /// It is a wav file that is not read here, or damaged.
    pub fn open(file: SourceFile) -> Result<(Self, Info), WavError> {
        let found = read_header(&file)?;
        let header = found.header;
        let mut tags = BTreeMap::new();
        read_lists(&file, &found.lists, &mut tags);
        let info = Info {
            format: "wav",
            codec: header.encoding.name(),
            channels: usize::from(header.channels),
            sample_rate: header.sample_rate,
            length: Length::Exact(header.frames()),
            tags,
        };
        let planes = vec![Vec::new(); info.channels];
        let mut samples = Self { file, header, at: 0, bytes: Vec::new(), planes, notes: Vec::new() };
        if header.truncated {
            samples.note_truncated(header.frames());
        }
        Ok((samples, info))
    }

    fn note_truncated(&mut self, frames: u64) {
        let end = clock(frames, self.header.sample_rate);
        self.notes.push(Problem::warning(
            "recording-truncated",
            format!("The recording ends at {end}, before its header says: what is there is used."),
            TRUNCATED_HELP,
        ));
    }
}

impl Samples for WavSamples {
    fn read(&mut self, queue: &mut PlanarQueue) -> Step {
        let left = self.header.frames() - self.at;
        if left == 0 {
            return Step::End;
        }
        let frame_bytes = self.header.frame_bytes();
        let frames = left.min(BLOCK_FRAMES as u64) as usize;
        self.bytes.resize(frames * frame_bytes, 0);
        let read = self.file.read(self.header.data_start + self.at * frame_bytes as u64, &mut self.bytes);
        let whole = read / frame_bytes;
        let channels = usize::from(self.header.channels);
        let mut planar = vec![0.0; whole * channels];
        self.header.encoding.decode_into(&self.bytes[..whole * frame_bytes], channels, &mut planar);
        if whole > 0 {
            for (plane, run) in self.planes.iter_mut().zip(planar.chunks_exact(whole)) {
                plane.clear();
                plane.extend_from_slice(run);
            }
            queue.push(&self.planes, 0, whole);
        }
        self.at += whole as u64;
        if whole < frames {
            // The file has become shorter while it was read.
            self.header.data_bytes = self.at * frame_bytes as u64;
            self.note_truncated(self.at);
            return Step::End;
        }
        Step::More
    }

    fn seek(&mut self, frame: u64) -> Result<(), Problem> {
        self.at = frame.min(self.header.frames());
        Ok(())
    }

    fn take_notes(&mut self) -> Vec<Problem> {
        std::mem::take(&mut self.notes)
    }
}
