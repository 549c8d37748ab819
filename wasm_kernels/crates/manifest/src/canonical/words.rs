//! Words that a manifest chooses from.

use serde::{Deserialize, Serialize};

/// What may pass through a port.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum PortType {
    /// Anything.
    #[default]
    Any,
    /// Sound: float32 samples in [-1, 1], planar.
    Audio,
    /// Text.
    Text,
    /// A JSON value.
    Json,
    /// An array of numbers.
    Tensor,
    /// Bytes.
    Bytes,
    /// JSON of the shape that speech recognition gives.
    Transcript,
}

impl PortType {
    /// Every type.
    pub const ALL: [PortType; 7] = [
        PortType::Any,
        PortType::Audio,
        PortType::Text,
        PortType::Json,
        PortType::Tensor,
        PortType::Bytes,
        PortType::Transcript,
    ];

    /// As manifests write it.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            PortType::Any => "any",
            PortType::Audio => "audio",
            PortType::Text => "text",
            PortType::Json => "json",
            PortType::Tensor => "tensor",
            PortType::Bytes => "bytes",
            PortType::Transcript => "transcript",
        }
    }

    /// The type that a word in a manifest stands for.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.word() == word)
    }
}

/// What follows when a node cannot do its work.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum OnError {
    /// The run ends.
    #[default]
    Fail,
    /// The packet is left out.
    Skip,
    /// It is tried again before the run ends.
    Retry,
}

/// What follows when a queue is full.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Overflow {
    /// The producer waits.
    #[default]
    Block,
    /// The oldest packet is lost, and counted: for live sources.
    DropOldest,
    /// The packet that comes is lost, and counted: for live sources.
    DropNewest,
}

impl Overflow {
    /// As manifests write it.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Overflow::Block => "block",
            Overflow::DropOldest => "drop_oldest",
            Overflow::DropNewest => "drop_newest",
        }
    }
}

/// How packets of several connections into one port take turns.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum Merge {
    /// By timestamp, so that the order is the same on every host.
    #[default]
    Time,
    /// As they come: for live sources.
    Arrival,
}

/// What the graph is run for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum Mode {
    /// Files and values: all of it, in an order that is the same everywhere.
    #[default]
    Batch,
    /// Something that goes on outside: keep up with it.
    Live,
}

/// A word of the older SDK's that chooses between its Python runtimes; it changes nothing here.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum RuntimeHint {
    /// Whichever there is.
    #[default]
    Auto,
    /// Python written in Rust.
    RustPython,
    /// The usual Python.
    #[serde(rename = "cpython")]
    CPython,
    /// The usual Python as wasm.
    #[serde(rename = "cpython_wasm")]
    CPythonWasm,
}
