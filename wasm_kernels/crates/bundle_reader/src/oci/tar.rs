//! Headers of a tar (POSIX.1-2017, pax; the SDK writes GNU's form, which differs only in its mark).

use crate::diagnostic::Diagnostic;
use crate::limits;
use crate::reason::Reason;

pub const BLOCK_BYTES: usize = 512;

/// One header.
#[derive(Debug)]
pub struct TarHeader {
    pub path: String,
    pub bytes: u64,
}

/// Reads a header block that is not all zeros.
pub fn read(block: &[u8; BLOCK_BYTES]) -> Result<TarHeader, Diagnostic> {
    let sum = number(&block[148..156]).ok_or_else(|| bad("The checksum of a header is no number."))?;
    let spaces = 8 * u64::from(b' ');
    let actual = block.iter().map(|&b| u64::from(b)).sum::<u64>() + spaces
        - block[148..156].iter().map(|&b| u64::from(b)).sum::<u64>();
    if sum != actual {
        return Err(bad("A header has another checksum than the one announced: what is packed is no tar, or damaged."));
    }
    let path = text(&block[..100]).ok_or_else(|| {
        Diagnostic::of_entry(Reason::UnsafeName, &String::from_utf8_lossy(&block[..100]), "A name is no UTF-8.")
    })?;
    let is_posix = &block[257..263] == b"ustar\0";
    if is_posix && block[345] != 0 {
        return Err(Diagnostic::of_entry(Reason::UnsafeName, path, "The name is split in two; names here are short."));
    }
    let what = match block[156] {
        b'0' | 0 => None,
        b'1' => Some("a hard link"),
        b'2' => Some("a symbolic link"),
        b'3' | b'4' => Some("a device"),
        b'5' => Some("a folder"),
        b'6' => Some("a named pipe"),
        b'L' | b'K' | b'x' | b'g' => Some("a record that changes the next one's name"),
        _ => Some("of a kind that no bundle has"),
    };
    if let Some(what) = what {
        return Err(Diagnostic::of_entry(Reason::NotAFile, path, format!("The entry is {what}.")));
    }
    let bytes = number(&block[124..136])
        .ok_or_else(|| Diagnostic::of_entry(Reason::BadTar, path, "The size of the file is no number."))?;
    if bytes > limits::ENTRY_BYTES {
        let message = format!("The file has {bytes} bytes; {} are allowed.", limits::ENTRY_BYTES);
        return Err(Diagnostic::of_entry(Reason::TooLarge, path, message));
    }
    Ok(TarHeader { path: path.to_owned(), bytes })
}

/// Octal digits between spaces, ended by NUL or space; or GNU's binary form, for what needs more.
fn number(field: &[u8]) -> Option<u64> {
    if field[0] == 0x80 {
        return field[1..].iter().try_fold(0u64, |value, &byte| Some(value.checked_mul(256)? + u64::from(byte)));
    }
    let text = core::str::from_utf8(field).ok()?.trim_matches([' ', '\0']);
    if text.is_empty() || !text.bytes().all(|b| matches!(b, b'0'..=b'7')) {
        return None;
    }
    u64::from_str_radix(text, 8).ok()
}

fn text(field: &[u8]) -> Option<&str> {
    let end = field.iter().position(|&b| b == 0).unwrap_or(field.len());
    core::str::from_utf8(&field[..end]).ok()
}

pub fn bad(message: &str) -> Diagnostic {
    Diagnostic::of_file(Reason::BadTar, message)
}
