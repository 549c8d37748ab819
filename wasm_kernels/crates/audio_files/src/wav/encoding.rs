//! How samples are written down.

/// Kind and width of the samples in a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Encoding {
    /// 8 bits, unsigned, 128 is silence.
    U8,
    /// 16 bits, signed.
    S16,
    /// 24 bits, signed.
    S24,
    /// 32 bits, signed.
    S32,
    /// 32 bits, IEEE 754.
    F32,
    /// 64 bits, IEEE 754.
    F64,
    /// 8 bits for 13, ITU-T G.711 A-law.
    ALaw,
    /// 8 bits for 14, ITU-T G.711 mu-law.
    MuLaw,
}

impl Encoding {
    /// Bytes of one sample.
    #[must_use]
    pub fn bytes(self) -> usize {
        match self {
            Self::U8 | Self::ALaw | Self::MuLaw => 1,
            Self::S16 => 2,
            Self::S24 => 3,
            Self::S32 | Self::F32 => 4,
            Self::F64 => 8,
        }
    }

    /// The name that ffmpeg and others use for it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::U8 => "pcm_u8",
            Self::S16 => "pcm_s16le",
            Self::S24 => "pcm_s24le",
            Self::S32 => "pcm_s32le",
            Self::F32 => "pcm_f32le",
            Self::F64 => "pcm_f64le",
            Self::ALaw => "pcm_alaw",
            Self::MuLaw => "pcm_mulaw",
        }
    }

    /// Writes the interleaved little-endian samples in `bytes` as planar float32: integers scaled by
    /// a power of two to [-1, 1), floats as they are.
    ///
    /// # Panics
    /// If `bytes` is not `planar.len() * self.bytes()` long, or `planar` no whole number of frames.
    pub fn decode_into(self, bytes: &[u8], channels: usize, planar: &mut [f32]) {
        assert!(
            bytes.len() == planar.len() * self.bytes() && planar.len().is_multiple_of(channels),
            "room and bytes must be for the same whole frames"
        );
        match self {
            Self::U8 => spread(bytes, channels, planar, |[byte]| (f32::from(byte) - 128.0) / 128.0),
            Self::S16 => spread(bytes, channels, planar, |bytes| f32::from(i16::from_le_bytes(bytes)) / 32_768.0),
            Self::S24 => spread(bytes, channels, planar, |[low, middle, high]| {
                (i32::from_le_bytes([0, low, middle, high]) >> 8) as f32 / 8_388_608.0
            }),
            Self::S32 => spread(bytes, channels, planar, |bytes| i32::from_le_bytes(bytes) as f32 / 2_147_483_648.0),
            Self::F32 => spread(bytes, channels, planar, f32::from_le_bytes),
            Self::F64 => spread(bytes, channels, planar, |bytes| f64::from_le_bytes(bytes) as f32),
            Self::ALaw => spread(bytes, channels, planar, |[code]| f32::from(a_law(code)) / 32_768.0),
            Self::MuLaw => spread(bytes, channels, planar, |[code]| f32::from(mu_law(code)) / 32_768.0),
        }
    }
}

/// ITU-T G.711, table 1: sign, segment and interval, with every second bit inverted.
fn a_law(code: u8) -> i16 {
    let code = code ^ 0x55;
    let (segment, interval) = ((code >> 4) & 7, i16::from(code & 15));
    let size = match segment {
        0 => interval * 16 + 8,
        segment => (interval * 16 + 264) << (segment - 1),
    };
    if code & 0x80 == 0 { -size } else { size }
}

/// ITU-T G.711, table 2: the same, inverted, over a bias of 33.
fn mu_law(code: u8) -> i16 {
    let code = !code;
    let (segment, interval) = ((code >> 4) & 7, i16::from(code & 15));
    let size = ((interval * 8 + 132) << segment) - 132;
    if code & 0x80 == 0 { size } else { -size }
}

fn spread<const BYTES: usize>(bytes: &[u8], channels: usize, planar: &mut [f32], value: impl Fn([u8; BYTES]) -> f32) {
    let (samples, _) = bytes.as_chunks::<BYTES>();
    let frames = planar.len() / channels;
    if frames == 0 {
        return;
    }
    for (channel, run) in planar.chunks_exact_mut(frames).enumerate() {
        for (place, sample) in run.iter_mut().zip(samples[channel..].iter().step_by(channels)) {
            *place = value(*sample);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decoded(encoding: Encoding, bytes: &[u8]) -> Vec<f32> {
        let mut planar = vec![0.0; bytes.len() / encoding.bytes()];
        encoding.decode_into(bytes, 1, &mut planar);
        planar
    }

    #[test]
    fn full_scale_silence_and_halves_are_exact() {
        assert_eq!(decoded(Encoding::U8, &[0, 128, 192]), [-1.0, 0.0, 0.5]);
        assert_eq!(decoded(Encoding::S16, &[0, 0x80, 0, 0, 0, 0x40]), [-1.0, 0.0, 0.5]);
        assert_eq!(
            decoded(Encoding::S24, &[0, 0, 0x80, 0, 0, 0, 0, 0, 0x40, 0xff, 0xff, 0xff]),
            [-1.0, 0.0, 0.5, -1.0 / 8_388_608.0]
        );
        assert_eq!(decoded(Encoding::S32, &[0, 0, 0, 0x80, 0, 0, 0, 0x40]), [-1.0, 0.5]);
        assert_eq!(decoded(Encoding::F32, &1.5_f32.to_le_bytes()), [1.5]);
        assert_eq!(decoded(Encoding::F64, &(-0.25_f64).to_le_bytes()), [-0.25]);
    }

    #[test]
    fn channels_come_apart() {
        let mut planar = vec![0.0; 4];
        Encoding::U8.decode_into(&[128, 0, 192, 64], 2, &mut planar);
        assert_eq!(planar, [0.0, 0.5, -1.0, -0.5]);
    }
}
