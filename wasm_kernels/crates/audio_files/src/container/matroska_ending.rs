//! Whether a Matroska file of which nobody told the length is all there. Browsers record, and programs
//! write into pipes, segments and clusters of unknown size: only the blocks tell where such a file may end.

use super::ebml::{CLUSTER, SEGMENT, element};
use crate::source::SourceFile;

/// Looked through for the last clusters.
const TAIL_BYTES: u64 = 2 << 20;
/// Marks of clusters that are tried: their four bytes may also be sound.
const MOST_MARKS: usize = 64;
/// Elements from there to the end.
const MOST_ELEMENTS: usize = 100_000;

/// Whether the file ends where an element ends, and with it all around it whose length is known.
#[must_use]
pub fn is_whole(file: &SourceFile) -> bool {
    let from = file.size().saturating_sub(TAIL_BYTES);
    let mut tail = vec![0; (file.size() - from) as usize];
    let read = file.read(from, &mut tail);
    let marks = tail[..read].windows(4).enumerate().rev().filter(|(_, window)| **window == CLUSTER.to_be_bytes());
    let mut clusters = marks.take(MOST_MARKS).map(|(place, _)| from + place as u64).peekable();
    // A cluster of video may be longer than what was looked through.
    if clusters.peek().is_none() { leads_to_end(file, 0) } else { clusters.any(|place| leads_to_end(file, place)) }
}

/// Whether the elements from here on, one after another, come to the very end.
fn leads_to_end(file: &SourceFile, from: u64) -> bool {
    let size = file.size();
    let mut at = from;
    for _ in 0..MOST_ELEMENTS {
        if at == size {
            return true;
        }
        let Some(found) = element(file, at, size) else { return false };
        // What reaches to the end is looked into: its length may not be known.
        at = if found.end == size && matches!(found.id, CLUSTER | SEGMENT) { found.body } else { found.end };
    }
    false
}
