//! How long the sound of an MP4 in fragments is, as recorders in browsers and streams write it: the index
//! at its beginning is empty. The last fragment tells where it begins and how long it is; pauses between
//! fragments, which are not heard, count as well.
//!
//! Source: ISO/IEC 14496-12, 8.8.3 (`trex`), 8.8.7 (`tfhd`), 8.8.8 (`trun`), 8.8.12 (`tfdt`).

use super::mp4_boxes::{Mp4Box, children, timescale, tracks};
use crate::source::SourceFile;

/// The last fragment is looked for in so much of the end of the file before all are walked through.
const TAIL_BYTES: u64 = 2 << 20;
/// Samples of a fragment that are added up; a second has some fifty.
const MOST_SAMPLES: u32 = 100_000;

/// Frames at so many Hz from the first fragment to the end of the last; nothing where the file has none,
/// or they do not tell.
#[must_use]
pub fn frames(file: &SourceFile, track: u32, rate: u32) -> Option<u64> {
    let movie = children(file, 0, file.size()).find(|each| &each.kind == b"moov")?;
    let extends = movie.find(file, *b"mvex")?;
    let media = tracks(file, &movie).find(|&(number, _)| number == track)?.1.find(file, *b"mdia")?;
    let ticks = timescale(file, &media.find(file, *b"mdhd")?)?;
    let trex = children(file, extends.body, extends.end)
        .find(|each| &each.kind == b"trex" && word(file, each.body + 4) == Some(track));
    let usual = trex.and_then(|trex| word(file, trex.body + 12));
    let span = |fragment: &Mp4Box| span(file, fragment, track, usual);
    let first = children(file, movie.end, file.size()).find(|each| &each.kind == b"moof");
    let begins = first.as_ref().and_then(span)?.0;
    let ends = last_in_tail(file, span).or_else(|| {
        let all = children(file, movie.end, file.size()).filter(|each| &each.kind == b"moof");
        all.filter_map(|fragment| span(&fragment)).last()
    });
    let length = u128::from(ends?.1.checked_sub(begins)?);
    u64::try_from(length * u128::from(rate) / u128::from(ticks)).ok()
}

/// Whether the file is in fragments.
#[must_use]
pub fn are_there(file: &SourceFile) -> bool {
    let movie = children(file, 0, file.size()).find(|each| &each.kind == b"moov");
    movie.is_some_and(|movie| movie.find(file, *b"mvex").is_some())
}

type Span = (u64, u64);

fn last_in_tail(file: &SourceFile, span: impl Fn(&Mp4Box) -> Option<Span>) -> Option<Span> {
    let from = file.size().saturating_sub(TAIL_BYTES);
    let mut tail = vec![0; (file.size() - from) as usize];
    let read = file.read(from, &mut tail);
    let places = tail[..read].windows(4).enumerate().rev().filter(|(place, word)| *place >= 4 && *word == b"moof");
    // Its four letters may also be sound: what is a fragment has a number first, and is whole.
    places.take(64).find_map(|(place, _)| {
        let fragment = children(file, from + place as u64 - 4, file.size()).next()?;
        children(file, fragment.body, fragment.end).next().filter(|each| &each.kind == b"mfhd")?;
        span(&fragment)
    })
}

/// Where a fragment's part of a track begins and ends, in ticks. `usual`: of a sample that does not tell.
fn span(file: &SourceFile, fragment: &Mp4Box, track: u32, usual: Option<u32>) -> Option<Span> {
    let part = children(file, fragment.body, fragment.end)
        .filter(|each| &each.kind == b"traf")
        .find(|part| part.find(file, *b"tfhd").and_then(|header| word(file, header.body + 4)) == Some(track))?;
    let header = part.find(file, *b"tfhd")?;
    let flags = word(file, header.body)?;
    // Before it stand the track's number, a place in the file and the number of a description.
    let at = header.body + 8 + u64::from(flags & 1) * 8 + u64::from(flags >> 1 & 1) * 4;
    let each = if flags & 8 == 0 { usual } else { word(file, at) };
    let time = part.find(file, *b"tfdt")?;
    let begins = match file.exactly::<1>(time.body)? {
        [0] => u64::from(word(file, time.body + 4)?),
        _ => u64::from_be_bytes(file.exactly(time.body + 4)?),
    };
    let runs = children(file, part.body, part.end).filter(|each| &each.kind == b"trun");
    let mut ends = begins;
    for run in runs {
        ends = ends.checked_add(run_ticks(file, &run, each)?)?;
    }
    Some((begins, ends))
}

/// Ticks of the samples of one run.
fn run_ticks(file: &SourceFile, run: &Mp4Box, each: Option<u32>) -> Option<u64> {
    let (flags, count) = (word(file, run.body)?, word(file, run.body + 4)?);
    if flags & 0x100 == 0 {
        return Some(u64::from(each?) * u64::from(count));
    }
    let fields = u64::from((flags >> 8 & 15).count_ones()) * 4;
    let first = run.body + 8 + u64::from(flags & 1) * 4 + u64::from(flags >> 2 & 1) * 4;
    if count > MOST_SAMPLES || first + u64::from(count) * fields > run.end {
        return None;
    }
    (0..u64::from(count)).map(|sample| word(file, first + sample * fields).map(u64::from)).sum()
}

fn word(file: &SourceFile, at: u64) -> Option<u32> {
    file.exactly(at).map(u32::from_be_bytes)
}
