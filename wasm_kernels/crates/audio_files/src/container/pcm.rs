//! Plain samples in the packets of a container.

use super::form::Form;
use crate::wav::Encoding;

/// How they are written down.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PcmForm {
    pub encoding: Encoding,
    /// At least 1.
    pub channels: u16,
    /// The highest byte of a sample comes first.
    pub big: bool,
    /// Its 8 bits have a sign.
    pub signed_eight: bool,
    /// Hz, where it stands elsewhere than the demuxer looks.
    pub sample_rate: Option<u32>,
}

impl PcmForm {
    /// Bytes of one sample of every channel.
    #[must_use]
    pub fn frame_bytes(self) -> usize {
        self.encoding.bytes() * usize::from(self.channels)
    }

    /// As ffmpeg calls it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match (self.encoding, self.big) {
            (Encoding::U8, _) if self.signed_eight => "pcm_s8",
            (Encoding::S16, true) => "pcm_s16be",
            (Encoding::S24, true) => "pcm_s24be",
            (Encoding::S32, true) => "pcm_s32be",
            (Encoding::F32, true) => "pcm_f32be",
            (Encoding::F64, true) => "pcm_f64be",
            (encoding, _) => encoding.name(),
        }
    }
}

/// One stream being decoded.
pub struct PcmStream {
    form: PcmForm,
    rate: u32,
    bytes: Vec<u8>,
    planar: Vec<f32>,
}

impl PcmStream {
    /// `rate` in Hz.
    #[must_use]
    pub fn new(form: PcmForm, rate: u32) -> Self {
        Self { form, rate, bytes: Vec::new(), planar: Vec::new() }
    }

    /// What comes out.
    #[must_use]
    pub fn form(&self) -> Form {
        Form { sample_rate: self.rate, channels: usize::from(self.form.channels) }
    }

    /// Writes the whole frames of one packet into `planes`, a run for each channel.
    pub fn decode(&mut self, packet: &[u8], planes: &mut Vec<Vec<f32>>) -> Form {
        let (frame_bytes, channels) = (self.form.frame_bytes(), usize::from(self.form.channels));
        let frames = packet.len() / frame_bytes;
        self.bytes.clear();
        self.bytes.extend_from_slice(&packet[..frames * frame_bytes]);
        if self.form.big {
            self.bytes.chunks_exact_mut(self.form.encoding.bytes()).for_each(<[u8]>::reverse);
        }
        if self.form.signed_eight {
            self.bytes.iter_mut().for_each(|byte| *byte ^= 0x80);
        }
        self.planar.resize(frames * channels, 0.0);
        self.form.encoding.decode_into(&self.bytes, channels, &mut self.planar);
        planes.resize(channels, Vec::new());
        for (channel, plane) in planes.iter_mut().enumerate() {
            plane.clear();
            plane.extend_from_slice(&self.planar[channel * frames..][..frames]);
        }
        self.form()
    }
}
