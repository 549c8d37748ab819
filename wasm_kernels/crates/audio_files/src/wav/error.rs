//! What can be wrong with a file that should be a recording.

use super::{MAX_CHANNELS, MAX_FRAME_BYTES, MAX_RATE};
use crate::problem::Problem;

/// Why a file cannot be read as wav.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum WavError {
    /// It ends before its header does.
    HeaderCut {
        /// Length of the file in bytes.
        size: u64,
    },
    /// There is no `fmt ` chunk, so nobody knows how to read the samples.
    NoFormat,
    /// There is no `data` chunk.
    NoData,
    /// More chunks than any real file has.
    TooManyChunks {
        /// How many were looked at.
        limit: u32,
    },
    /// The codec is none that is read here.
    Codec {
        /// The number in the header.
        tag: u16,
        /// What it stands for.
        name: &'static str,
    },
    /// The sample width is none that is read here.
    Width {
        /// Bits.
        bits: u16,
        /// Integers or floats.
        float: bool,
    },
    /// No channels, or more than can be meant.
    Channels {
        /// The number in the header.
        actual: u16,
    },
    /// No rate, or more than can be meant.
    Rate {
        /// The number in the header, Hz.
        actual: u32,
    },
    /// The bytes per frame are not what channels and sample width need.
    FrameBytes {
        /// What they need.
        expected: u32,
        /// The number in the header.
        actual: u16,
    },
}

impl WavError {
    /// A stable word for programs.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::HeaderCut { .. } => "truncated-header",
            Self::NoFormat | Self::NoData | Self::TooManyChunks { .. } | Self::FrameBytes { .. } => "broken-wav",
            Self::Codec { .. } | Self::Width { .. } => "unsupported-codec",
            Self::Channels { .. } => "bad-channel-count",
            Self::Rate { .. } => "bad-sample-rate",
        }
    }

    /// The way out.
    #[must_use]
    pub fn help(&self) -> &'static str {
        match self {
            Self::Codec { .. } | Self::Width { .. } => {
                "Convert it to wav with 16-bit or float samples, for example with: ffmpeg -i INPUT -c:a pcm_s16le OUTPUT.wav"
            }
            Self::HeaderCut { .. } => "The file was probably not copied or downloaded whole: fetch it again.",
            Self::NoFormat
            | Self::NoData
            | Self::TooManyChunks { .. }
            | Self::Channels { .. }
            | Self::Rate { .. }
            | Self::FrameBytes { .. } => "The file's header is damaged: save or export the recording again.",
        }
    }
}

impl core::fmt::Display for WavError {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        match self {
            Self::HeaderCut { size } => write!(f, "The file ends after {size} bytes, in the middle of the wav header."),
            Self::NoFormat => {
                write!(f, "The wav file has no \"fmt \" chunk before its end, so its samples cannot be read.")
            }
            Self::NoData => write!(f, "The wav file has no \"data\" chunk, so there is no sound in it."),
            Self::TooManyChunks { limit } => write!(f, "The wav file has no sound within its first {limit} chunks."),
            Self::Codec { tag, name } => {
                write!(
                    f,
                    "The wav file's samples are coded as {name} (tag 0x{tag:04x}); integer and float samples are read."
                )
            }
            Self::Width { bits, float: true } => {
                write!(f, "The wav file has float samples of {bits} bits; 32 and 64 are read.")
            }
            Self::Width { bits, float: false } => {
                write!(f, "The wav file has integer samples of {bits} bits; up to 32 are read.")
            }
            Self::Channels { actual: 0 } => write!(f, "The wav file says that it has no channels."),
            Self::Channels { actual } => write!(
                f,
                "The wav file says that it has {actual} channels; up to {MAX_CHANNELS} are read, in frames of up to {MAX_FRAME_BYTES} bytes."
            ),
            Self::Rate { actual } => {
                write!(f, "The wav file says that it has a sample rate of {actual} Hz; 1 to {MAX_RATE} are read.")
            }
            Self::FrameBytes { expected, actual } => write!(
                f,
                "The wav file says that a frame has {actual} bytes, and its channels and sample width need {expected}."
            ),
        }
    }
}

impl core::error::Error for WavError {}

impl From<WavError> for Problem {
    fn from(error: WavError) -> Self {
        Self::error(error.code(), error.to_string(), error.help())
    }
}
