//! The header in front of an entry, and the descriptor behind it. Both must say what the table of
//! contents says: a program that reads them instead of the table would see another archive.

use super::entry::Entry;
use super::extra::{Sizes, widen};
use super::{FLAG_DESCRIPTOR, FLAG_UTF8, FLAGS_ENCRYPTED, u16_at, u32_at, u64_at};

/// Bytes of a header before its name.
pub const FIXED_BYTES: usize = 30;

/// Length of the whole header whose first [`FIXED_BYTES`] are given, or None where it is none.
pub fn header_bytes(fixed: &[u8]) -> Option<usize> {
    fixed.starts_with(b"PK\x03\x04").then(|| FIXED_BYTES + u16_at(fixed, 26) as usize + u16_at(fixed, 28) as usize)
}

/// Compares a whole header with the table of contents; the error says what differs.
///
/// With a descriptor the header's checksum and sizes may be zero (every bundle that the older
/// SDK's packer made is like that), or already the true ones.
pub fn compare(header: &[u8], entry: &Entry) -> Result<(), String> {
    const MATTERING: u16 = FLAGS_ENCRYPTED | FLAG_DESCRIPTOR | FLAG_UTF8;
    let name_end = FIXED_BYTES + u16_at(header, 26) as usize;
    if header.get(FIXED_BYTES..name_end) != Some(entry.written_name.as_bytes()) {
        let name = String::from_utf8_lossy(header.get(FIXED_BYTES..name_end).unwrap_or(&[]));
        return Err(format!("The header before the entry names it `{}`.", crate::diagnostic::shown(&name)));
    }
    let flags = u16_at(header, 6);
    if flags & MATTERING != entry.flags & MATTERING {
        return Err(format!("The header has the flags {flags:#06x}, the table of contents {:#06x}.", entry.flags));
    }
    if u16_at(header, 8) != entry.method {
        return Err("The header and the table of contents name different compression methods.".into());
    }
    let narrow = Sizes { bytes: u32_at(header, 22).into(), stored_bytes: u32_at(header, 18).into(), header_offset: 0 };
    let sizes = widen(narrow, &header[name_end..]).map_err(|what| format!("The header {what}."))?;
    let later = flags & FLAG_DESCRIPTOR != 0;
    let agrees = |local: u64, central: u64| local == central || (later && local == 0);
    if !agrees(sizes.bytes, entry.bytes) || !agrees(sizes.stored_bytes, entry.stored_bytes) {
        return Err(format!(
            "The header says {} bytes stored in {}, the table of contents {} in {}.",
            sizes.bytes, sizes.stored_bytes, entry.bytes, entry.stored_bytes
        ));
    }
    let crc = u32_at(header, 14);
    if !agrees(crc.into(), entry.crc.into()) {
        return Err(format!("The header has the checksum {crc:08x}, the table of contents {:08x}.", entry.crc));
    }
    Ok(())
}

/// Compares a descriptor with the table of contents. `descriptor` is all that stands between the
/// data and the next entry: 12 or 20 bytes, with a signature 16 or 24.
pub fn compare_descriptor(descriptor: &[u8], entry: &Entry) -> Result<(), String> {
    let fields = match (descriptor.len(), descriptor.strip_prefix(b"PK\x07\x08")) {
        (16 | 24, Some(fields)) => fields,
        (12 | 20, _) => descriptor,
        _ => return Err("What follows the data is no data descriptor.".into()),
    };
    let (stored_bytes, bytes) = if fields.len() == 12 {
        (u32_at(fields, 4).into(), u32_at(fields, 8).into())
    } else {
        (u64_at(fields, 4), u64_at(fields, 12))
    };
    if u32_at(fields, 0) == entry.crc && stored_bytes == entry.stored_bytes && bytes == entry.bytes {
        Ok(())
    } else {
        Err("The data descriptor and the table of contents disagree.".into())
    }
}
