//! The stream around the filter.

use super::filter_bank::FilterBank;
use super::ratio::Ratio;
use super::{MAX_RATE, MAX_RATIO, MIN_RATE, Quality};

/// Input frames taken in at a time; bounds the memory, whatever the caller's blocks are.
const BLOCK: usize = 1024;

/// Why a resampler could not be made or used.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum ResampleError {
    /// A rate is out of range or not a number.
    Rate {
        /// It, in Hz.
        actual: f64,
    },
    /// The rates are too far apart.
    Ratio {
        /// Hz.
        from: f64,
        /// Hz.
        to: f64,
    },
    /// There must be a channel.
    NoChannels,
    /// The input does not hold the same number of frames for every channel.
    InputLength {
        /// Its length in samples.
        actual: usize,
        /// What it must be a multiple of.
        channels: usize,
    },
    /// The output has not the length that [`Resampler::output_frames_next`] or
    /// [`Resampler::tail_frames`] told.
    OutputLength {
        /// In samples, over all channels.
        expected: usize,
        /// In samples.
        actual: usize,
    },
}

impl core::fmt::Display for ResampleError {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        match self {
            Self::Rate { actual } => {
                write!(f, "a sample rate is {MIN_RATE} to {MAX_RATE} Hz, and this one is {actual} Hz")
            }
            Self::Ratio { from, to } => write!(f, "{from} Hz and {to} Hz are more than a factor of {MAX_RATIO} apart"),
            Self::NoChannels => write!(f, "there is no channel"),
            Self::InputLength { actual, channels } => {
                write!(f, "{actual} samples are no whole frames of {channels} channels")
            }
            Self::OutputLength { expected, actual } => {
                write!(f, "the output takes {expected} samples, and there is room for {actual}")
            }
        }
    }
}

impl core::error::Error for ResampleError {}

/// Resamples a planar stream, block by block.
///
/// The filter's delay is taken out: output frame `n` is the sound at `n / to` seconds, and a stream
/// of `N` frames comes out `round(N * to / from)` frames long once [`Resampler::finish_into`] has
/// given the tail. Before its beginning and after its end the stream counts as silent. The same
/// stream gives the same bits, however it is cut into blocks.
pub struct Resampler {
    ratio: Ratio,
    bank: FilterBank,
    channels: usize,
    /// Per channel, `capacity` frames of which the first `held` are those still needed.
    history: Vec<f32>,
    capacity: usize,
    held: usize,
    /// Place of the next output: the frame in `history` that its first tap falls on …
    first_tap: usize,
    /// … and how far beyond that, in 1 / `ratio.output` of a frame.
    phase: u64,
    frames_in: u64,
    frames_out: u64,
}

impl Resampler {
    /// For `channels` channels, from and to rates in Hz.
    ///
    /// # Errors
    /// [`ResampleError::Rate`], [`ResampleError::Ratio`] or [`ResampleError::NoChannels`].
    pub fn new(from: f64, to: f64, channels: usize, quality: Quality) -> Result<Self, ResampleError> {
        let ratio = Ratio::of_rates(from, to)?;
        if channels == 0 {
            return Err(ResampleError::NoChannels);
        }
        let bank = FilterBank::design(ratio, quality);
        let capacity = bank.taps() - 1 + BLOCK;
        let mut resampler = Self {
            ratio,
            channels,
            history: vec![0.0; channels * capacity],
            capacity,
            held: 0,
            first_tap: 0,
            phase: 0,
            frames_in: 0,
            frames_out: 0,
            bank,
        };
        resampler.reset();
        Ok(resampler)
    }

    /// Input frames that must have come after an instant before its output frame can: half of the
    /// filter's length.
    #[must_use]
    pub fn delay_frames(&self) -> usize {
        self.bank.taps() / 2
    }

    /// Frames that the next [`Resampler::process_into`] gives for an input of `input_frames`.
    #[must_use]
    pub fn output_frames_next(&self, input_frames: usize) -> usize {
        self.ready_frames(self.held + input_frames)
    }

    /// Frames that [`Resampler::finish_into`] would give now.
    #[must_use]
    pub fn tail_frames(&self) -> usize {
        (self.ratio.output_frames(self.frames_in) - self.frames_out) as usize
    }

    /// Takes `input` (planar, any number of frames, 0 too) and writes
    /// [`Resampler::output_frames_next`] planar frames. Allocates nothing.
    ///
    /// # Errors
    /// [`ResampleError::InputLength`] or [`ResampleError::OutputLength`]; nothing was taken then.
    pub fn process_into(&mut self, input: &[f32], output: &mut [f32]) -> Result<(), ResampleError> {
        if !input.len().is_multiple_of(self.channels) {
            return Err(ResampleError::InputLength { actual: input.len(), channels: self.channels });
        }
        let frames = input.len() / self.channels;
        let frames_out = self.output_frames_next(frames);
        self.check_room(frames_out, output)?;
        self.frames_in += frames as u64;
        let (mut taken, mut given) = (0, 0);
        while taken < frames {
            let block = (frames - taken).min(self.capacity - self.held);
            for channel in 0..self.channels {
                let start = channel * self.capacity + self.held;
                let source = channel * frames + taken;
                self.history[start..start + block].copy_from_slice(&input[source..source + block]);
            }
            self.held += block;
            taken += block;
            given += self.give(output, frames_out, given);
        }
        Ok(())
    }

    /// Ends the stream: writes the [`Resampler::tail_frames`] planar frames that are still held back,
    /// and is ready for another stream. Allocates nothing.
    ///
    /// # Errors
    /// [`ResampleError::OutputLength`]; the stream has not ended then.
    pub fn finish_into(&mut self, output: &mut [f32]) -> Result<(), ResampleError> {
        let tail = self.tail_frames();
        self.check_room(tail, output)?;
        let mut given = 0;
        while given < tail {
            let block = self.capacity - self.held;
            for channel in 0..self.channels {
                let start = channel * self.capacity + self.held;
                self.history[start..start + block].fill(0.0);
            }
            self.held += block;
            given += self.give(output, tail, given);
        }
        self.reset();
        Ok(())
    }

    /// As [`Resampler::process_into`], in a new `Vec`.
    ///
    /// # Errors
    /// [`ResampleError::InputLength`].
    pub fn process(&mut self, input: &[f32]) -> Result<Vec<f32>, ResampleError> {
        let mut output = vec![0.0; self.channels * self.output_frames_next(input.len() / self.channels)];
        self.process_into(input, &mut output)?;
        Ok(output)
    }

    /// As [`Resampler::finish_into`], in a new `Vec`.
    ///
    /// # Errors
    /// None; it has the form of its sibling.
    pub fn finish(&mut self) -> Result<Vec<f32>, ResampleError> {
        let mut output = vec![0.0; self.channels * self.tail_frames()];
        self.finish_into(&mut output)?;
        Ok(output)
    }

    fn check_room(&self, frames: usize, output: &[f32]) -> Result<(), ResampleError> {
        let expected = self.channels * frames;
        if output.len() == expected {
            Ok(())
        } else {
            Err(ResampleError::OutputLength { expected, actual: output.len() })
        }
    }

    /// Outputs whose taps all lie within `held` frames.
    fn ready_frames(&self, held: usize) -> usize {
        let Some(beyond) = held.checked_sub(self.first_tap + self.bank.taps()) else { return 0 };
        ((beyond as u64 + 1) * self.ratio.output - self.phase).div_ceil(self.ratio.input) as usize
    }

    /// Computes what is ready into `output` (planar, `stride` frames), from frame `from` on and never
    /// more than it takes; drops the history that nothing needs any more; returns the frames given.
    fn give(&mut self, output: &mut [f32], stride: usize, from: usize) -> usize {
        let count = self.ready_frames(self.held).min(stride - from);
        let taps = self.bank.taps();
        let mut place = (self.first_tap, self.phase);
        for channel in 0..self.channels {
            let history = &self.history[channel * self.capacity..channel * self.capacity + self.held];
            place = (self.first_tap, self.phase);
            for value in &mut output[channel * stride + from..channel * stride + from + count] {
                *value = self.bank.apply(&history[place.0..place.0 + taps], place.1);
                let phase = place.1 + self.ratio.input;
                place = (place.0 + (phase / self.ratio.output) as usize, phase % self.ratio.output);
            }
        }
        self.phase = place.1;
        let done = place.0.min(self.held);
        for channel in 0..self.channels {
            let start = channel * self.capacity;
            self.history.copy_within(start + done..start + self.held, start);
        }
        self.first_tap = place.0 - done;
        self.held -= done;
        self.frames_out += count as u64;
        count
    }

    /// Before the first frame there is silence, as much as the first output's taps reach back.
    fn reset(&mut self) {
        self.held = self.bank.taps() / 2 - 1;
        for channel in 0..self.channels {
            self.history[channel * self.capacity..channel * self.capacity + self.held].fill(0.0);
        }
        self.first_tap = 0;
        self.phase = 0;
        self.frames_in = 0;
        self.frames_out = 0;
    }
}
