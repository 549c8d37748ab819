//! What is known of a recording before any of it is decoded.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::kind::kind_words;

/// Length of a recording in samples per channel.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Length {
    /// The file says it, to the sample.
    Exact(u64),
    /// From the bit rate, or from a clock that is coarser than a sample.
    Estimated(u64),
    /// It is only known at the end.
    Unknown,
}

impl Length {
    /// Samples per channel, if anything is known of them.
    #[must_use]
    pub fn frames(self) -> Option<u64> {
        match self {
            Self::Exact(frames) | Self::Estimated(frames) => Some(frames),
            Self::Unknown => None,
        }
    }
}

/// What the header and the tags say.
#[derive(Clone, Debug, PartialEq)]
pub struct Info {
    /// The container: wav, flac, mp3, ogg, mp4, mov, webm, matroska, aiff, caf, adts.
    pub format: &'static str,
    /// How the sound is coded, as ffmpeg and others name it.
    pub codec: &'static str,
    /// At least 1.
    pub channels: usize,
    /// Hz.
    pub sample_rate: u32,
    /// How long it is.
    pub length: Length,
    /// Title, artist and so on, by our own names, cut where they are long.
    pub tags: BTreeMap<&'static str, String>,
}

#[derive(Serialize)]
struct Answer<'a> {
    format: &'a str,
    codec: &'a str,
    kind: String,
    channels: usize,
    sample_rate: u32,
    frames: Option<u64>,
    frames_exact: bool,
    seconds: Option<f64>,
    tags: &'a BTreeMap<&'static str, String>,
}

impl Serialize for Info {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let frames = self.length.frames();
        Answer {
            format: self.format,
            codec: self.codec,
            kind: kind_words(self.format, self.codec),
            channels: self.channels,
            sample_rate: self.sample_rate,
            frames,
            frames_exact: matches!(self.length, Length::Exact(_)),
            seconds: frames.map(|frames| frames as f64 / f64::from(self.sample_rate)),
            tags: &self.tags,
        }
        .serialize(serializer)
    }
}
