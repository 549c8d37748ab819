//! The end of the file: where the table of contents is.

use super::{Problem, u16_at, u32_at, u64_at};
use crate::diagnostic::{Diagnostic, counted};
use crate::limits;
use crate::reason::Reason;

const SIGNATURE: &[u8] = b"PK\x05\x06";
const BYTES: usize = 22;
const LOCATOR_SIGNATURE: &[u8] = b"PK\x06\x07";
const LOCATOR_BYTES: usize = 20;
const WIDE_SIGNATURE: &[u8] = b"PK\x06\x06";

/// Bytes of the 64-bit end record that are read.
pub const WIDE_BYTES: usize = 56;

/// A tail of this length holds the end record, the longest comment, and the 64-bit locator.
pub const TAIL_BYTES: u64 = (BYTES + 0xffff + LOCATOR_BYTES) as u64;

/// What the end record says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct EndRecord {
    pub entries: u64,
    pub directory_offset: u64,
    pub directory_bytes: u64,
    /// Where the table of contents must end.
    pub directory_end: u64,
}

/// What is known after the tail.
pub enum Found {
    Here(EndRecord),
    /// The numbers are in the 64-bit record at this offset, which must end at the locator.
    Wide {
        offset: u64,
        locator: u64,
        narrow: EndRecord,
    },
}

/// Finds the end record in the last bytes of the file, which start at `start`. `head` is the
/// beginning of the file, and says what a file without an end record is.
pub fn find(tail: &[u8], start: u64, head: &[u8]) -> Result<Found, Problem> {
    let candidates: Vec<usize> =
        (0..(tail.len() + 1).saturating_sub(BYTES)).filter(|&at| tail[at..].starts_with(SIGNATURE)).collect();
    let matching: Vec<usize> =
        candidates.iter().copied().filter(|&at| at + BYTES + u16_at(tail, at + 20) as usize == tail.len()).collect();
    // The mark may stand in an entry's bytes, as a stored wheel has one. But the last one must be the
    // end, and no other may pass for it: programs look for it from the one side or the other.
    let at = match (matching.as_slice(), candidates.as_slice()) {
        (&[at], &[.., last]) if at == last => at,
        ([], []) => return Err(not_found(head)),
        ([], &[.., at]) => {
            let end = at + BYTES + u16_at(tail, at + 20) as usize;
            return Err(if end > tail.len() {
                Diagnostic::of_file(Reason::TruncatedFile, "The file ends inside the ZIP's comment.")
            } else {
                Diagnostic::of_file(
                    Reason::HiddenBytes,
                    format!("The ZIP ends {} before the file does.", counted((tail.len() - end) as u64)),
                )
            });
        }
        _ => {
            return Err(Diagnostic::of_file(
                Reason::BadEndRecord,
                "The end of the ZIP is there more than once, so two programs may see two different archives.",
            ));
        }
    };
    let record = &tail[at..];
    let position = start + at as u64;
    let narrow = EndRecord {
        entries: u16_at(record, 10).into(),
        directory_bytes: u32_at(record, 12).into(),
        directory_offset: u32_at(record, 16).into(),
        directory_end: position,
    };
    let locator = at.checked_sub(LOCATOR_BYTES).map(|from| &tail[from..at]);
    if let Some(locator) = locator.filter(|l| l.starts_with(LOCATOR_SIGNATURE)) {
        let is_whole = |disk: u16| disk == 0 || disk == 0xffff;
        let disks = u32_at(locator, 16);
        if u32_at(locator, 4) != 0 || disks > 1 || !is_whole(u16_at(record, 4)) || !is_whole(u16_at(record, 6)) {
            return Err(split());
        }
        return Ok(Found::Wide { offset: u64_at(locator, 8), locator: position - LOCATOR_BYTES as u64, narrow });
    }
    if u16_at(record, 4) != 0 || u16_at(record, 6) != 0 {
        return Err(split());
    }
    if u16_at(record, 8) != u16_at(record, 10) {
        return Err(Diagnostic::of_file(
            Reason::BadEndRecord,
            format!("The ZIP's end counts {} entries here and {} in all.", u16_at(record, 8), narrow.entries),
        ));
    }
    if narrow.directory_bytes == 0xffff_ffff || narrow.directory_offset == 0xffff_ffff {
        return Err(Diagnostic::of_file(
            Reason::BadEndRecord,
            "The ZIP's end points to a 64-bit end record, and there is none.",
        ));
    }
    checked(narrow).map(Found::Here)
}

/// Reads the 64-bit end record at `offset`, whose numbers must not contradict the narrow ones.
pub fn read_wide(record: &[u8], offset: u64, locator: u64, narrow: &EndRecord) -> Result<EndRecord, Problem> {
    let ends = offset.saturating_add(12).saturating_add(u64_at(record, 4));
    if !record.starts_with(WIDE_SIGNATURE) || ends != locator {
        return Err(Diagnostic::of_file(
            Reason::BadEndRecord,
            "The ZIP's 64-bit end record is not where it should be.",
        ));
    }
    if u32_at(record, 16) != 0 || u32_at(record, 20) != 0 {
        return Err(split());
    }
    let wide = EndRecord {
        entries: u64_at(record, 32),
        directory_bytes: u64_at(record, 40),
        directory_offset: u64_at(record, 48),
        directory_end: offset,
    };
    let agrees = |narrow: u64, wide: u64, full: u64| narrow == full || narrow == wide;
    if u64_at(record, 24) == wide.entries
        && agrees(narrow.entries, wide.entries, 0xffff)
        && agrees(narrow.directory_bytes, wide.directory_bytes, 0xffff_ffff)
        && agrees(narrow.directory_offset, wide.directory_offset, 0xffff_ffff)
    {
        checked(wide)
    } else {
        Err(Diagnostic::of_file(Reason::BadEndRecord, "The ZIP's two end records contradict each other."))
    }
}

fn checked(end: EndRecord) -> Result<EndRecord, Problem> {
    let stated_end = end.directory_offset.saturating_add(end.directory_bytes);
    if stated_end > end.directory_end {
        return Err(Diagnostic::of_file(
            Reason::TruncatedFile,
            format!(
                "The file is shorter than it was made: its table of contents should end at byte {stated_end}, but the file ends it at {}.",
                end.directory_end
            ),
        ));
    }
    if stated_end < end.directory_end {
        return Err(Diagnostic::of_file(
            Reason::HiddenBytes,
            format!("The file holds {} that belong to no entry.", counted(end.directory_end - stated_end)),
        ));
    }
    if end.entries > limits::ENTRIES {
        return Err(Diagnostic::of_file(
            Reason::TooManyEntries,
            format!("The bundle has {} entries; {} are allowed.", end.entries, limits::ENTRIES),
        ));
    }
    if end.directory_bytes > limits::DIRECTORY_BYTES {
        return Err(Diagnostic::of_file(
            Reason::TooLarge,
            format!(
                "The table of contents has {} bytes; {} are allowed.",
                end.directory_bytes,
                limits::DIRECTORY_BYTES
            ),
        ));
    }
    Ok(end)
}

fn split() -> Problem {
    Diagnostic::of_file(Reason::SplitArchive, "The file is one part of a ZIP that was split into several.")
}

fn not_found(head: &[u8]) -> Problem {
    if head.starts_with(b"PK") {
        return Diagnostic::of_file(
            Reason::TruncatedFile,
            "The file starts as a ZIP, but its table of contents, which stands at the end, is not there.",
        );
    }
    Diagnostic::of_file(Reason::NotAZip, format!("The file is no ZIP: it starts with {}.", described(head)))
}

/// The first bytes of a file that is no ZIP, as a person may recognise them.
fn described(head: &[u8]) -> String {
    let known: [(&[u8], &str); 8] = [
        (b"\x1f\x8b", "the mark of a gzip file"),
        (b"7z\xbc\xaf", "the mark of a 7z archive"),
        (b"Rar!", "the mark of a rar archive"),
        (b"RIFF", "the mark of a wav or avi file"),
        (b"\x89PNG", "the mark of a PNG image"),
        (b"%PDF", "the mark of a PDF"),
        (b"<", "`<`, as an HTML page does"),
        (b"{", "`{`, as a JSON file does"),
    ];
    known.iter().find(|(mark, _)| head.starts_with(mark)).map_or_else(
        || format!("the bytes {}", head.iter().take(4).map(|b| format!("{b:02x}")).collect::<Vec<_>>().join(" ")),
        |(_, words)| (*words).into(),
    )
}
