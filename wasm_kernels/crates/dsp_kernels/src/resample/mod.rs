//! Change of sample rate: a polyphase windowed-sinc filter, for streams.

mod filter_bank;
mod quality;
mod ratio;
mod resampler;

pub use quality::Quality;
pub use ratio::{MAX_RATE, MAX_RATIO, MIN_RATE};
pub use resampler::{ResampleError, Resampler};
