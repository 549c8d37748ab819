//! Which names an entry may have: those that mean the same file, inside the bundle, on every system.

use std::collections::BTreeMap;

use unicode_normalization::char::{canonical_combining_class, decompose_canonical};

use crate::diagnostic::{Diagnostic, is_unprintable};
use crate::limits::{NAME_BYTES, NAME_DEPTH};
use crate::reason::Reason;

/// What is drawn as a slash or a backslash, and on some systems turned into one.
const SLASHES: &str = "\u{2044}\u{2215}\u{29f5}\u{29f8}\u{29f9}\u{fe68}\u{ff0f}\u{ff3c}";

/// What is drawn as dots and nothing else.
const DOTS: &str = ".\u{2024}\u{2025}\u{2026}\u{fe30}\u{fe52}\u{ff0e}";

/// Names of devices that Windows finds in every folder.
const DEVICES: [&str; 6] = ["con", "prn", "aux", "nul", "com", "lpt"];
const CONSOLES: [&str; 2] = ["conin$", "conout$"];

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
    if let Some(c) = path.chars().find(|&c| SLASHES.contains(c)) {
        return escape(&format!("The name holds {c} ({}), which looks like a slash and is none.", c.escape_unicode()));
    }
    if path.split('/').any(|segment| segment != "." && segment.chars().all(|c| DOTS.contains(c)) && !segment.is_empty())
    {
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
    if CONSOLES.contains(&stem.as_str()) {
        return true;
    }
    let (word, digit) = stem.split_at_checked(3).unwrap_or((&stem, ""));
    match DEVICES.iter().position(|device| *device == word) {
        Some(0..=3) => digit.is_empty(),
        // Windows takes superscripts for digits here.
        Some(_) => {
            matches!(digit, "\u{b9}" | "\u{b2}" | "\u{b3}") || digit.len() == 1 && digit.as_bytes()[0].is_ascii_digit()
        }
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

/// Adds every pair of names that would be one file somewhere: equal, equal but for case or for how
/// a letter is written down, or one a file where the other needs a folder (which ends with a slash).
pub fn check_collisions<'a>(names: impl Iterator<Item = &'a str>, problems: &mut Vec<Diagnostic>) {
    let mut places: BTreeMap<String, Place<'_>> = BTreeMap::new();
    for name in names.filter(|name| name.len() <= NAME_BYTES) {
        let path = name.strip_suffix('/').unwrap_or(name);
        let folders =
            path.match_indices('/').map(|(at, _)| Place { spelling: &path[..at], is_file: false, is_entry: false });
        let itself = Place { spelling: path, is_file: path.len() == name.len(), is_entry: true };
        for place in folders.chain([itself]) {
            if let Some((reason, message)) = settle(&mut places, place) {
                problems.push(Diagnostic::of_entry(reason, name, message));
                break;
            }
        }
    }
}

/// The same for all names that some system takes for one: without case, also where a capital has
/// two letters, and with accents taken apart.
fn folded(path: &str) -> String {
    if path.is_ascii() {
        return path.to_ascii_lowercase();
    }
    decomposed(&decomposed(path).to_uppercase().to_lowercase())
}

/// The canonical decomposition (Unicode Standard Annex 15, form D). Not the crate's own `nfd()`,
/// which would bring the tables of the compatible forms along: 80 kB of wasm.
fn decomposed(text: &str) -> String {
    let mut letters: Vec<(u8, char)> = Vec::with_capacity(text.len());
    for c in text.chars() {
        decompose_canonical(c, |part| letters.push((canonical_combining_class(part), part)));
    }
    // Marks of one letter stand in the order of their classes; letters, which have class 0, stay.
    for marks in letters.split_mut(|(class, _)| *class == 0) {
        marks.sort_by_key(|(class, _)| *class);
    }
    letters.into_iter().map(|(_, c)| c).collect()
}

fn settle<'a>(places: &mut BTreeMap<String, Place<'a>>, place: Place<'a>) -> Option<(Reason, String)> {
    let key = folded(place.spelling);
    let Some(known) = places.get_mut(&key) else {
        places.insert(key, place);
        return None;
    };
    if known.spelling != place.spelling {
        let message = format!(
            "`{}` and `{}` are one file where neither case counts nor how a letter is written down.",
            known.spelling, place.spelling
        );
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
