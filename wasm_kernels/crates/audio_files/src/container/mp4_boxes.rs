//! The boxes of which an MP4 is made.
//!
//! Source: ISO/IEC 14496-12, 4.2 (boxes), 8.4.2 (`mdhd`), 8.3.2 (`tkhd`), 8.2.2 (`mvhd`), 8.5.2 (`stsd`).

use crate::source::SourceFile;

/// Boxes looked at in one level; files have some ten, hostile ones millions.
const MOST_BOXES: usize = 10_000;

/// One box.
pub struct Mp4Box {
    pub kind: [u8; 4],
    /// Where in the file it begins, what it holds begins, and both end.
    pub start: u64,
    pub body: u64,
    pub end: u64,
}

impl Mp4Box {
    /// The first one of this kind in it.
    pub fn find(&self, file: &SourceFile, kind: [u8; 4]) -> Option<Self> {
        children(file, self.body, self.end).find(|each| each.kind == kind)
    }
}

/// The boxes in this part of the file.
pub fn children(file: &SourceFile, from: u64, to: u64) -> impl Iterator<Item = Mp4Box> {
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
        let start = std::mem::replace(&mut at, end);
        Some(Mp4Box { kind: [head[4], head[5], head[6], head[7]], start, body, end })
    })
    .take(MOST_BOXES)
}

/// The tracks of a movie by their numbers.
pub fn tracks(file: &SourceFile, movie: &Mp4Box) -> impl Iterator<Item = (u32, Mp4Box)> {
    children(file, movie.body, movie.end).filter(|each| &each.kind == b"trak").filter_map(|track| {
        let tkhd = track.find(file, *b"tkhd")?;
        Some((track_number(file, &tkhd)?, track))
    })
}

/// The first description of a track's samples, in `stsd`.
pub fn sample_entry(file: &SourceFile, track: &Mp4Box) -> Option<Mp4Box> {
    let table = sample_table(file, track)?;
    let stsd = table.find(file, *b"stsd")?;
    children(file, stsd.body + 8, stsd.end).next()
}

/// Where a track's samples are listed, `stbl`.
pub fn sample_table(file: &SourceFile, track: &Mp4Box) -> Option<Mp4Box> {
    track.find(file, *b"mdia")?.find(file, *b"minf")?.find(file, *b"stbl")
}

/// Ticks in a second, of the header of a movie or of a track's media.
pub fn timescale(file: &SourceFile, header: &Mp4Box) -> Option<u32> {
    let place = if file.exactly::<1>(header.body)?[0] == 0 { 12 } else { 20 };
    Some(u32::from_be_bytes(file.exactly(header.body + place)?)).filter(|&rate| rate > 0)
}

fn track_number(file: &SourceFile, header: &Mp4Box) -> Option<u32> {
    let place = if file.exactly::<1>(header.body)?[0] == 0 { 12 } else { 20 };
    Some(u32::from_be_bytes(file.exactly(header.body + place)?))
}
