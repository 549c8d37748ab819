//! Opus, by the reference decoder in Rust: as for the other codecs, a packet becomes planes of samples.
// A translation of C: it knows pointers only. What is given to it is checked here.
#![allow(unsafe_code)]

use unsafe_libopus::{
    OpusMSDecoder, opus_multistream_decode_float, opus_multistream_decoder_create, opus_multistream_decoder_destroy,
};

use super::channel_order;

/// All Opus is decoded at this rate, Hz.
pub const RATE: u32 = 48_000;
/// The longest packet, 120 ms.
const MOST_FRAMES: usize = 5760;
/// After a jump the decoder needs so much sound to be what it was (RFC 7845, section 4.6: 80 ms).
pub const PREROLL_FRAMES: u64 = 3840;

/// The identification header (RFC 7845, section 5.1).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpusHead {
    /// 1 to 255.
    pub channels: usize,
    /// Frames before the sound begins.
    pub pre_skip: u64,
    gain: i16,
    streams: u8,
    coupled: u8,
    mapping: Vec<u8>,
    vorbis_order: bool,
}

impl OpusHead {
    /// Nothing where it makes no sense.
    #[must_use]
    pub fn read(bytes: &[u8]) -> Option<Self> {
        if bytes.len() < 19 || !bytes.starts_with(b"OpusHead") {
            return None;
        }
        let channels = bytes[9];
        let (streams, coupled, mapping) = match bytes[18] {
            0 if channels == 1 || channels == 2 => (1, channels - 1, (0..channels).collect()),
            0 => return None,
            _ => (*bytes.get(19)?, *bytes.get(20)?, bytes.get(21..21 + usize::from(channels))?.to_vec()),
        };
        let known =
            mapping.iter().all(|&from| from == 255 || u16::from(from) < u16::from(streams) + u16::from(coupled));
        (channels > 0 && streams > 0 && coupled <= streams && known).then(|| Self {
            channels: usize::from(channels),
            pre_skip: u64::from(u16::from_le_bytes([bytes[10], bytes[11]])),
            gain: i16::from_le_bytes([bytes[16], bytes[17]]),
            streams,
            coupled,
            mapping,
            vorbis_order: bytes[18] == 1 && channels <= 8,
        })
    }
}

/// One stream being decoded.
pub struct OpusStream {
    head: OpusHead,
    decoder: Decoder,
    interleaved: Vec<f32>,
    /// From dB in steps of 1/256.
    gain: f32,
}

struct Decoder(*mut OpusMSDecoder);

// The pointer is the only way to it, and nothing of it is shared.
unsafe impl Send for Decoder {}

impl Decoder {
    fn new(head: &OpusHead) -> Option<Self> {
        let mut error = 0;
        let (streams, coupled) = (i32::from(head.streams), i32::from(head.coupled));
        // SAFETY: the mapping has an entry for each channel, each below the number of streams.
        let decoder = unsafe {
            opus_multistream_decoder_create(
                RATE as i32,
                head.channels as i32,
                streams,
                coupled,
                head.mapping.as_ptr(),
                &raw mut error,
            )
        };
        (!decoder.is_null() && error == 0).then_some(Self(decoder))
    }
}

impl Drop for Decoder {
    fn drop(&mut self) {
        // SAFETY: it was made by the constructor, and is dropped once.
        unsafe { opus_multistream_decoder_destroy(self.0) }
    }
}

impl OpusStream {
    /// Nothing where the header asks for what cannot be.
    #[must_use]
    pub fn new(head: OpusHead) -> Option<Self> {
        let decoder = Decoder::new(&head)?;
        // 10^(gain / 20 / 256) as a power of e.
        let gain = libm::exp(f64::from(head.gain) * (core::f64::consts::LN_10 / 5120.0)) as f32;
        let interleaved = vec![0.0; MOST_FRAMES * head.channels];
        Some(Self { head, decoder, interleaved, gain })
    }

    /// Forgets what came before, as after a jump.
    pub fn reset(&mut self) {
        if let Some(decoder) = Decoder::new(&self.head) {
            self.decoder = decoder;
        }
    }

    /// Decodes one packet into `planes`, a run for each channel. `None`: it is damaged.
    pub fn decode(&mut self, packet: &[u8], planes: &mut Vec<Vec<f32>>) -> Option<()> {
        let bytes = i32::try_from(packet.len()).ok().filter(|&bytes| bytes > 0)?;
        // SAFETY: the packet is as long as said, and the room takes the longest packet there is.
        let frames = unsafe {
            opus_multistream_decode_float(
                &raw mut *self.decoder.0,
                packet.as_ptr(),
                bytes,
                self.interleaved.as_mut_ptr(),
                MOST_FRAMES as i32,
                0,
            )
        };
        let frames = usize::try_from(frames).ok()?;
        let channels = self.head.channels;
        planes.resize(channels, Vec::new());
        for (place, plane) in planes.iter_mut().enumerate() {
            let from = if self.head.vorbis_order { channel_order::from_vorbis(channels, place) } else { place };
            plane.clear();
            let run = self.interleaved[..frames * channels].iter().skip(from).step_by(channels);
            if self.head.gain == 0 {
                plane.extend(run);
            } else {
                plane.extend(run.map(|sample| sample * self.gain));
            }
        }
        Some(())
    }
}

/// Frames in a packet, from its first bytes (RFC 6716, section 3.1).
#[must_use]
pub fn packet_frames(packet: &[u8]) -> u64 {
    let Some(&first) = packet.first() else { return 0 };
    let (config, code) = (first >> 3, first & 3);
    let frame = match config {
        0..12 => [480, 960, 1920, 2880][usize::from(config % 4)],
        12..16 => [480, 960][usize::from(config % 2)],
        _ => [120, 240, 480, 960][usize::from(config % 4)],
    };
    let count = match code {
        0 => 1,
        1 | 2 => 2,
        _ => packet.get(1).map_or(0, |second| u64::from(second & 63)),
    };
    frame * count
}
