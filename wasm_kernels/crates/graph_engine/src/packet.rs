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

impl DType {
    /// The type that a code on the wire stands for.
    #[must_use]
    pub fn from_code(code: u8) -> Option<Self> {
        use DType::{
            Bool, Complex64, Complex128, Float16, Float32, Float64, Int8, Int16, Int32, Int64, Uint8, Uint16, Uint32,
            Uint64,
        };
        [
            Float32, Float64, Int8, Uint8, Int16, Uint16, Int32, Uint32, Int64, Uint64, Bool, Float16, Complex64,
            Complex128,
        ]
        .into_iter()
        .find(|dtype| *dtype as u8 == code)
    }

    /// numpy's name for it.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            DType::Float32 => "float32",
            DType::Float64 => "float64",
            DType::Int8 => "int8",
            DType::Uint8 => "uint8",
            DType::Int16 => "int16",
            DType::Uint16 => "uint16",
            DType::Int32 => "int32",
            DType::Uint32 => "uint32",
            DType::Int64 => "int64",
            DType::Uint64 => "uint64",
            DType::Bool => "bool",
            DType::Float16 => "float16",
            DType::Complex64 => "complex64",
            DType::Complex128 => "complex128",
        }
    }

    /// Bytes of one element.
    #[must_use]
    pub fn size(self) -> usize {
        match self {
            DType::Int8 | DType::Uint8 | DType::Bool => 1,
            DType::Int16 | DType::Uint16 | DType::Float16 => 2,
            DType::Float32 | DType::Int32 | DType::Uint32 => 4,
            DType::Float64 | DType::Int64 | DType::Uint64 | DType::Complex64 => 8,
            DType::Complex128 => 16,
        }
    }
}

impl Tensor {
    /// Bytes that `shape` and `dtype` call for, or nothing where no memory could hold them.
    #[must_use]
    pub fn expected_bytes(&self) -> Option<usize> {
        self.shape.iter().try_fold(self.dtype.size(), |bytes, length| bytes.checked_mul(*length as usize))
    }
}

impl Value {
    /// Bytes that the value's data takes in memory, headers not counted.
    #[must_use]
    pub fn bytes(&self) -> usize {
        match self {
            Value::Json { text, arrays } => text.len() + arrays.iter().map(|array| array.data.len()).sum::<usize>(),
            Value::Text(text) => text.len(),
            Value::Audio(audio) => size_of_val(audio.samples.as_slice()),
            Value::Tensor(tensor) => tensor.data.len(),
            Value::Bytes(bytes) => bytes.len(),
        }
    }
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
