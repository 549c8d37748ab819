//! One face for the decoders.

use std::sync::LazyLock;

use symphonia::core::audio::Channels;
use symphonia::core::codecs::audio::well_known::{CODEC_ID_AAC, CODEC_ID_OPUS, CODEC_ID_VORBIS};
use symphonia::core::codecs::audio::{AudioCodecParameters, AudioDecoder, AudioDecoderOptions};
use symphonia::core::codecs::registry::CodecRegistry;
use symphonia::core::errors::Error;
use symphonia::core::packet::Packet;
use symphonia::default::codecs::{AdpcmDecoder, AlacDecoder, FlacDecoder, MpaDecoder, PcmDecoder};

use super::aac::AacStream;
use super::aac_config::AacConfig;
use super::form::Form;
use super::opus::{self, OpusHead, OpusStream};
use super::pcm::{PcmForm, PcmStream};
use super::vorbis::VorbisStream;

/// Symphonia's decoders that are used; those of AAC and Vorbis are not among them.
static DECODERS: LazyLock<CodecRegistry> = LazyLock::new(|| {
    let mut decoders = CodecRegistry::new();
    decoders.register_audio_decoder::<AdpcmDecoder>();
    decoders.register_audio_decoder::<AlacDecoder>();
    decoders.register_audio_decoder::<FlacDecoder>();
    decoders.register_audio_decoder::<MpaDecoder>();
    decoders.register_audio_decoder::<PcmDecoder>();
    decoders
});

enum Decoder {
    Crate(Box<dyn AudioDecoder>),
    Opus(Box<OpusStream>),
    Vorbis(Box<VorbisStream>),
    Aac(Box<AacStream>),
    Pcm(PcmStream),
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
        let extra = params.extra_data.as_deref();
        let whole = |decoder, name, form| Self { decoder, name, form, pre_skip: 0 };
        if params.codec == CODEC_ID_OPUS {
            let head = extra.and_then(OpusHead::read).ok_or(Undecodable)?;
            let form = Some(Form { sample_rate: opus::RATE, channels: head.channels });
            let pre_skip = head.pre_skip;
            let stream = OpusStream::new(head).ok_or(Undecodable)?;
            return Ok(Self { pre_skip, ..whole(Decoder::Opus(Box::new(stream)), "opus", form) });
        }
        if params.codec == CODEC_ID_VORBIS {
            let stream = extra.and_then(VorbisStream::new).ok_or(Undecodable)?;
            let form = Some(Form { sample_rate: stream.sample_rate(), channels: stream.channels() });
            return Ok(whole(Decoder::Vorbis(Box::new(stream)), "vorbis", form));
        }
        if params.codec == CODEC_ID_AAC {
            let stream = aac_config(params).and_then(AacStream::new).ok_or(Undecodable)?;
            let form = stream.form();
            return Ok(whole(Decoder::Aac(Box::new(stream)), "aac", form));
        }
        if params.max_frames_per_packet.is_some_and(|frames| frames > MOST_PACKET_FRAMES) {
            return Err(Undecodable);
        }
        let decoder = DECODERS.make_audio_decoder(params, &AudioDecoderOptions::default()).map_err(|_| Undecodable)?;
        let name = decoder.codec_info().short_name;
        let known = decoder.codec_params();
        let channels = known.channels.as_ref().or(params.channels.as_ref()).map(Channels::count);
        let rate = known.sample_rate.or(params.sample_rate);
        let form = rate.zip(channels).map(|(sample_rate, channels)| Form { sample_rate, channels });
        Ok(whole(Decoder::Crate(decoder), name, form))
    }

    /// For plain samples of this form and rate, Hz.
    #[must_use]
    pub fn of_plain(form: PcmForm, rate: u32) -> Self {
        let stream = PcmStream::new(form, rate);
        let known = Some(stream.form());
        Self { decoder: Decoder::Pcm(stream), name: form.name(), form: known, pre_skip: 0 }
    }

    /// Takes what the first packets told of the form.
    pub fn settle(&mut self, form: Form) {
        if let Decoder::Aac(stream) = &mut self.decoder {
            stream.settle(form);
        }
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
            Decoder::Vorbis(stream) => {
                stream.decode(packet, planes).ok_or(Error::DecodeError("vorbis: damaged packet"))?;
                Ok(Form { sample_rate: stream.sample_rate(), channels: stream.channels() })
            }
            Decoder::Pcm(stream) => Ok(stream.decode(&packet.data, planes)),
            Decoder::Aac(stream) => {
                stream.decode(&packet.data, planes).ok_or(Error::DecodeError("aac: damaged packet"))
            }
        }
    }

    /// Frames in a packet, where its first bytes tell.
    #[must_use]
    pub fn frames_in(&self, packet: &Packet) -> Option<u64> {
        matches!(self.decoder, Decoder::Opus(_)).then(|| opus::packet_frames(&packet.data))
    }

    /// Packets begin at multiples of so many frames.
    #[must_use]
    pub fn grid(&self) -> u64 {
        if let Decoder::Vorbis(stream) = &self.decoder { stream.grid().max(1) } else { 1 }
    }

    /// Whether the decoder itself leaves out what a packet says is not to be heard.
    #[must_use]
    pub fn trims(&self) -> bool {
        matches!(self.decoder, Decoder::Crate(_) | Decoder::Vorbis(_))
    }

    /// Forgets what came before, as after a jump.
    pub fn reset(&mut self) {
        match &mut self.decoder {
            Decoder::Crate(decoder) => decoder.reset(),
            Decoder::Opus(stream) => stream.reset(),
            Decoder::Vorbis(stream) => stream.reset(),
            Decoder::Aac(stream) => stream.reset(),
            Decoder::Pcm(_) => {}
        }
    }
}

/// From the file's description of the stream, or from its frames' own headers.
pub fn aac_config(params: &AudioCodecParameters) -> Option<AacConfig> {
    if params.codec != CODEC_ID_AAC {
        return None;
    }
    match params.extra_data.as_deref() {
        Some(bytes) => AacConfig::read(bytes),
        None => AacConfig::plain(params.sample_rate?, params.channels.as_ref().map(Channels::count)),
    }
}
