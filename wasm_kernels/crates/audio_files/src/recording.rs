//! A recording: what is known of it first, then its sound in blocks of one size.

use crate::container::ContainerSamples;
use crate::info::{Info, Length};
use crate::planar::{BLOCK_FRAMES, PlanarQueue};
use crate::problem::{Problem, Severity};
use crate::recognise::{self, Looks};
use crate::samples::{Samples, Step};
use crate::source::{ReadAt, SourceFile};
use crate::wav::{WavSamples, read_tags};

/// Looked at to tell what a file is.
const FIRST_BYTES: usize = 192;
/// Packets without any sound before it counts as none.
const MOST_SILENT_STEPS: u32 = 200_000;

/// An opened file.
pub struct Recording {
    file: SourceFile,
    info: Info,
    samples: Box<dyn Samples>,
    queue: PlanarQueue,
    notes: Vec<Problem>,
    /// Frames that were given out.
    given: u64,
    ended: bool,
}

impl Recording {
    /// Reads the header of a file of `size` bytes; nothing is decoded yet.
    ///
    /// # Errors
    /// There is no sound in it that can be read.
    pub fn open(reader: Box<dyn ReadAt>, size: u64) -> Result<Self, Problem> {
        let file = SourceFile::new(reader, size);
        let mut start = [0; FIRST_BYTES];
        let read = file.read(0, &mut start);
        if read == 0 && size > 0 && file.stopped().is_some() {
            return Err(Problem::error(
                "input-unreadable",
                "The file cannot be read.",
                "It may have been moved, changed or deleted since it was chosen: choose it again.",
            ));
        }
        let looks = recognise::sort(&start[..read], file.size())?;
        let (samples, info) = readers(&file, looks)?;
        let queue = PlanarQueue::new(info.channels);
        Ok(Self { file, info, samples, queue, notes: Vec::new(), given: 0, ended: false })
    }

    /// What is known before anything is decoded.
    #[must_use]
    pub fn info(&self) -> &Info {
        &self.info
    }

    /// Adds up to `most` blocks to `out`, each planar: [`BLOCK_FRAMES`] frames channel after channel,
    /// but for the last one of the recording, which may be shorter. Gives the number of frames; 0 is
    /// the end.
    ///
    /// # Errors
    /// Nothing could be decoded at all, or the file cannot be read any more. What was given before
    /// can be used.
    pub fn next_blocks(&mut self, most: usize, out: &mut Vec<f32>) -> Result<usize, Problem> {
        let mut frames = 0;
        for _ in 0..most {
            self.fill()?;
            let tail = if self.ended { 0 } else { self.samples.tail() };
            let block = (self.queue.frames() - tail.min(self.queue.frames())).min(BLOCK_FRAMES);
            self.queue.take(block, out);
            frames += block;
            if block < BLOCK_FRAMES {
                break;
            }
        }
        self.given += frames as u64;
        Ok(frames)
    }

    fn fill(&mut self) -> Result<(), Problem> {
        let mut silent = 0;
        while !self.ended && self.queue.frames() < BLOCK_FRAMES + self.samples.tail() {
            let before = self.queue.frames();
            let step = self.samples.read(&mut self.queue);
            self.notes.append(&mut self.samples.take_notes());
            match step {
                Step::More if self.queue.frames() == before && silent == MOST_SILENT_STEPS => self.ended = true,
                Step::More if self.queue.frames() == before => silent += 1,
                Step::More => silent = 0,
                Step::End => {
                    self.queue.drop_last(self.samples.tail());
                    self.ended = true;
                }
                Step::Broken(problem) => {
                    self.ended = true;
                    if problem.severity == Severity::Error {
                        return Err(problem);
                    }
                    self.notes.push(problem);
                }
            }
        }
        Ok(())
    }

    /// The next block begins with this frame, exactly; beyond the end there is none.
    ///
    /// # Errors
    /// The file cannot be read any more.
    pub fn seek(&mut self, frame: u64) -> Result<(), Problem> {
        self.queue.clear();
        self.ended = false;
        self.given = frame;
        self.samples.seek(frame)
    }

    /// Share of the recording that was given out, 0 to 1.
    #[must_use]
    pub fn progress(&self) -> f64 {
        if self.ended {
            return 1.0;
        }
        let (part, whole) = match self.info.length {
            Length::Exact(frames) | Length::Estimated(frames) if frames > 0 => (self.given, frames),
            _ => (self.file.furthest(), self.file.size().max(1)),
        };
        (part as f64 / whole as f64).min(1.0)
    }

    /// What should be told of the recording so far, once each.
    pub fn take_notes(&mut self) -> Vec<Problem> {
        self.notes.append(&mut self.samples.take_notes());
        std::mem::take(&mut self.notes)
    }
}

type Opened = (Box<dyn Samples>, Info);

fn readers(file: &SourceFile, looks: Looks) -> Result<Opened, Problem> {
    let by_crate = || -> Result<Opened, Problem> {
        let (samples, info) = ContainerSamples::open(file, looks)?;
        Ok((Box::new(samples), info))
    };
    if looks != Looks::Wav {
        return by_crate();
    }
    match WavSamples::open(file.clone()) {
        Ok((samples, info)) => Ok((Box::new(samples), info)),
        // ADPCM and the like: the crate knows some codecs more.
        Err(error) if error.code() == "unsupported-codec" => {
            let (samples, mut info) = by_crate().map_err(|_| Problem::from(error))?;
            read_tags(file, &mut info.tags);
            Ok((samples, info))
        }
        Err(error) => Err(error.into()),
    }
}
