//! Signal processing on plain slices; nothing here knows the engine.
//!
//! Audio is float32 in [-1, 1], planar: channel after channel. Rates are in Hz, levels in dBFS
//! (0 dB is the mean square of a full-scale square wave, so a full-scale sine has -3.01 dB).
//!
//! What runs per block takes its room from the caller and allocates nothing; whoever wants a `Vec`
//! finds a method without `_into` beside it. `exp`, `sin` and their kin come from `libm`, because
//! those of `std` differ between wasm targets.

mod biquad;
pub mod decibels;
mod inner_product;
pub mod level;
pub mod mixdown;
pub mod resample;
pub mod voice_activity;
