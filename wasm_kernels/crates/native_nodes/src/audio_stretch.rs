//! Which packets of audio belong to one unbroken recording.

use graph_engine::packet::Audio;

/// A packet that begins this much later than the one before it ended, in seconds, begins a new
/// stretch. Nodes that cut a packet into pieces may give all of them its timestamp, so a packet that
/// begins earlier than that goes on.
const GAP_S: f64 = 0.05;

/// Audio of one format without gaps.
#[derive(Clone, Copy, Debug)]
pub struct AudioStretch {
    sample_rate: f64,
    channels: u32,
    /// Timestamp of its first frame.
    start: f64,
    frames: u64,
}

impl AudioStretch {
    /// A stretch that begins with `audio`, whose frames are still to be counted.
    pub fn begin(audio: &Audio, timestamp: f64) -> Self {
        Self { sample_rate: audio.sample_rate, channels: audio.channels, start: timestamp, frames: 0 }
    }

    /// Whether `audio` goes on where this stretch ends.
    pub fn continues_with(&self, audio: &Audio, timestamp: f64) -> bool {
        self.sample_rate.to_bits() == audio.sample_rate.to_bits()
            && self.channels == audio.channels
            && timestamp - self.time_of(self.frames as f64 / self.sample_rate) <= GAP_S
    }

    /// Counts frames in.
    pub fn advance(&mut self, frames: usize) {
        self.frames += frames as u64;
    }

    /// Timestamp of what lies `offset` seconds after the beginning.
    pub fn time_of(&self, offset: f64) -> f64 {
        self.start + offset
    }

    /// Hz.
    pub fn sample_rate(&self) -> f64 {
        self.sample_rate
    }

    /// Number of channels.
    pub fn channels(&self) -> usize {
        self.channels as usize
    }
}
