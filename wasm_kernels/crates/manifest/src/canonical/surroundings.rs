//! What a pipeline wants around it.

use serde::Serialize;
use serde_json::{Map, Value};

/// What it wants from its runtime.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Runtime {
    /// Where it was made for, such as `browser`; it runs elsewhere too.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub target: Option<String>,
    /// The least version of the runtime that it works with, such as `0.1.0`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub min_version: Option<String>,
    /// What it uses, such as `python`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub features: Vec<String>,
    /// What others write here; nothing reads it.
    #[serde(flatten)]
    pub rest: Map<String, Value>,
}

/// A model file.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Model {
    /// As nodes name it.
    pub id: String,
    /// Where it lies in the bundle.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub path: Option<String>,
    /// Where it can be had.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// What it must be: 64 lower-case hexadecimal digits.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schemars(regex(pattern = "^[0-9a-fA-F]{64}$")))]
    pub sha256: Option<String>,
    /// In bytes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub size: Option<u64>,
    /// Under which it may be used.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub license: Option<String>,
}

/// What it wants from outside of the sandbox; the visitor is asked.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Permissions {
    /// Origins it may talk to, such as `https://api.example.com`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub network: Vec<String>,
    /// Whether it may listen.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub microphone: bool,
}
