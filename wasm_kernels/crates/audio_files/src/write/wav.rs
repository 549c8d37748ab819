//! Float32 wav files.

/// Bytes before the samples in a file below 4 GiB.
const HEADER_BYTES: u64 = 58;
/// And of the chunk with 64-bit lengths that a longer one has besides.
const LONG_BYTES: u64 = 36;

/// The bytes that come before `frames` interleaved float32 frames. A file of 4 GiB or more becomes an
/// RF64 file, which has the same layout with longer lengths.
#[must_use]
pub fn wav_header(channels: u16, sample_rate: u32, frames: u64) -> Vec<u8> {
    let frame_bytes = u64::from(channels) * 4;
    let data_bytes = frames * frame_bytes;
    let riff_bytes = HEADER_BYTES - 8 + data_bytes;
    let long = riff_bytes >= u64::from(u32::MAX);
    let short = |bytes: u64| if long { u32::MAX } else { bytes as u32 };

    let mut header = Vec::with_capacity((HEADER_BYTES + LONG_BYTES) as usize);
    header.extend(if long { b"RF64" } else { b"RIFF" });
    header.extend(short(riff_bytes).to_le_bytes());
    header.extend(b"WAVE");
    if long {
        header.extend(b"ds64");
        header.extend(28_u32.to_le_bytes());
        header.extend((riff_bytes + LONG_BYTES).to_le_bytes());
        header.extend(data_bytes.to_le_bytes());
        header.extend(frames.to_le_bytes());
        header.extend(0_u32.to_le_bytes());
    }
    header.extend(b"fmt ");
    header.extend(18_u32.to_le_bytes());
    header.extend(3_u16.to_le_bytes());
    header.extend(channels.to_le_bytes());
    header.extend(sample_rate.to_le_bytes());
    header.extend((u64::from(sample_rate) * frame_bytes).min(u64::from(u32::MAX)).to_le_bytes()[..4].iter());
    header.extend((frame_bytes as u16).to_le_bytes());
    header.extend(32_u16.to_le_bytes());
    header.extend(0_u16.to_le_bytes());
    header.extend(b"fact");
    header.extend(4_u32.to_le_bytes());
    header.extend(short(frames).to_le_bytes());
    header.extend(b"data");
    header.extend(short(data_bytes).to_le_bytes());
    header
}

/// Rearranges planar float32 samples, as little-endian bytes, into the interleaved ones of a file.
///
/// # Panics
/// If `planar` holds no whole number of frames, or `interleaved` is not as long.
pub fn interleave_into(planar: &[u8], channels: usize, interleaved: &mut [u8]) {
    assert!(
        channels > 0 && planar.len().is_multiple_of(4 * channels) && interleaved.len() == planar.len(),
        "room must be for the same whole frames"
    );
    let (samples, _) = planar.as_chunks::<4>();
    let (places, _) = interleaved.as_chunks_mut::<4>();
    let frames = samples.len() / channels;
    for channel in 0..channels {
        let run = &samples[channel * frames..(channel + 1) * frames];
        for (place, sample) in places.iter_mut().skip(channel).step_by(channels).zip(run) {
            *place = *sample;
        }
    }
}

/// As [`interleave_into`], in a new `Vec`.
///
/// # Panics
/// If `planar` holds no whole number of frames.
#[must_use]
pub fn interleave(planar: &[u8], channels: usize) -> Vec<u8> {
    let mut interleaved = vec![0; planar.len()];
    interleave_into(planar, channels, &mut interleaved);
    interleaved
}
