//! The elements of which a Matroska file consists.
//!
//! Source: RFC 8794 (EBML); RFC 9559, 5.1 (what they are).

use crate::source::SourceFile;

pub const SEGMENT: u32 = 0x1853_8067;
pub const CLUSTER: u32 = 0x1f43_b675;

/// Elements looked at in one level.
const MOST_ELEMENTS: usize = 20_000;

/// An element of a file.
pub struct Element {
    pub id: u32,
    /// Where it begins.
    pub start: u64,
    /// Where what is in it begins.
    pub body: u64,
    /// Where it ends, or its parent, where its length is not told.
    pub end: u64,
}

impl Element {
    /// The first one in it of this kind.
    #[must_use]
    pub fn child(&self, file: &SourceFile, id: u32) -> Option<Self> {
        elements(file, self.body, self.end).find(|each| each.id == id)
    }

    /// Its value as a number.
    #[must_use]
    pub fn unsigned(&self, file: &SourceFile) -> Option<u64> {
        let bytes = usize::try_from(self.end - self.body).ok().filter(|&bytes| (1..=8).contains(&bytes))?;
        let mut value = [0; 8];
        (file.read(self.body, &mut value[8 - bytes..]) == bytes).then(|| u64::from_be_bytes(value))
    }
}

/// The elements from a place to an end, one after another, as long as they make sense.
pub fn elements(file: &SourceFile, from: u64, to: u64) -> impl Iterator<Item = Element> {
    let mut at = from;
    std::iter::from_fn(move || {
        let found = element(file, at, to)?;
        at = found.end;
        Some(found)
    })
    .take(MOST_ELEMENTS)
}

/// The element at a place, which ends before `to`.
#[must_use]
pub fn element(file: &SourceFile, at: u64, to: u64) -> Option<Element> {
    let (id, id_bytes) = number(file, at, false)?;
    let (bytes, size_bytes) = number(file, at + id_bytes, true)?;
    let body = at + id_bytes + size_bytes;
    // All bits set: it ends with its parent.
    let unknown = bytes == (1 << (7 * size_bytes)) - 1;
    let end = if unknown { to } else { body.checked_add(bytes)? };
    (body <= end && end <= to).then_some(Element { id: u32::try_from(id).ok()?, start: at, body, end })
}

/// A number of variable length and how many bytes it has, with or without the bit that tells the length.
#[must_use]
pub fn number(file: &SourceFile, at: u64, plain: bool) -> Option<(u64, u64)> {
    let first = file.exactly::<1>(at)?[0];
    let bytes = first.leading_zeros() as usize + 1;
    if bytes > 8 {
        return None;
    }
    let mut value = [0; 8];
    if file.read(at, &mut value[8 - bytes..]) < bytes {
        return None;
    }
    let value = u64::from_be_bytes(value);
    let mark = 1_u64 << (7 * bytes);
    Some((if plain { value ^ mark } else { value }, bytes as u64))
}
