//! What people call the codecs that are not decoded.

use symphonia::core::audio::Channels;
use symphonia::core::codecs::audio::AudioCodecParameters;
use symphonia::core::codecs::audio::well_known::{
    CODEC_ID_AAC, CODEC_ID_AC3, CODEC_ID_AC4, CODEC_ID_ADPCM_G722, CODEC_ID_ADPCM_G726, CODEC_ID_ADPCM_IMA_QT,
    CODEC_ID_ALAC, CODEC_ID_DCA, CODEC_ID_EAC3, CODEC_ID_FLAC, CODEC_ID_MONKEYS_AUDIO, CODEC_ID_MUSEPACK,
    CODEC_ID_OPUS, CODEC_ID_SPEEX, CODEC_ID_TRUEHD, CODEC_ID_TTA, CODEC_ID_VORBIS, CODEC_ID_WAVPACK, CODEC_ID_WMA,
};

use super::codec::aac_config;

/// The name of a codec and its channels, as far as they are known.
pub fn in_words(params: &AudioCodecParameters) -> Option<String> {
    let config = aac_config(params);
    let name = match params.codec {
        CODEC_ID_AAC => config.as_ref().map_or("AAC", |config| config.kind_in_words()),
        CODEC_ID_AC3 => "AC-3 (Dolby Digital)",
        CODEC_ID_EAC3 => "E-AC-3 (Dolby Digital Plus)",
        CODEC_ID_AC4 => "AC-4",
        CODEC_ID_DCA => "DTS",
        CODEC_ID_TRUEHD => "Dolby TrueHD",
        CODEC_ID_SPEEX => "Speex",
        CODEC_ID_WMA => "Windows Media Audio",
        CODEC_ID_WAVPACK => "WavPack",
        CODEC_ID_MONKEYS_AUDIO => "Monkey's Audio",
        CODEC_ID_MUSEPACK => "Musepack",
        CODEC_ID_TTA => "True Audio",
        CODEC_ID_ADPCM_G722 => "G.722",
        CODEC_ID_ADPCM_G726 => "G.726",
        CODEC_ID_ADPCM_IMA_QT => "IMA ADPCM",
        CODEC_ID_ALAC => "ALAC",
        CODEC_ID_FLAC => "FLAC",
        CODEC_ID_OPUS => "Opus",
        CODEC_ID_VORBIS => "Vorbis",
        _ => return None,
    };
    let told = config.and_then(|config| config.channels());
    Some(match told.or(params.channels.as_ref().map(Channels::count)) {
        Some(1) => format!("{name} with 1 channel"),
        Some(channels) => format!("{name} with {channels} channels"),
        None => name.to_owned(),
    })
}
