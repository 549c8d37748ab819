//! Typed reading of a node's `params`, with problems collected and unknown keys noticed.

use alloc::vec::Vec;

use serde_json::{Map, Value};

use crate::diagnostic::Diagnostic;

/// The `params` of one node, read key by key by its constructor.
///
/// Every getter takes the key, older spellings of it, and what counts when it is absent; it records
/// a problem (with the path `nodes[i].params.key`) and returns the default where the value is of the
/// wrong type or out of range. Keys that nobody asked for become warnings with "did you mean".
pub struct Params<'a> {
    values: &'a Map<alloc::string::String, Value>,
    path: &'a str,
    problems: Vec<Diagnostic>,
    asked: Vec<&'static str>,
}
