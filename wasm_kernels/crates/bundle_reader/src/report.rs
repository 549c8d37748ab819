//! What is known of a bundle once it is open.

use serde::Serialize;

use crate::content::hex;
use crate::diagnostic::Diagnostic;
use crate::python::NodeClass;
use crate::zip::entry::Entry;
use crate::zip::method_name;

/// Names that the manifest may have; a bundle has one of them.
pub const MANIFESTS: [&str; 3] = ["manifest.json", "manifest.yaml", "manifest.yml"];

/// Whether a file at the top of a bundle is its manifest.
pub fn is_manifest(name: &str) -> bool {
    MANIFESTS.contains(&name)
}

/// May it run? The same words everywhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// Signed by a known key, and every file is as signed.
    Verified,
    /// Validly signed by a key that was never seen.
    UnknownSigner,
    /// Nothing is wrong, and nobody vouches for it.
    Unsigned,
    /// Never runs; no file of it is handed out.
    Broken,
}

/// Who made it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Layout {
    /// `rmpkg build`, or a ZIP of the same folders.
    Rmpkg,
    /// The SDK's browser demo: `manifest.json`, `runtime.wasm` (never executed), `metadata.json`.
    Sdk,
    /// The SDK's newer container: an OCI layout in a zstd tar.
    Oci,
}

/// Who signed it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Signer {
    /// As the key names itself.
    pub name: String,
    /// Of the key.
    pub fingerprint: String,
}

/// One file of the bundle; folders are not listed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct EntryReport {
    /// For `Bundle::extract`.
    pub index: usize,
    /// Path inside the bundle.
    pub name: String,
    /// Unpacked.
    pub bytes: u64,
    /// In the file.
    pub stored_bytes: u64,
    /// `stored`, `deflate` or `zstd`; another method's name in a broken bundle.
    pub method: String,
    /// Lower-case hexadecimal; empty where a broken bundle was not read so far.
    pub sha256: String,
}

impl EntryReport {
    pub(crate) fn new(index: usize, entry: &Entry) -> Self {
        Self {
            index,
            name: crate::diagnostic::shown(&entry.name),
            bytes: entry.bytes,
            stored_bytes: entry.stored_bytes,
            method: method_name(entry.method),
            sha256: entry.sha256.map(|hash| hex(&hash)).unwrap_or_default(),
        }
    }
}

/// All of it (WIRE.md, `Bundle.report`).
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Report {
    /// May it run?
    pub verdict: Verdict,
    /// Why not, or what to know.
    pub reasons: Vec<Diagnostic>,
    /// Who signed it.
    pub signer: Option<Signer>,
    /// Its files, in the order of the table of contents.
    pub entries: Vec<EntryReport>,
    /// Index of the manifest; None in a broken bundle without one.
    pub manifest_entry: Option<usize>,
    /// Node types that its Python files define.
    pub bundle_nodes: Vec<NodeClass>,
    /// Who made it.
    pub layout: Layout,
    /// What an OCI layout says of itself.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub oci: Option<OciReport>,
}

/// What an OCI layout says of itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct OciReport {
    /// SHA-256 of its index, lower-case hexadecimal: what the SDK knows the bundle by.
    pub bundle_id: String,
    /// One for each platform that it is made for.
    pub targets: Vec<OciTarget>,
}

/// The pipeline for one platform, and what it needs there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct OciTarget {
    /// `os/architecture`.
    pub platform: String,
    /// As the SDK calls it.
    pub target_id: Option<String>,
    /// Whether its manifest and files are the ones that the report's entries are named by.
    pub is_opened: bool,
    /// Index of its manifest among the entries.
    pub manifest_entry: Option<usize>,
    /// Machine code, which is never loaded.
    pub plugins: Vec<String>,
    /// Whether it brings the SDK's own runtime as machine code.
    pub native_runtime: bool,
    /// Implementation and version.
    pub python: Option<String>,
    /// File names.
    pub wheels: Vec<String>,
    /// Names; some may be stored elsewhere.
    pub assets: Vec<String>,
}
