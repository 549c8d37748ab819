//! What travels along an edge.

use alloc::rc::Rc;
use alloc::string::String;
use alloc::vec::Vec;

/// The value of a packet, where the engine has it in its own memory.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// UTF-8 JSON text, with the arrays that it refers to as `{"$array": index}`.
    Json {
        /// The text.
        text: String,
        /// The arrays.
        arrays: Vec<Tensor>,
    },
    /// Plain text.
    Text(String),
    /// Sound.
    Audio(Audio),
    /// An array of numbers.
    Tensor(Tensor),
    /// Anything else.
    Bytes(Vec<u8>),
}

/// Planar sound: `channels` runs of `frames` samples in [-1, 1].
#[derive(Clone, Debug, PartialEq)]
pub struct Audio {
    /// Hz.
    pub sample_rate: f64,
    /// Number of channels, at least 1.
    pub channels: u32,
    /// `channels * frames` samples, channel after channel.
    pub samples: Vec<f32>,
}

impl Audio {
    /// Samples per channel.
    #[must_use]
    pub fn frames(&self) -> usize {
        self.samples.len() / self.channels.max(1) as usize
    }

    /// The samples of one channel.
    #[must_use]
    pub fn channel(&self, index: usize) -> &[f32] {
        let frames = self.frames();
        &self.samples[index * frames..(index + 1) * frames]
    }
}

/// An array in C order, little-endian.
#[derive(Clone, Debug, PartialEq)]
pub struct Tensor {
    /// Element type.
    pub dtype: DType,
    /// Lengths of the axes, outermost first; empty for a scalar.
    pub shape: Vec<u32>,
    /// `product(shape) * dtype.size()` bytes.
    pub data: Vec<u8>,
}

/// Element types; the number is the code on the wire.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
#[allow(missing_docs)]
pub enum DType {
    Float32 = 1,
    Float64 = 2,
    Int8 = 3,
    Uint8 = 4,
    Int16 = 5,
    Uint16 = 6,
    Int32 = 7,
    Uint32 = 8,
    Int64 = 9,
    Uint64 = 10,
    Bool = 11,
    Float16 = 12,
    Complex64 = 13,
    Complex128 = 14,
}

/// A value with its place in the stream, as a native node sees it.
#[derive(Clone, Debug)]
pub struct Packet {
    /// Shared with every other consumer: read-only.
    pub value: Rc<Value>,
    /// Seconds since the start of the stream, of the value's first sample or event.
    pub timestamp: f64,
    /// Counts the packets of one edge from 0.
    pub sequence: u64,
    /// A JSON object as text, or empty.
    pub metadata: Rc<str>,
}
