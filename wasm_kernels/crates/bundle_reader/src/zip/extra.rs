//! Extra fields: the 64-bit sizes (0x0001) and Info-ZIP's second name (0x7075).

use super::{u16_at, u64_at};

/// Id of the field with 64-bit sizes.
const WIDE: u16 = 1;

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

/// How many fields have this id.
fn times(extra: &[u8], id: u16) -> usize {
    let mut rest = extra;
    let mut count = 0;
    while rest.len() >= 4 {
        count += usize::from(u16_at(rest, 0) == id);
        rest = rest.get(4 + u16_at(rest, 2) as usize..).unwrap_or(&[]);
    }
    count
}

/// Replaces each value that is all ones by the one in the 64-bit field, which holds only those, in
/// this order. The error says what cannot be: a value that is not there, a second field, or values
/// beside ones that need none and that they contradict; programs differ in which they believe.
pub fn widen(narrow: Sizes, extra: &[u8]) -> Result<Sizes, &'static str> {
    const FULL: u64 = 0xffff_ffff;
    let content = field(extra, WIDE).unwrap_or(&[]);
    if times(extra, WIDE) > 1 {
        return Err("gives 64-bit sizes twice");
    }
    let mut wide = content;
    let mut take = |value: u64| {
        if value != FULL {
            return Ok(value);
        }
        let taken = wide.get(..8).ok_or("announces 64-bit sizes and does not give them")?;
        wide = &wide[8..];
        Ok(u64_at(taken, 0))
    };
    let sizes = Sizes {
        bytes: take(narrow.bytes)?,
        stored_bytes: take(narrow.stored_bytes)?,
        header_offset: take(narrow.header_offset)?,
    };
    let all = [sizes.bytes, sizes.stored_bytes, sizes.header_offset];
    // What is left over may be the number of the disk, or all the values from the first on.
    if wide.len() >= 8 && !content.chunks_exact(8).zip(all).all(|(given, size)| u64_at(given, 0) == size) {
        return Err("gives 64-bit sizes that contradict its plain ones");
    }
    Ok(sizes)
}

/// Whether PKWARE's Unix field (0x000d) has more than times and owner: the name that a link leads to.
pub fn names_a_target(extra: &[u8]) -> bool {
    field(extra, 0x000d).is_some_and(|content| content.len() > 12)
}

/// The name that Info-ZIP's Unicode field gives: version 1, CRC of the plain name, UTF-8.
pub fn unicode_name(extra: &[u8]) -> Option<&[u8]> {
    field(extra, 0x7075).and_then(|content| content.get(5..))
}
