//! Where in the decoded sound that begins and ends which is heard.

use crate::info::Length;

/// What of the decoded sound is heard, in frames.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Edges {
    /// Decoded before the sound begins.
    pub lead: u64,
    /// The timestamp of the first decoded frame, which is `lead` before the first one heard.
    pub origin: i64,
    /// Where the sound ends, whatever is decoded behind it.
    pub limit: Option<u64>,
    /// Decoded behind the end, where only the end of the file tells where that is.
    pub tail: usize,
    /// How long it is.
    pub length: Length,
    /// Several recordings stand one behind another in it.
    pub joined: bool,
}
