//! `meta/provenance.json`: the in-toto statement that lists every other file of the bundle.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::diagnostic::{Diagnostic, shown};
use crate::reason::Reason;

/// Name of the statement.
pub const PROVENANCE: &str = "meta/provenance.json";
/// Name of the signature over the statement's bytes.
pub const SIGNATURE: &str = "meta/signature.sig";

const STATEMENT_TYPE: &str = "https://in-toto.io/Statement/v1";
const PREDICATE_TYPE: &str = "https://slsa.dev/provenance/v1";

#[derive(Deserialize)]
struct Statement {
    #[serde(rename = "_type")]
    kind: String,
    #[serde(rename = "predicateType")]
    predicate_type: String,
    subject: Vec<Subject>,
}

#[derive(Deserialize)]
struct Subject {
    name: String,
    digest: Digest,
}

#[derive(Deserialize)]
struct Digest {
    sha256: String,
}

/// Whether this is the note that the SDK's first format text describes (`timestamp`, `builder`, …): it
/// lists no files, so it is worth as much as none. What has any part of a statement is none of these.
pub fn is_older_note(json: &[u8]) -> bool {
    let Ok(note) = serde_json::from_slice::<serde_json::Map<String, serde_json::Value>>(json) else { return false };
    let has = |key: &&str| note.contains_key(*key);
    ["timestamp", "builder"].iter().any(has) && !["_type", "predicateType", "predicate", "subject"].iter().any(has)
}

/// What every file should be.
pub struct Provenance {
    /// Lower-case hexadecimal SHA-256 by name.
    files: BTreeMap<String, String>,
}

impl Provenance {
    /// Reads the statement.
    pub fn read(json: &[u8]) -> Result<Self, Diagnostic> {
        let refuse = |message: String| Err(Diagnostic::of_entry(Reason::BadProvenance, PROVENANCE, message));
        let statement: Statement = match serde_json::from_slice(json) {
            Ok(statement) => statement,
            Err(error) => {
                return refuse(format!("The provenance cannot be read: {}.", shown(&error.to_string())));
            }
        };
        if statement.kind != STATEMENT_TYPE {
            return refuse(format!("The provenance says it is `{}`, not `{STATEMENT_TYPE}`.", shown(&statement.kind)));
        }
        if statement.predicate_type != PREDICATE_TYPE {
            return refuse(format!(
                "The provenance's predicate is `{}`, not `{PREDICATE_TYPE}`.",
                shown(&statement.predicate_type)
            ));
        }
        let mut files = BTreeMap::new();
        for Subject { name, digest: Digest { sha256 } } in statement.subject {
            if sha256.len() != 64 || !sha256.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f')) {
                return refuse(format!("The SHA-256 of `{}` is not 64 lower-case hexadecimal digits.", shown(&name)));
            }
            if name == PROVENANCE || name == SIGNATURE {
                return refuse(format!("The provenance lists `{name}`, which cannot be known when it is written."));
            }
            if let Some(twice) = files.insert(name.clone(), sha256).map(|_| name) {
                return refuse(format!("The provenance lists `{}` twice.", shown(&twice)));
            }
        }
        Ok(Self { files })
    }

    /// SHA-256 that the file should have.
    pub fn expected(&self, name: &str) -> Option<&str> {
        self.files.get(name).map(String::as_str)
    }

    /// All names.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.files.keys().map(String::as_str)
    }
}
