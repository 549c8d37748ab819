//! Whether to record at all, as a host says it in the context of `open`.

use serde::Deserialize;

/// `"trace": true`, or `{"records": how many to keep}`.
#[derive(Clone, Copy, Deserialize)]
#[serde(untagged)]
pub(crate) enum TraceWish {
    Said(bool),
    Records { records: usize },
}

impl Default for TraceWish {
    fn default() -> Self {
        Self::Said(false)
    }
}

impl TraceWish {
    pub(crate) fn is_wanted(self) -> bool {
        !matches!(self, Self::Said(false))
    }

    /// How many records, where that was said.
    pub(crate) fn records(self) -> Option<usize> {
        match self {
            Self::Records { records } => Some(records),
            Self::Said(_) => None,
        }
    }
}
