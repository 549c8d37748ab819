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

/// As it is written: a word, or an object.
#[cfg(feature = "schema")]
#[derive(Serialize, schemars::JsonSchema)]
#[serde(untagged)]
#[allow(dead_code, clippy::missing_docs_in_private_items)] // only its schema is of interest
enum Written {
    Word(OnError),
    Object {
        policy: OnError,
        #[serde(skip_serializing_if = "Option::is_none")]
        #[schemars(range(min = 1, max = 100))]
        times: Option<u32>,
    },
}

#[cfg(feature = "schema")]
impl schemars::JsonSchema for ErrorHandling {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "ErrorHandling".into()
    }

    fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        Written::json_schema(generator)
    }
}
