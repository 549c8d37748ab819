//! What the packet table of a Core Audio file says of the sound's edges.
//!
//! Source: the Core Audio Format specification, packet table chunk; the last packet of ALAC tells its own
//! length, which some programs (ffmpeg) leave out of the table.

use symphonia::core::codecs::CodecParameters;
use symphonia::core::formats::{SeekMode, SeekTo, Track};
use symphonia::core::units::Timestamp;

use super::codec::Codec;
use super::demuxing::demuxer_of;
use super::edges::Edges;
use crate::info::Length;
use crate::source::SourceFile;

/// Where the description tells the bytes and then the frames of each packet.
const BYTES_PER_PACKET: u64 = 36;

/// The edges of the track, from those of one without such a table.
#[must_use]
pub fn edges(file: &SourceFile, track: &Track, plain: Edges) -> Edges {
    let (lead, behind) = (track.delay.map_or(0, u64::from), track.padding.map_or(0, u64::from));
    let told = plain.length.frames();
    let heard = if packets_are_alike(file) {
        // All that is decoded was counted.
        told.map(|frames| frames.saturating_sub(lead + behind))
    } else if behind == 0 {
        told.map(|frames| last_packet_end(file, track, frames).map_or(frames, |end| end.min(frames)))
    } else {
        told
    };
    let length = heard.map_or(Length::Unknown, Length::Exact);
    Edges { lead, origin: -(lead as i64), limit: heard, length, ..plain }
}

fn packets_are_alike(file: &SourceFile) -> bool {
    file.exactly::<8>(BYTES_PER_PACKET).is_some_and(|both| both[..4] != [0; 4] && both[4..] != [0; 4])
}

/// Where the sound of the last packet ends, if that can be decoded alone.
fn last_packet_end(file: &SourceFile, track: &Track, frames: u64) -> Option<u64> {
    let Some(CodecParameters::Audio(params)) = &track.codec_params else { return None };
    let mut codec = Codec::new(params).ok().filter(|codec| codec.name == "alac")?;
    let mut reader = demuxer_of(file.cursor()).ok()?;
    let ts = Timestamp::new(i64::try_from(frames).ok()?.checked_sub(1)?);
    reader.seek(SeekMode::Accurate, SeekTo::Timestamp { ts, track_id: track.id }).ok()?;
    let packet = reader.next_packet().ok()??;
    let mut planes = Vec::new();
    codec.decode(&packet, &mut planes).ok()?;
    u64::try_from(packet.pts.get()).ok()?.checked_add(planes.first()?.len() as u64)
}
