//! The node types written in Rust: engine nodes over `dsp_kernels`.
//!
//! A type's own module documents its ports, its params with units and defaults, and what it gives.

mod arithmetic;
mod as_json;
mod audio_blocks;
mod audio_health;
mod audio_level;
mod audio_resample;
mod audio_stretch;
mod audio_transform;
mod calculator;
mod echo;
mod json_numbers;
mod pass_through;
mod refusals;
mod tone;
mod voice_activity;
mod zip;

use graph_engine::native::NativeType;

/// Every native node type.
pub static TYPES: &[NativeType] = &[
    arithmetic::MULTIPLY,
    arithmetic::ADD,
    calculator::CALCULATOR,
    pass_through::PASS_THROUGH,
    pass_through::stand_in("DataSourceNode"),
    pass_through::stand_in("DataSinkNode"),
    pass_through::stand_in("BidirectionalNode"),
    pass_through::stand_in("JavaScriptBridgeNode"),
    pass_through::stand_in("DataTransform"),
    pass_through::stand_in("FormatConverter"),
    pass_through::stand_in("AudioResampler"),
    pass_through::stand_in("VideoTransform"),
    pass_through::stand_in("VideoBuffer"),
    pass_through::stand_in("VideoResizer"),
    audio_resample::AUDIO_RESAMPLE,
    audio_resample::FAST_RESAMPLE,
    audio_transform::AUDIO_TRANSFORM,
    audio_level::AUDIO_LEVEL,
    voice_activity::VOICE_ACTIVITY,
    tone::TONE,
    echo::ECHO,
    audio_blocks::AUDIO_CHUNKER,
    audio_blocks::AUDIO_BUFFER,
    audio_health::SILENCE_DETECTOR,
    audio_health::CLIPPING_DETECTOR,
    audio_health::CHANNEL_BALANCE,
    zip::ZIP,
];
