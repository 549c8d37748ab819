//! One face for the decoders.

use symphonia::core::audio::Channels;
use symphonia::core::codecs::audio::well_known::{CODEC_ID_AAC, CODEC_ID_OPUS};
use symphonia::core::codecs::audio::{AudioCodecParameters, AudioDecoder, AudioDecoderOptions};
use symphonia::core::errors::Error;
use symphonia::core::packet::Packet;

use super::he_aac;
use super::opus::{self, OpusHead, OpusStream};
use crate::problem::Problem;

/// What the sound of one packet has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Form {
    /// Hz.
    pub sample_rate: u32,
    /// How many.
    pub channels: usize,
}

enum Decoder {
    Crate(Box<dyn AudioDecoder>),
    Opus(Box<OpusStream>),
}

/// A decoder for one track.
pub struct Codec {
    decoder: Decoder,
    /// As ffmpeg calls it.
    pub name: &'static str,
    /// What comes out, as far as the header tells.
    pub form: Option<Form>,
    /// Frames that the decoder gives before the sound begins.
    pub pre_skip: u64,
    /// What is lost, in words.
    pub note: Option<Problem>,
}

/// No packet has as many frames: decoders make room for what a header says, before anything is read.
const MOST_PACKET_FRAMES: u64 = 1 << 20;

/// What a codec needs to be heard is missing here.
#[derive(Debug)]
pub struct Undecodable;

impl Codec {
    /// For a track with these parameters.
    ///
    /// # Errors
    /// There is no decoder for it, or its parameters make no sense.
    pub fn new(params: &AudioCodecParameters) -> Result<Self, Undecodable> {
        if params.codec == CODEC_ID_OPUS {
            let head = params.extra_data.as_deref().and_then(OpusHead::read).ok_or(Undecodable)?;
            let form = Some(Form { sample_rate: opus::RATE, channels: head.channels });
            let pre_skip = head.pre_skip;
            let stream = OpusStream::new(head).ok_or(Undecodable)?;
            return Ok(Self { decoder: Decoder::Opus(Box::new(stream)), name: "opus", form, pre_skip, note: None });
        }
        if params.max_frames_per_packet.is_some_and(|frames| frames > MOST_PACKET_FRAMES) {
            return Err(Undecodable);
        }
        let mut params = params.clone();
        let core = params.extra_data.as_deref().filter(|_| params.codec == CODEC_ID_AAC).and_then(he_aac::core_of);
        let note = core.as_ref().map(high_efficiency);
        if let Some(core) = core {
            params.with_sample_rate(core.sample_rate).with_extra_data(core.config.into());
            params.channels = None;
        }
        let decoder = symphonia::default::get_codecs()
            .make_audio_decoder(&params, &AudioDecoderOptions::default())
            .map_err(|_| Undecodable)?;
        let name = decoder.codec_info().short_name;
        let known = decoder.codec_params();
        let channels = known.channels.as_ref().or(params.channels.as_ref()).map(Channels::count);
        let rate = known.sample_rate.or(params.sample_rate);
        let form = rate.zip(channels).map(|(sample_rate, channels)| Form { sample_rate, channels });
        Ok(Self { decoder: Decoder::Crate(decoder), name, form, pre_skip: 0, note })
    }

    /// Decodes a packet into `planes`, a run for each channel.
    ///
    /// # Errors
    /// The packet is damaged, or no packet of this stream can be decoded.
    pub fn decode(&mut self, packet: &Packet, planes: &mut Vec<Vec<f32>>) -> Result<Form, Error> {
        match &mut self.decoder {
            Decoder::Crate(decoder) => {
                let sound = decoder.decode(packet)?;
                let form = Form { sample_rate: sound.spec().rate(), channels: sound.spec().channels().count() };
                planes.resize(form.channels, Vec::new());
                sound.copy_to_vecs_planar(planes);
                Ok(form)
            }
            Decoder::Opus(stream) => {
                stream.decode(&packet.data, planes).ok_or(Error::DecodeError("opus: damaged packet"))?;
                Ok(Form { sample_rate: opus::RATE, channels: planes.len() })
            }
        }
    }

    /// Frames in a packet, where its first bytes tell.
    #[must_use]
    pub fn frames_in(&self, packet: &Packet) -> Option<u64> {
        matches!(self.decoder, Decoder::Opus(_)).then(|| opus::packet_frames(&packet.data))
    }

    /// Whether the decoder itself leaves out what a packet says is not to be heard.
    #[must_use]
    pub fn trims(&self) -> bool {
        matches!(self.decoder, Decoder::Crate(_))
    }

    /// Forgets what came before, as after a jump.
    pub fn reset(&mut self) {
        match &mut self.decoder {
            Decoder::Crate(decoder) => decoder.reset(),
            Decoder::Opus(stream) => stream.reset(),
        }
    }
}

/// The name of a codec and its channels, as far as they are known.
pub fn in_words(params: &AudioCodecParameters) -> Option<String> {
    let name = symphonia::default::get_codecs().get_audio_decoder(params.codec)?.codec.info.long_name;
    let told = params.extra_data.as_deref().filter(|_| params.codec == CODEC_ID_AAC).and_then(he_aac::channels_of);
    let channels = told.or(params.channels.as_ref().map(Channels::count));
    Some(match channels {
        Some(1) => format!("{name} with 1 channel"),
        Some(channels) => format!("{name} with {channels} channels"),
        None => name.to_owned(),
    })
}

fn high_efficiency(core: &he_aac::Core) -> Problem {
    let rate = core.sample_rate;
    let stereo = if core.parametric_stereo { ", and its stereo from parameters: one channel comes out" } else { "" };
    Problem::warning(
        "he-aac-core-only",
        format!(
            "The sound is HE-AAC. Its core is decoded, at {rate} Hz; the treble above {} Hz, which is only described, is left out{stereo}.",
            rate / 2
        ),
        "For the whole sound convert it first, for example with: ffmpeg -i INPUT OUTPUT.flac",
    )
}
