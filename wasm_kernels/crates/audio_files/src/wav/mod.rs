//! Wav files: read here and not by a crate, because what people's programs write as wav differs from
//! the book in many small ways (lengths never filled in, padding forgotten, 64-bit lengths).

mod encoding;
mod error;
mod header;
mod list_tags;
mod reader;

pub use encoding::Encoding;
pub use error::WavError;
pub use header::{Header, MAX_CHANNELS, MAX_FRAME_BYTES, MAX_RATE};
pub use list_tags::read_tags;
pub use reader::WavSamples;
