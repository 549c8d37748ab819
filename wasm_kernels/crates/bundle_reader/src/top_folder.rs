//! A folder that was packed from outside: `zip -r my.rmpkg my/`, or a file manager's "Compress".
//! All lies below one top folder, and is opened from there.

use crate::diagnostic::{Diagnostic, shown};
use crate::reason::Reason;
use crate::report::is_manifest;
use crate::zip::entry::Entry;

/// What a Mac's archiver puts beside the folder: attributes, no files of the package.
const BESIDE: &str = "__MACOSX/";

/// Renames the entries to what they are called below the top folder, if there is one with the
/// manifest at its top and nothing lies outside of it. What a Mac's archiver put beside it keeps its name.
pub fn descend(entries: &mut [Entry]) -> Option<Diagnostic> {
    let folder = top_folder(entries)?.to_owned();
    for entry in entries.iter_mut() {
        if let Some(below) = entry.written_name.strip_prefix(&folder) {
            // The folder itself is what the bundle is; it is not listed in any case.
            entry.name = if below.is_empty() { "./".into() } else { below.into() };
        }
    }
    let folder = shown(&folder);
    Some(Diagnostic::of_file(
        Reason::TopFolder,
        format!("Everything lies below the folder `{folder}`, from which the bundle was opened."),
    ))
}

/// The one folder, with its slash.
fn top_folder(entries: &[Entry]) -> Option<&str> {
    let mut inside = entries.iter().map(|entry| entry.written_name.as_str()).filter(|name| !name.starts_with(BESIDE));
    let first = inside.next()?;
    let folder = &first[..=first.find('/')?];
    let holds_all = inside.all(|name| name.starts_with(folder));
    let manifest = entries.iter().any(|entry| entry.written_name.strip_prefix(folder).is_some_and(is_manifest));
    (holds_all && manifest).then_some(folder)
}
