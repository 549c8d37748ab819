//! The ZIP records (PKWARE's APPNOTE 6.3.10, sections 4.3 to 4.5), as far as a bundle needs them.

pub mod central;
pub mod end_record;
pub mod entry;
pub mod extra;
pub mod local;

use entry::Entry;

/// A problem with the records, before it is known which entry it belongs to.
pub type Problem = crate::diagnostic::Diagnostic;

pub const STORED: u16 = 0;
pub const DEFLATE: u16 = 8;

/// Bit 0: encrypted; 6: strong encryption; 13: masked local headers.
pub const FLAGS_ENCRYPTED: u16 = 1 | 1 << 6 | 1 << 13;
/// Sizes and checksum follow the data, in a descriptor.
pub const FLAG_DESCRIPTOR: u16 = 1 << 3;
/// The name is UTF-8.
pub const FLAG_UTF8: u16 = 1 << 11;

/// Little-endian numbers at fixed places. A place outside is 0: callers check lengths first.
pub fn u16_at(bytes: &[u8], at: usize) -> u16 {
    bytes.get(at..at + 2).and_then(|b| b.try_into().ok()).map_or(0, u16::from_le_bytes)
}

pub fn u32_at(bytes: &[u8], at: usize) -> u32 {
    bytes.get(at..at + 4).and_then(|b| b.try_into().ok()).map_or(0, u32::from_le_bytes)
}

pub fn u64_at(bytes: &[u8], at: usize) -> u64 {
    bytes.get(at..at + 8).and_then(|b| b.try_into().ok()).map_or(0, u64::from_le_bytes)
}

/// Name of a compression method, for messages.
pub fn method_name(method: u16) -> String {
    match method {
        STORED => "stored".into(),
        DEFLATE => "deflate".into(),
        9 => "deflate64".into(),
        12 => "bzip2".into(),
        14 => "lzma".into(),
        20 | 93 => "zstd".into(),
        95 => "xz".into(),
        other => format!("method {other}"),
    }
}

/// Indices of the entries in the order of the file.
pub fn file_order(entries: &[Entry]) -> Vec<usize> {
    let mut order: Vec<usize> = (0..entries.len()).collect();
    order.sort_by_key(|&i| entries[i].header_offset);
    order
}
