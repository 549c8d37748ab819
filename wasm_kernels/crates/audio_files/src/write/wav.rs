//! Wav files of float32 or integers.

use super::integer;

/// Bytes before the samples in a file below 4 GiB.
const HEADER_BYTES: u64 = 58;
/// And of the chunk with 64-bit lengths that a longer one has besides.
const LONG_BYTES: u64 = 36;
const TAG_PCM: u16 = 1;
const TAG_FLOAT: u16 = 3;

/// One file being written.
pub struct WavWriter {
    channels: u16,
    sample_rate: u32,
    width: u32,
    frames: u64,
}

impl WavWriter {
    pub fn new(channels: u16, sample_rate: u32, width: u32) -> Self {
        Self { channels, sample_rate, width, frames: 0 }
    }

    /// The interleaved samples.
    pub fn write(&mut self, planar: &[f32], frames: usize) -> Vec<u8> {
        let bytes = self.width as usize / 8;
        let channels = usize::from(self.channels);
        let mut out = vec![0; frames * channels * bytes];
        for channel in 0..channels {
            let run = &planar[channel * frames..(channel + 1) * frames];
            for (place, &sample) in out.chunks_exact_mut(bytes).skip(channel).step_by(channels).zip(run) {
                let word =
                    if self.width == 32 { sample.to_le_bytes() } else { integer(sample, self.width).to_le_bytes() };
                place.copy_from_slice(&word[..bytes]);
            }
        }
        self.frames += frames as u64;
        out
    }

    /// A file of 4 GiB or more becomes an RF64 file, which has the same layout with longer lengths.
    pub fn header(&self) -> Vec<u8> {
        let frame_bytes = u64::from(self.channels) * u64::from(self.width / 8);
        let data_bytes = self.frames * frame_bytes;
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
            header.extend(self.frames.to_le_bytes());
            header.extend(0_u32.to_le_bytes());
        }
        header.extend(b"fmt ");
        header.extend(18_u32.to_le_bytes());
        header.extend(if self.width == 32 { TAG_FLOAT } else { TAG_PCM }.to_le_bytes());
        header.extend(self.channels.to_le_bytes());
        header.extend(self.sample_rate.to_le_bytes());
        let rate = (u64::from(self.sample_rate) * frame_bytes).min(u64::from(u32::MAX)) as u32;
        header.extend(rate.to_le_bytes());
        header.extend((frame_bytes as u16).to_le_bytes());
        header.extend((self.width as u16).to_le_bytes());
        header.extend(0_u16.to_le_bytes());
        header.extend(b"fact");
        header.extend(4_u32.to_le_bytes());
        header.extend(short(self.frames).to_le_bytes());
        header.extend(b"data");
        header.extend(short(data_bytes).to_le_bytes());
        header
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_recording_beyond_four_gigabytes_is_rf64() {
        let writer = WavWriter { channels: 1, sample_rate: 48_000, width: 32, frames: 1 << 31 };
        let header = writer.header();
        assert_eq!(&header[..4], b"RF64");
        assert_eq!(header.len() as u64, HEADER_BYTES + LONG_BYTES);
    }
}
