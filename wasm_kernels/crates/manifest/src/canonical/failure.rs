//! What follows when a node cannot do its work.

use serde::ser::SerializeMap;
use serde::{Serialize, Serializer};

use super::words::OnError;

/// The policy, and how often to try again. Written as the plain word where there is no number.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ErrorHandling {
    /// The policy.
    pub policy: OnError,
    /// Only with `retry`: how often, from 1 to 100.
    pub times: Option<u32>,
}

impl Serialize for ErrorHandling {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Some(times) = self.times else { return self.policy.serialize(serializer) };
        let mut map = serializer.serialize_map(Some(2))?;
        map.serialize_entry("policy", &self.policy)?;
        map.serialize_entry("times", &times)?;
        map.end()
    }
}
