//! Which names an entry may have: those that mean the same file, inside the bundle, on every system.

use std::collections::BTreeMap;

use crate::diagnostic::{Diagnostic, is_unprintable};
use crate::limits::{NAME_BYTES, NAME_DEPTH};
use crate::reason::Reason;
use crate::zip::entry::Entry;

/// Names of devices that Windows finds in every folder.
const DEVICES: [&str; 6] = ["con", "prn", "aux", "nul", "com", "lpt"];

/// Adds what is wrong with one name; a trailing slash marks a folder.
pub fn check(name: &str, problems: &mut Vec<Diagnostic>) {
    if let Some((reason, message)) = fault(name) {
        problems.push(Diagnostic::of_entry(reason, name, message));
    }
}

fn fault(name: &str) -> Option<(Reason, String)> {
    let path = name.strip_suffix('/').unwrap_or(name);
    let escape = |message: &str| Some((Reason::PathEscape, message.to_owned()));
    if path.is_empty() {
        return Some((Reason::UnsafeName, "An entry has no name.".into()));
    }
    if path.starts_with('/') {
        return escape("The name is absolute; names are relative to the bundle.");
    }
    if path.contains('\\') {
        return escape("The name has a backslash, which is a folder on one system and a letter on another.");
    }
    if path.as_bytes().get(1) == Some(&b':') {
        return escape("The name starts with a drive letter.");
    }
    if path.split('/').any(|segment| segment == "..") {
        return escape("The name leads out of the bundle by `..`.");
    }
    if name.len() > NAME_BYTES {
        return Some((Reason::UnsafeName, format!("The name has {} bytes; {NAME_BYTES} are allowed.", name.len())));
    }
    let depth = path.split('/').count();
    if depth > NAME_DEPTH {
        return Some((Reason::UnsafeName, format!("The name is {depth} folders deep; {NAME_DEPTH} are allowed.")));
    }
    path.split('/').find_map(segment_fault).map(|message| (Reason::UnsafeName, message))
}

fn segment_fault(segment: &str) -> Option<String> {
    if segment.is_empty() || segment == "." {
        return Some("The name has an empty part or a `.` between two slashes.".into());
    }
    if let Some(c) = segment.chars().find(|&c| is_unprintable(c)) {
        return Some(format!("The name holds {}, which is not printable.", c.escape_unicode()));
    }
    if let Some(c) = segment.chars().find(|c| ":*?\"<>|".contains(*c)) {
        return Some(format!("The name holds `{c}`, which some systems do not allow."));
    }
    if segment.ends_with(['.', ' ']) {
        return Some("A part of the name ends with a dot or a space, which some systems drop.".into());
    }
    is_device(segment).then(|| format!("`{segment}` is the name of a device on some systems."))
}

fn is_device(segment: &str) -> bool {
    let stem = segment.split('.').next().unwrap_or(segment).trim_end().to_ascii_lowercase();
    let (word, digit) = stem.split_at_checked(3).unwrap_or((&stem, ""));
    match DEVICES.iter().position(|device| *device == word) {
        Some(0..=3) => digit.is_empty(),
        Some(_) => digit.len() == 1 && digit.as_bytes()[0].is_ascii_digit(),
        None => false,
    }
}

/// A file or folder that some name has led to.
struct Place<'a> {
    spelling: &'a str,
    is_file: bool,
    /// It is an entry of its own, not only a part of another's name.
    is_entry: bool,
}

/// Adds every pair of names that would be one file somewhere: equal, equal but for case, or one a
/// file where the other needs a folder.
pub fn check_collisions(entries: &[Entry], problems: &mut Vec<Diagnostic>) {
    let mut places: BTreeMap<String, Place<'_>> = BTreeMap::new();
    for entry in entries.iter().filter(|entry| entry.name.len() <= NAME_BYTES) {
        let path = entry.name.strip_suffix('/').unwrap_or(&entry.name);
        let folders =
            path.match_indices('/').map(|(at, _)| Place { spelling: &path[..at], is_file: false, is_entry: false });
        let itself = Place { spelling: path, is_file: !entry.is_directory(), is_entry: true };
        for place in folders.chain([itself]) {
            if let Some((reason, message)) = settle(&mut places, place) {
                problems.push(Diagnostic::of_entry(reason, &entry.name, message));
                break;
            }
        }
    }
}

fn settle<'a>(places: &mut BTreeMap<String, Place<'a>>, place: Place<'a>) -> Option<(Reason, String)> {
    let key = place.spelling.to_lowercase();
    let Some(known) = places.get_mut(&key) else {
        places.insert(key, place);
        return None;
    };
    if known.spelling != place.spelling {
        let message = format!("`{}` and `{}` are one file where case does not count.", known.spelling, place.spelling);
        return Some((Reason::NameCollision, message));
    }
    if known.is_file != place.is_file {
        return Some((Reason::NameCollision, format!("`{}` is a file and a folder at once.", known.spelling)));
    }
    if known.is_entry && place.is_entry {
        return Some((Reason::DuplicateName, "Two entries have this name.".into()));
    }
    known.is_entry |= place.is_entry;
    None
}
