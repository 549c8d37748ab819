//! Which paths an OCI image layout may have.

use crate::diagnostic::Diagnostic;
use crate::names;
use crate::reason::Reason;

pub const INDEX: &str = "index.json";
pub const MARK: &str = "oci-layout";
const BLOBS: &str = "blobs/sha256/";

/// Where the content of this digest lies.
pub fn blob_path(digest: &str) -> String {
    format!("{BLOBS}{digest}")
}

/// The digest (hexadecimal) that a path promises.
pub fn promised(path: &str) -> Option<&str> {
    path.strip_prefix(BLOBS).filter(|digest| is_digest(digest))
}

/// 64 lower-case hexadecimal digits.
pub fn is_digest(text: &str) -> bool {
    text.len() == 64 && text.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'))
}

/// What is wrong with a path of the tar.
pub fn check(path: &str) -> Option<Diagnostic> {
    let mut problems = Vec::new();
    names::check(path, &mut problems);
    if let Some(problem) = problems.pop() {
        return Some(problem);
    }
    let is_known = path == INDEX || path == MARK || promised(path).is_some();
    (!is_known).then(|| {
        let message = "An OCI layout holds `oci-layout`, `index.json` and `blobs/sha256/…`, and nothing else.";
        Diagnostic::of_entry(Reason::UnlistedFile, path, message)
    })
}
