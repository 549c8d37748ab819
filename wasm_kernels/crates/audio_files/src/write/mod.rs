//! Recordings as files.

mod wav;

pub use wav::{interleave, wav_header};
