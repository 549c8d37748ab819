//! The order of channels in what comes out, whatever the format's own: that of wav and of AAC in MP4, by
//! the bits of a wav file's speaker mask: front left, front right, front centre, LFE, back left, back right,
//! back centre, side left, side right.

/// Where the channels of Vorbis (Vorbis I specification, section 4.3.9), and of Opus in mapping family 1
/// (RFC 7845, section 5.1.1.2), stand in that order, for 1 to 8 of them.
const OF_VORBIS: [&[usize]; 8] = [
    &[0],
    &[0, 1],
    &[0, 2, 1],
    &[0, 1, 2, 3],
    &[0, 2, 1, 3, 4],
    &[0, 2, 1, 5, 3, 4],
    &[0, 2, 1, 6, 5, 3, 4],
    &[0, 2, 1, 7, 5, 6, 3, 4],
];

/// Which of so many channels of Vorbis comes at this place. Of more than 8 no order is defined: they stay
/// as they are.
#[must_use]
pub fn from_vorbis(channels: usize, place: usize) -> usize {
    channels.checked_sub(1).and_then(|index| OF_VORBIS.get(index)).map_or(place, |order| order[place])
}
