//! Whether an Ogg file holds several recordings one after another, as streams that were saved do.

use symphonia::core::formats::FormatReader;

use super::opening::format_name;
use crate::source::SourceFile;

/// No page is longer (RFC 3533, section 6).
const LONGEST_PAGE: u64 = 65_307;

/// Whether the last page belongs to a stream that is not among the first ones.
pub fn goes_on(file: &SourceFile, reader: &dyn FormatReader) -> bool {
    if format_name(reader) != "ogg" {
        return false;
    }
    let size = file.size();
    let mut tail = vec![0; LONGEST_PAGE.min(size) as usize];
    let read = file.read(size.saturating_sub(LONGEST_PAGE), &mut tail);
    let tail = &tail[..read];
    let Some(page) = tail.windows(18).rev().find(|window| window.starts_with(b"OggS\0")) else { return false };
    let serial = u32::from_le_bytes([page[14], page[15], page[16], page[17]]);
    reader.tracks().iter().all(|track| track.id != serial)
}
