//! Extra fields: the 64-bit sizes (0x0001) and Info-ZIP's second name (0x7075).

use super::{u16_at, u64_at};

/// Sizes and offset of an entry, with what the 64-bit field says put in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sizes {
    pub bytes: u64,
    pub stored_bytes: u64,
    pub header_offset: u64,
}

/// The content of the field `id`; a field that runs over the end of `extra` ends the search.
/// The rest may be anything: Info-ZIP and Android pad with zeros.
pub fn field(extra: &[u8], id: u16) -> Option<&[u8]> {
    let mut rest = extra;
    while rest.len() >= 4 {
        let bytes = u16_at(rest, 2) as usize;
        let content = rest.get(4..4 + bytes)?;
        if u16_at(rest, 0) == id {
            return Some(content);
        }
        rest = &rest[4 + bytes..];
    }
    None
}

/// Replaces each value that is all ones by the one in the 64-bit field, which holds only those, in
/// this order. None where the field is needed and too short or not there.
pub fn widen(sizes: Sizes, extra: &[u8]) -> Option<Sizes> {
    const FULL: u64 = 0xffff_ffff;
    let mut wide = field(extra, 1).unwrap_or(&[]);
    let mut take = |value: u64| {
        if value != FULL {
            return Some(value);
        }
        let content = wide.get(..8)?;
        wide = &wide[8..];
        Some(u64_at(content, 0))
    };
    Some(Sizes {
        bytes: take(sizes.bytes)?,
        stored_bytes: take(sizes.stored_bytes)?,
        header_offset: take(sizes.header_offset)?,
    })
}

/// The name that Info-ZIP's Unicode field gives: version 1, CRC of the plain name, UTF-8.
pub fn unicode_name(extra: &[u8]) -> Option<&[u8]> {
    field(extra, 0x7075).and_then(|content| content.get(5..))
}
