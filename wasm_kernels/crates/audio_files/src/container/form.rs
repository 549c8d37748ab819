//! Rate and channels of decoded sound.

/// What the sound of one packet has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Form {
    /// Hz.
    pub sample_rate: u32,
    /// How many.
    pub channels: usize,
}
