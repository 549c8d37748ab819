//! What a Matroska file says of a track that the demuxer leaves out: its edges to the sample, and
//! whether it is the one to play.
//!
//! Source: RFC 9559, 5.1.4.1.25 (`CodecDelay`), 5.1.3.5.7 (`DiscardPadding`), 5.1.4.1.5
//! (`FlagDefault`); RFC 8794, 11.2.4 (`DocType`).

use super::ebml::{CLUSTER, Element, SEGMENT, element, elements, number};
use crate::source::SourceFile;

const HEADER: u32 = 0x1a45_dfa3;
const DOC_TYPE: u32 = 0x4282;
const TRACKS: u32 = 0x1654_ae6b;
const TRACK_ENTRY: u32 = 0xae;
const TRACK_NUMBER: u32 = 0xd7;
const FLAG_DEFAULT: u32 = 0x88;
const CODEC_DELAY: u32 = 0x56aa;
const BLOCK_GROUP: u32 = 0xa0;
const BLOCK: u32 = 0xa1;
const DISCARD_PADDING: u32 = 0x75a2;

/// The last cluster is looked for in so much of the end of the file.
const TAIL_BYTES: u64 = 2 << 20;

/// Nanoseconds of the decoded sound that are not to be heard.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Edges {
    /// At the beginning.
    pub delay: u64,
    /// At the end.
    pub padding: u64,
}

/// What is said of the track with this number.
#[must_use]
pub fn read_edges(file: &SourceFile, track: u64) -> Edges {
    Edges { delay: codec_delay(file, track).unwrap_or(0), padding: discard_padding(file, track).unwrap_or(0) }
}

/// Whether the file says that it is a `WebM`.
#[must_use]
pub fn is_webm(file: &SourceFile) -> bool {
    let header = elements(file, 0, file.size()).next().filter(|first| first.id == HEADER);
    let kind = header.and_then(|header| header.child(file, DOC_TYPE));
    kind.is_some_and(|kind| file.exactly(kind.body) == Some(*b"webm"))
}

/// Whether the track is marked as one to play, which it also is where nothing is said.
#[must_use]
pub fn is_default(file: &SourceFile, track: u64) -> bool {
    let flag = track_entry(file, track).and_then(|entry| entry.child(file, FLAG_DEFAULT));
    flag.and_then(|flag| flag.unsigned(file)) != Some(0)
}

fn codec_delay(file: &SourceFile, track: u64) -> Option<u64> {
    track_entry(file, track)?.child(file, CODEC_DELAY)?.unsigned(file)
}

fn track_entry(file: &SourceFile, track: u64) -> Option<Element> {
    let segment = elements(file, 0, file.size()).find(|each| each.id == SEGMENT)?;
    let tracks = elements(file, segment.body, segment.end)
        .take_while(|each| each.id != CLUSTER)
        .find(|each| each.id == TRACKS)?;
    elements(file, tracks.body, tracks.end)
        .filter(|each| each.id == TRACK_ENTRY)
        .find(|entry| entry.child(file, TRACK_NUMBER).and_then(|number| number.unsigned(file)) == Some(track))
}

fn discard_padding(file: &SourceFile, track: u64) -> Option<u64> {
    let size = file.size();
    let from = size.saturating_sub(TAIL_BYTES);
    let mut tail = vec![0; (size - from) as usize];
    let read = file.read(from, &mut tail);
    tail.truncate(read);
    let clusters = tail.windows(4).enumerate().rev().filter(|(_, window)| **window == CLUSTER.to_be_bytes());
    // The last one that is whole: its four bytes may also be sound.
    let cluster = clusters.take(64).find_map(|(place, _)| {
        let cluster = element(file, from + place as u64, size)?;
        let whole = elements(file, cluster.body, cluster.end).last().is_some_and(|last| last.end == cluster.end);
        whole.then_some(cluster)
    })?;
    let last = elements(file, cluster.body, cluster.end)
        .filter(|each| each.id == BLOCK_GROUP)
        .filter(|group| {
            let block = group.child(file, BLOCK);
            block.and_then(|block| number(file, block.body, true)).is_some_and(|(found, _)| found == track)
        })
        .last()?;
    let padding = last.child(file, DISCARD_PADDING)?;
    // Signed; below 0 it would be sound to add, which nobody writes.
    let value = padding.unsigned(file)?;
    let bits = (padding.end - padding.body) * 8;
    (value >> (bits - 1) == 0).then_some(value)
}
