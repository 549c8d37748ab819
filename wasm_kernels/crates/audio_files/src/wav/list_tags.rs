//! Tags in the `LIST` chunk of kind `INFO` of a wav file.

use std::collections::BTreeMap;

use super::header::{find_lists, number};
use crate::source::SourceFile;
use crate::tags::add;

/// Bytes of a chunk that are looked at.
const MAX_LIST_BYTES: usize = 64 * 1024;
/// Microsoft's names, Multimedia Programming Interface and Data Specifications 1.0, "INFO list chunk".
const NAMES: &[(&[u8; 4], &str)] = &[
    (b"INAM", "title"),
    (b"IART", "artist"),
    (b"IPRD", "album"),
    (b"IGNR", "genre"),
    (b"ICMT", "comment"),
    (b"ICRD", "date"),
    (b"ITRK", "track"),
    (b"IPRT", "track"),
];

/// Adds the tags of a wav file, whatever its samples are.
pub fn read_tags(file: &SourceFile, tags: &mut BTreeMap<&'static str, String>) {
    read_lists(file, &find_lists(file), tags);
}

/// Adds the tags of the chunks at `lists`, a place and a number of bytes each.
pub fn read_lists(file: &SourceFile, lists: &[(u64, u32)], tags: &mut BTreeMap<&'static str, String>) {
    for &(place, bytes) in lists {
        let mut chunk = vec![0; (bytes as usize).min(MAX_LIST_BYTES)];
        let read = file.read(place, &mut chunk);
        chunk.truncate(read);
        let Some(mut rest) = chunk.strip_prefix(b"INFO") else { continue };
        while rest.len() >= 8 {
            let bytes = (number(rest, 4) as usize).min(rest.len() - 8);
            if let Some((_, name)) = NAMES.iter().find(|(id, _)| rest.starts_with(*id)) {
                add(tags, name, &text(&rest[8..8 + bytes]));
            }
            rest = &rest[(8 + bytes + bytes % 2).min(rest.len())..];
        }
    }
}

/// UTF-8 if it is that, else Latin-1, which older writers mean.
fn text(bytes: &[u8]) -> String {
    let bytes = bytes.split(|&byte| byte == 0).next().unwrap_or_default();
    match core::str::from_utf8(bytes) {
        Ok(text) => text.to_owned(),
        Err(_) => bytes.iter().map(|&byte| char::from(byte)).collect(),
    }
}
