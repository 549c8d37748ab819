//! The frames of an MP3 (or MP2) as they stand in the file, and what else may stand between them: tags, and
//! the frames that tell of the others.

use super::mpeg_header::{HEADER_BYTES, InfoFrame, MpegHeader};
use crate::info::Length;
use crate::source::SourceFile;

/// No frame that tells of the others needs more of it.
const INFO_BYTES: usize = 256;
/// Files that are looked at in one that was put together.
const MOST_PARTS: usize = 10_000;

/// The frame at a place.
#[must_use]
pub fn frame_at(file: &SourceFile, at: u64) -> Option<MpegHeader> {
    MpegHeader::read(file.exactly(at)?)
}

/// The frame at a place, if it is one that tells of the others.
#[must_use]
pub fn info_at(file: &SourceFile, at: u64) -> Option<(MpegHeader, InfoFrame)> {
    let mut bytes = [0; INFO_BYTES];
    let read = file.read(at, &mut bytes);
    let header = MpegHeader::read(*bytes[..read].first_chunk::<HEADER_BYTES>()?)?;
    Some((header, InfoFrame::read(&header, &bytes[..read])?))
}

/// Where the tags end that stand at a place; that place itself where there are none.
#[must_use]
pub fn behind_tags(file: &SourceFile, from: u64) -> u64 {
    const ID3V1_BYTES: u64 = 128;
    const APE_HEADER: u64 = 32;
    let mut at = from;
    while let Some(start) = file.exactly::<16>(at) {
        let seven_bits = |size: u64, byte: &u8| size << 7 | u64::from(byte & 0x7f);
        at += match start {
            [b'T', b'A', b'G', ..] => ID3V1_BYTES,
            [b'I', b'D', b'3', ..] => 10 + start[6..10].iter().fold(0, seven_bits),
            _ if start.starts_with(b"APETAGEX") => {
                APE_HEADER + u64::from(u32::from_le_bytes([start[12], start[13], start[14], start[15]]))
            }
            _ => return at,
        };
    }
    at.min(file.size())
}

/// Frames like `like` from a place on, one right behind the other, `most` at most; and whether what comes
/// behind them is an end: of the file, or the beginning of another recording in it.
#[must_use]
pub fn run_from(file: &SourceFile, from: u64, like: &MpegHeader, most: u64) -> (u64, bool) {
    let (mut at, mut count) = (from, 0);
    while count < most {
        let Some(header) = frame_at(file, at).filter(|header| header.is_like(like)) else {
            return (count, at >= file.size() || behind_tags(file, at) > at);
        };
        if at + header.bytes > file.size() {
            return (count, false);
        }
        if info_at(file, at).is_some() {
            return (count, true);
        }
        at += header.bytes;
        count += 1;
    }
    (count, true)
}

/// How long a file is that was put together of several, where their first frames tell; nothing for others.
#[must_use]
pub fn joined_length(file: &SourceFile) -> Option<Length> {
    let (mut at, mut whole, mut exact) = (behind_tags(file, 0), 0_u64, true);
    let mut first = None;
    for part in 0..MOST_PARTS {
        let found = info_at(file, at);
        if let (Some(first), Some(here)) = (first, frame_at(file, at))
            && !here.is_like(&first)
        {
            // What is of another form is not read.
            return Some(known(whole, exact));
        }
        let Some((header, info)) = found else {
            // Another one without such a frame: how long that is only its frames tell.
            let more = part > 0 && frame_at(file, at).is_some();
            return if more { Some(Length::Unknown) } else { (part > 1).then(|| known(whole, exact)) };
        };
        first = first.or(Some(header));
        let (count, bytes) = (info.count?, info.bytes.filter(|&bytes| bytes >= header.bytes)?);
        let (delay, padding) = info.edges.unwrap_or_default();
        exact &= info.edges.is_some();
        whole = whole.saturating_add(count.saturating_mul(header.frames).saturating_sub(delay + padding));
        at = behind_tags(file, at.checked_add(bytes)?);
    }
    None
}

fn known(frames: u64, exact: bool) -> Length {
    if exact { Length::Exact(frames) } else { Length::Estimated(frames) }
}
