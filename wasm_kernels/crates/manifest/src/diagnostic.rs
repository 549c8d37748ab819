//! One shape for everything that can be wrong, in page and terminal alike.

use serde::{Deserialize, Serialize};

/// How bad it is: an error stops what it is about, a warning does not.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Nothing runs, or the run ends.
    Error,
    /// It runs; somebody should know.
    Warning,
}

/// What went wrong, where, and the way out.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Diagnostic {
    /// Error or warning.
    pub severity: Severity,
    /// A stable word for programs, such as `unknown-node-type`.
    pub code: String,
    /// What is wrong, one sentence that names the thing.
    pub message: String,
    /// The way out, one sentence; empty where there is none.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub help: String,
    /// Place in the manifest, such as `nodes[2].params.factor`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub path: Option<String>,
    /// Line of that place in the file, from 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub line: Option<u32>,
    /// Column of that place in its line, from 1, in characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub column: Option<u32>,
    /// The file it is about, inside the bundle or on disk.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub file: Option<String>,
    /// Id of the node it happened in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub node: Option<String>,
    /// Type of that node.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub node_type: Option<String>,
    /// Sequence number of the packet it happened with, on the edge into that node.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sequence: Option<u64>,
    /// Other places in the manifest that belong to the same problem, such as the first of two equal ids.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub related: Vec<RelatedPlace>,
    /// Name of the placeholder that it is about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub placeholder: Option<String>,
    /// The exception behind it, as the host that ran the node tells it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cause: Option<Cause>,
}

/// A place in the manifest, as a diagnostic's own.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RelatedPlace {
    /// Such as `nodes[2].id`.
    pub path: String,
    /// From 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub line: Option<u32>,
    /// From 1, in characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub column: Option<u32>,
}

/// An exception, field by field.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cause {
    /// Class of the exception, such as `ZeroDivisionError`.
    #[serde(rename = "type")]
    pub kind: String,
    /// Its own message.
    pub message: String,
    /// Traceback, trimmed to the node's own frames; empty where there is none.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub traceback: String,
}

impl Diagnostic {
    /// Something that stops what it is about. `code` is a stable word for programs.
    #[must_use]
    pub fn error(code: &str, message: impl Into<String>) -> Self {
        Self::new(Severity::Error, code, message.into())
    }

    /// Something that somebody should know, and that stops nothing.
    #[must_use]
    pub fn warning(code: &str, message: impl Into<String>) -> Self {
        Self::new(Severity::Warning, code, message.into())
    }

    fn new(severity: Severity, code: &str, message: String) -> Self {
        Self {
            severity,
            code: code.into(),
            message,
            help: String::new(),
            path: None,
            line: None,
            column: None,
            file: None,
            node: None,
            node_type: None,
            sequence: None,
            related: Vec::new(),
            placeholder: None,
            cause: None,
        }
    }

    /// Adds the way out.
    #[must_use]
    pub fn with_help(mut self, help: impl Into<String>) -> Self {
        self.help = help.into();
        self
    }

    /// Adds the place in the manifest, such as `nodes[2].params.factor`.
    #[must_use]
    pub fn at(mut self, path: impl Into<String>) -> Self {
        self.path = Some(path.into());
        self
    }

    /// Adds another place in the manifest that belongs to it.
    #[must_use]
    pub fn related_to(mut self, path: impl Into<String>) -> Self {
        self.related.push(RelatedPlace { path: path.into(), ..RelatedPlace::default() });
        self
    }

    /// Whether this stops what it is about.
    #[must_use]
    pub fn is_error(&self) -> bool {
        self.severity == Severity::Error
    }
}
