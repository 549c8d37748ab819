//! Recordings in wav files, read and written without I/O.

mod encoding;
mod error;
mod header;
mod reader;
mod recognise;
mod writer;

pub use encoding::Encoding;
pub use error::WavError;
pub use header::{Header, MAX_CHANNELS, MAX_FRAME_BYTES, MAX_RATE};
pub use reader::{BLOCK_FRAMES, MAX_READ_BYTES, Poll, WavReader};
pub use writer::{interleave, interleave_into, wav_header};
