//! The table of contents: one header per entry.

use super::entry::Entry;
use super::extra::{Sizes, names_a_target, unicode_name, widen};
use super::{DEFLATE, FLAG_UTF8, FLAGS_ENCRYPTED, Problem, STORED, method_name, u16_at, u32_at};
use crate::diagnostic::{Diagnostic, counted};
use crate::limits;
use crate::names;
use crate::reason::Reason;

/// Bytes of a header before its name.
pub const FIXED_BYTES: usize = 46;

/// Length of the whole header whose first [`FIXED_BYTES`] are given, or None where it is none.
pub fn header_bytes(fixed: &[u8]) -> Option<usize> {
    fixed
        .starts_with(b"PK\x01\x02")
        .then(|| FIXED_BYTES + u16_at(fixed, 28) as usize + u16_at(fixed, 30) as usize + u16_at(fixed, 32) as usize)
}

/// Reads a whole header. All that is wrong with the entry by itself is added to `problems`.
pub fn read(header: &[u8], problems: &mut Vec<Problem>) -> Option<Entry> {
    let name_end = FIXED_BYTES + u16_at(header, 28) as usize;
    let extra_end = name_end + u16_at(header, 30) as usize;
    let raw_name = header.get(FIXED_BYTES..name_end)?;
    let extra = header.get(name_end..extra_end)?;
    let flags = u16_at(header, 8);
    let name = decode_name(raw_name, flags, extra, problems)?;
    let narrow = Sizes {
        bytes: u32_at(header, 24).into(),
        stored_bytes: u32_at(header, 20).into(),
        header_offset: u32_at(header, 42).into(),
    };
    let sizes = match widen(narrow, extra) {
        Ok(sizes) => sizes,
        Err(what) => {
            problems.push(Diagnostic::of_entry(Reason::BadDirectory, &name, format!("The table of contents {what}.")));
            return None;
        }
    };
    if names_a_target(extra) {
        problems.push(Diagnostic::of_entry(Reason::NotAFile, &name, "The entry is a link to another file."));
    }
    if u16_at(header, 34) != 0 {
        problems.push(Diagnostic::of_entry(
            Reason::SplitArchive,
            &name,
            "The entry is in another part of a split ZIP.",
        ));
    }
    let entry = Entry {
        written_name: name.clone(),
        name,
        flags,
        method: u16_at(header, 10),
        crc: u32_at(header, 16),
        stored_bytes: sizes.stored_bytes,
        bytes: sizes.bytes,
        header_offset: sizes.header_offset,
        data_offset: 0,
        sha256: None,
    };
    check(&entry, u32_at(header, 38), problems);
    Some(entry)
}

fn decode_name(raw: &[u8], flags: u16, extra: &[u8], problems: &mut Vec<Problem>) -> Option<String> {
    let lossy = String::from_utf8_lossy(raw);
    let Ok(name) = core::str::from_utf8(raw) else {
        let how = if flags & FLAG_UTF8 == 0 { "in an encoding that it does not name" } else { "in broken UTF-8" };
        problems.push(Diagnostic::of_entry(
            Reason::UnsafeName,
            &lossy,
            format!("A name is written {how}; names are UTF-8."),
        ));
        return None;
    };
    if unicode_name(extra).is_some_and(|second| second != raw) {
        problems.push(Diagnostic::of_entry(
            Reason::UnsafeName,
            name,
            "The entry has a second, different name in an extra field.",
        ));
    }
    names::check(name, problems);
    Some(name.to_owned())
}

/// `attributes`: the upper half is the Unix mode, whatever system it claims to be from.
fn check(entry: &Entry, attributes: u32, problems: &mut Vec<Problem>) {
    let mut refuse = |reason, message: String| problems.push(Diagnostic::of_entry(reason, &entry.name, message));
    if entry.flags & FLAGS_ENCRYPTED != 0 || entry.method == 99 {
        refuse(Reason::EncryptedEntry, "The entry is encrypted.".into());
    } else if entry.method != STORED && entry.method != DEFLATE {
        let method = method_name(entry.method);
        refuse(
            Reason::UnsupportedMethod,
            format!("The entry is compressed by {method}; bundles are stored or deflated."),
        );
    }
    let what = match (attributes >> 16) & 0xf000 {
        0 => None,
        0x8000 if !entry.is_directory() => None,
        0x4000 if entry.is_directory() => None,
        0x8000 | 0x4000 => Some("a file by its mode and a folder by its name, or the reverse"),
        0xa000 => Some("a symbolic link"),
        _ => Some("a device, pipe or socket"),
    };
    if let Some(what) = what {
        refuse(Reason::NotAFile, format!("The entry is {what}."));
    }
    if entry.is_directory() && entry.bytes != 0 {
        refuse(Reason::NotAFile, format!("The folder holds {} of its own.", counted(entry.bytes)));
    }
    if entry.bytes > limits::ENTRY_BYTES {
        refuse(Reason::TooLarge, format!("The file has {} bytes; {} are allowed.", entry.bytes, limits::ENTRY_BYTES));
    } else if entry.bytes > limits::most_unpacked(entry.stored_bytes) {
        refuse(
            Reason::SuspiciousRatio,
            format!(
                "{} stored bytes would unpack to {}: more than {} times.",
                entry.stored_bytes,
                entry.bytes,
                limits::RATIO
            ),
        );
    }
    if entry.method == STORED && entry.stored_bytes != entry.bytes {
        refuse(
            Reason::SizeMismatch,
            format!("The file is stored in {} bytes but announces {}.", entry.stored_bytes, entry.bytes),
        );
    }
}
