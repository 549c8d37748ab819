//! Whether an Ogg file holds several recordings one after another, as streams that were saved do, and
//! where its last page says that it ends.

use symphonia::core::formats::FormatReader;

use super::demuxing::format_name;
use super::ogg_pages::LONGEST_PAGE;
use crate::source::SourceFile;

/// Before the lengths of a page's segments, the last byte of which tells how many.
const PAGE_HEADER: usize = 27;

/// Whether the last page belongs to a stream that is not among the first ones.
pub fn goes_on(file: &SourceFile, reader: &dyn FormatReader) -> bool {
    if format_name(reader) != "ogg" {
        return false;
    }
    last_page(file).is_some_and(|(serial, _)| reader.tracks().iter().all(|track| track.id != serial))
}

/// Where the last page says that its sound ends, in the ticks of its codec, if it is of this stream.
pub fn last_place(file: &SourceFile, serial: u32) -> Option<u64> {
    let (found, place) = last_page(file)?;
    // -1: no packet ends in it.
    (found == serial && place >> 63 == 0).then_some(place)
}

/// Stream and place of the last page that is not cut off.
fn last_page(file: &SourceFile) -> Option<(u32, u64)> {
    let size = file.size();
    let mut tail = vec![0; LONGEST_PAGE.min(size) as usize];
    let read = file.read(size.saturating_sub(LONGEST_PAGE), &mut tail);
    let tail = &tail[..read];
    let starts = (0..read.saturating_sub(PAGE_HEADER)).rev().filter(|&at| tail[at..].starts_with(b"OggS\0"));
    let page = starts.map(|at| &tail[at..]).find(|page| {
        let lengths = page.get(PAGE_HEADER..PAGE_HEADER + usize::from(page[PAGE_HEADER - 1]));
        lengths.is_some_and(|lengths| {
            let body: usize = lengths.iter().copied().map(usize::from).sum();
            PAGE_HEADER + lengths.len() + body <= page.len()
        })
    })?;
    let serial = u32::from_le_bytes(page[14..18].try_into().ok()?);
    Some((serial, u64::from_le_bytes(page[6..14].try_into().ok()?)))
}
