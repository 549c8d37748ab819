//! Which part of a track of an MP4 is to be heard: its edit list, which the demuxer leaves out.
//!
//! Source: ISO/IEC 14496-12, 8.6.6 (`elst`).

use super::mp4_boxes::{children, timescale, tracks};
use crate::source::SourceFile;

/// Entries of an edit list that are looked at.
const MOST_ENTRIES: u32 = 64;

/// The first edit of a track that has sound in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Edit {
    /// Where it begins, in ticks of the track.
    pub start: u64,
    /// How long it is, in ticks of the movie; 0 where it goes to the end.
    pub duration: u64,
    /// Ticks of the movie in a second.
    pub movie_rate: u32,
    /// There are more.
    pub others: bool,
}

/// The edit of the track with this number; nothing where there is none, or it cannot be read.
#[must_use]
pub fn read_edit(file: &SourceFile, track: u32) -> Option<Edit> {
    let movie = children(file, 0, file.size()).find(|each| &each.kind == b"moov")?;
    let movie_rate = movie.find(file, *b"mvhd").and_then(|mvhd| timescale(file, &mvhd))?;
    let track_box = tracks(file, &movie).find(|&(number, _)| number == track)?.1;
    let elst = track_box.find(file, *b"edts")?.find(file, *b"elst")?;
    let version = file.exactly::<1>(elst.body)?[0];
    let count = u32::from_be_bytes(file.exactly(elst.body + 4)?).min(MOST_ENTRIES);
    let bytes = if version == 0 { 12 } else { 20 };
    let mut edits = (0..u64::from(count)).map_while(|entry| {
        let at = elst.body + 8 + entry * bytes;
        if at + bytes > elst.end {
            return None;
        }
        Some(if version == 0 {
            let start = i32::from_be_bytes(file.exactly(at + 4)?);
            (u64::from(u32::from_be_bytes(file.exactly(at)?)), i64::from(start))
        } else {
            (u64::from_be_bytes(file.exactly(at)?), i64::from_be_bytes(file.exactly(at + 8)?))
        })
    });
    // -1 is an empty edit: silence before the track begins, which players leave out too.
    let (duration, start) = edits.find(|&(_, start)| start >= 0)?;
    let others = edits.any(|(_, start)| start >= 0);
    Some(Edit { start: u64::try_from(start).ok()?, duration, movie_rate, others })
}
