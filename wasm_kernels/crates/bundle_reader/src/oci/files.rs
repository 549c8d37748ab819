//! What the tar holds.

/// One file of the tar.
#[derive(Clone, Debug)]
pub struct OciFile {
    /// As the tar spells it.
    pub path: String,
    /// What the package knows it as: `manifest.json`, `wheels/…`, `assets/…`, or the path.
    pub name: String,
    /// Where its content starts in the unpacked tar.
    pub offset: u64,
    pub bytes: u64,
    pub sha256: [u8; 32],
}
