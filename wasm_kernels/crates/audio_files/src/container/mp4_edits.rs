//! Which part of a track of an MP4 is to be heard: its edit list, which the demuxer leaves out.
//!
//! Source: ISO/IEC 14496-12, 8.6.6 (`elst`), 8.4.2 (`mdhd`), 8.3.2 (`tkhd`), 8.2.2 (`mvhd`).

use crate::source::SourceFile;

/// Boxes looked at in one level; files have some ten, hostile ones millions.
const MOST_BOXES: usize = 10_000;
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
    let track_box = children(file, movie.body, movie.end)
        .filter(|each| &each.kind == b"trak")
        .find(|each| each.find(file, *b"tkhd").and_then(|tkhd| track_number(file, &tkhd)) == Some(track))?;
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

struct Mp4Box {
    kind: [u8; 4],
    body: u64,
    end: u64,
}

impl Mp4Box {
    fn find(&self, file: &SourceFile, kind: [u8; 4]) -> Option<Self> {
        children(file, self.body, self.end).find(|each| each.kind == kind)
    }
}

fn children(file: &SourceFile, from: u64, to: u64) -> impl Iterator<Item = Mp4Box> {
    let mut at = from;
    std::iter::from_fn(move || {
        if at + 8 > to {
            return None;
        }
        let head = file.exactly::<8>(at)?;
        let short = u64::from(u32::from_be_bytes([head[0], head[1], head[2], head[3]]));
        let (body, end) = match short {
            0 => (at + 8, to),
            1 => (at + 16, at.checked_add(u64::from_be_bytes(file.exactly(at + 8)?))?),
            bytes => (at + 8, at + bytes),
        };
        if end < body || end > to {
            return None;
        }
        at = end;
        Some(Mp4Box { kind: [head[4], head[5], head[6], head[7]], body, end })
    })
    .take(MOST_BOXES)
}

fn timescale(file: &SourceFile, header: &Mp4Box) -> Option<u32> {
    let place = if file.exactly::<1>(header.body)?[0] == 0 { 12 } else { 20 };
    Some(u32::from_be_bytes(file.exactly(header.body + place)?)).filter(|&rate| rate > 0)
}

fn track_number(file: &SourceFile, header: &Mp4Box) -> Option<u32> {
    let place = if file.exactly::<1>(header.body)?[0] == 0 { 12 } else { 20 };
    Some(u32::from_be_bytes(file.exactly(header.body + place)?))
}
