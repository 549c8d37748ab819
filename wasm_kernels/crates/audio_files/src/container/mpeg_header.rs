//! The header of an MPEG audio frame, and the frame that holds no sound but tells of the rest.
//!
//! Source: ISO/IEC 11172-3, 2.4.1.3 and 2.4.2.3, and 13818-3 for the lower rates; what the tags of Xing, LAME
//! and Fraunhofer (`VBRI`) hold is written down nowhere but in the programs that write them.

/// Bytes of a header.
pub const HEADER_BYTES: usize = 4;
/// What the decoder adds to the delay of the encoder, frames.
const DECODER_DELAY: u64 = 528 + 1;

/// In kbit/s: MPEG 1 layer 1, 2, 3; MPEG 2 layer 1; MPEG 2 layer 2 and 3.
const BIT_RATES: [[u32; 14]; 5] = [
    [32, 64, 96, 128, 160, 192, 224, 256, 288, 320, 352, 384, 416, 448],
    [32, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384],
    [32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320],
    [32, 48, 56, 64, 80, 96, 112, 128, 144, 160, 176, 192, 224, 256],
    [8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160],
];

/// What a header says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MpegHeader {
    /// 0: MPEG 1; 1: MPEG 2; 2: MPEG 2.5.
    version: u8,
    /// 1 to 3.
    layer: u8,
    /// Hz.
    pub sample_rate: u32,
    /// 1 or 2.
    pub channels: usize,
    /// Bits in a second.
    bit_rate: u32,
    /// Of the whole frame.
    pub bytes: u64,
    /// Samples per channel.
    pub frames: u64,
}

impl MpegHeader {
    /// From the first bytes of a frame; nothing where it is none, or one without a length of its own.
    #[must_use]
    pub fn read(bytes: [u8; HEADER_BYTES]) -> Option<Self> {
        let [sync, kind, rates, mode] = bytes;
        if sync != 0xff || kind & 0xe0 != 0xe0 {
            return None;
        }
        let version = match kind >> 3 & 3 {
            0 => 2,
            2 => 1,
            3 => 0,
            _ => return None,
        };
        let layer = 4 - (kind >> 1 & 3);
        let rate = *[44_100, 48_000, 32_000].get(usize::from(rates >> 2 & 3))?;
        let sample_rate = rate >> version;
        let row = match (version, layer) {
            (_, 4) => return None,
            (0, layer) => usize::from(layer) - 1,
            (_, 1) => 3,
            _ => 4,
        };
        let bit_rate = *BIT_RATES[row].get(usize::from(rates >> 4).checked_sub(1)?)? * 1000;
        let frames = match (version, layer) {
            (_, 1) => 384,
            (1.., 3) => 576,
            _ => 1152,
        };
        let slot = if layer == 1 { 4 } else { 1 };
        let slots = frames / 8 / slot * u64::from(bit_rate) / u64::from(sample_rate) + u64::from(rates >> 1 & 1);
        let channels = if mode >> 6 == 3 { 1 } else { 2 };
        Some(Self { version, layer, sample_rate, channels, bit_rate, bytes: slots * slot, frames })
    }

    /// Whether both may be of one stream.
    #[must_use]
    pub fn is_like(&self, other: &Self) -> bool {
        (self.version, self.layer, self.sample_rate, self.channels)
            == (other.version, other.layer, other.sample_rate, other.channels)
    }

    /// How many frames, one after another, take so many bytes, if all are as long.
    #[must_use]
    pub fn count_in(&self, bytes: u64) -> u64 {
        let samples = u128::from(bytes) * 8 * u128::from(self.sample_rate);
        let each = u128::from(self.frames) * u128::from(self.bit_rate);
        u64::try_from((samples + each / 2) / each).unwrap_or(u64::MAX)
    }

    /// Whether frames like this one take as many bytes as those, up to a slot.
    #[must_use]
    pub fn is_as_long_as(&self, other: &Self) -> bool {
        self.bit_rate == other.bit_rate
    }

    /// Behind the header: how much of a frame of layer 3 says how the rest is coded.
    fn side_bytes(&self) -> usize {
        match (self.version, self.channels) {
            (0, 1) => 17,
            (0, _) => 32,
            (_, 1) => 9,
            _ => 17,
        }
    }
}

/// What the first frame of a recording says of the others.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InfoFrame {
    /// How many they are.
    pub count: Option<u64>,
    /// Of all of them and of itself.
    pub bytes: Option<u64>,
    /// Samples per channel that are not heard, at the beginning and at the end.
    pub edges: Option<(u64, u64)>,
}

impl InfoFrame {
    /// Nothing where the frame is sound.
    #[must_use]
    pub fn read(header: &MpegHeader, frame: &[u8]) -> Option<Self> {
        if header.layer != 3 {
            return None;
        }
        let word = |at: usize| Some(u64::from(u32::from_be_bytes(frame.get(at..at + 4)?.try_into().ok()?)));
        let fraunhofer = HEADER_BYTES + 32;
        if frame.get(fraunhofer..fraunhofer + 4) == Some(b"VBRI") {
            return Some(Self { count: word(fraunhofer + 14), bytes: word(fraunhofer + 10), edges: None });
        }
        let mut at = HEADER_BYTES + header.side_bytes();
        let (b"Xing" | b"Info") = frame.get(at..at + 4)?.first_chunk::<4>()? else { return None };
        let told = word(at + 4)?;
        at += 8;
        let mut next = |flag: u64, bytes: usize| {
            let there = told & flag != 0;
            let value = word(at).filter(|_| there);
            at += if there { bytes } else { 0 };
            value
        };
        let (count, bytes) = (next(1, 4), next(2, 4));
        next(4, 100);
        next(8, 4);
        let known = [b"LAME", b"Lavf", b"Lavc"].into_iter().any(|name| frame.get(at..at + 4) == Some(name));
        let edges = word(at + 20).filter(|_| known).map(|word| {
            let (delay, padding) = (word >> 12 & 0xfff, word & 0xfff);
            (delay + DECODER_DELAY, padding.saturating_sub(DECODER_DELAY))
        });
        Some(Self { count, bytes, edges })
    }
}
