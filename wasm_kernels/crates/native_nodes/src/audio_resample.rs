//! `AudioResampleNode`: audio at another sample rate.
//!
//! | | |
//! |---|---|
//! | input `default` | audio, any rate and number of channels |
//! | output `default` | audio at the target rate, as many channels; metadata of the packet it comes from |
//! | `target_sample_rate` (`target_rate`) | Hz, 1 to 1,000,000; default 16000; `"auto"` is the default too |
//! | `quality` | `low`, `medium` or `high` (see [`dsp_kernels::resample::Quality`]); default `high` |
//! | `source_rate`, `channels`, `runtime_hint` | accepted and not needed: every packet tells its own format |
//!
//! `FastResampleNode` is the same with `medium` as its default. The filter's delay is taken out:
//! timestamps stay those of the sound, and a stretch of `N` frames comes out `round(N * target / rate)`
//! frames long. Where the format changes or time jumps ahead, the tail of the stretch before comes out
//! first.

use std::rc::Rc;

use dsp_kernels::resample::{MAX_RATE, MIN_RATE, Quality, Resampler};
use graph_engine::diagnostic::Diagnostic;
use graph_engine::native::{NativeNode, NativeType, NodeError, Outputs, Port, PortType};
use graph_engine::packet::{Audio, Packet, Value};
use graph_engine::params::Params;

use crate::audio_stretch::AudioStretch;
use crate::refusals;

/// The type.
pub const AUDIO_RESAMPLE: NativeType = NativeType {
    name: "AudioResampleNode",
    aliases: &[],
    inputs: &[Port { name: "default", kind: PortType::Audio }],
    open_inputs: false,
    outputs: &[Port { name: "default", kind: PortType::Audio }],
    build: |params| build(params, Quality::High),
};

/// The SDK's other name, with its other default.
pub const FAST_RESAMPLE: NativeType =
    NativeType { name: "FastResampleNode", build: |params| build(params, Quality::Medium), ..AUDIO_RESAMPLE };

/// Hz.
const DEFAULT_TARGET: f64 = 16_000.0;

const QUALITIES: &[(&str, Quality)] = &[("low", Quality::Low), ("medium", Quality::Medium), ("high", Quality::High)];

pub struct AudioResample {
    target: f64,
    quality: Quality,
    running: Option<Running>,
}

/// A stretch being resampled.
struct Running {
    stretch: AudioStretch,
    resampler: Resampler,
    frames_out: u64,
    metadata: Rc<str>,
}

fn build(params: &mut Params<'_>, quality: Quality) -> Result<Box<dyn NativeNode>, Vec<Diagnostic>> {
    let target = target_rate(params);
    let quality = params.choice("quality", &[], quality, QUALITIES);
    for accepted in ["source_rate", "channels", "runtime_hint"] {
        params.json(accepted, &[]);
    }
    params.check()?;
    Ok(Box::new(AudioResample::new(target, quality)))
}

/// A number in range, or the SDK's word for "you choose".
fn target_rate(params: &mut Params<'_>) -> f64 {
    const KEY: &str = "target_sample_rate";
    let Some(value) = params.json(KEY, &["target_rate"]).filter(|value| value.as_str() != Some("auto")) else {
        return DEFAULT_TARGET;
    };
    value.as_f64().filter(|rate| (MIN_RATE..=MAX_RATE).contains(rate)).unwrap_or_else(|| {
        params.refuse(
            KEY,
            format!("\"{KEY}\" must be a number of Hz from {MIN_RATE} to {MAX_RATE}, and is {value}."),
            "Speech recognition wants 16000.",
        );
        DEFAULT_TARGET
    })
}

impl AudioResample {
    /// To `target` Hz.
    pub fn new(target: f64, quality: Quality) -> Self {
        Self { target, quality, running: None }
    }
}

impl NativeNode for AudioResample {
    fn process(&mut self, _port: usize, packet: &Packet, out: &mut Outputs) -> Result<(), NodeError> {
        let audio = refusals::audio(&packet.value)?;
        if self.running.as_ref().is_some_and(|running| !running.stretch.continues_with(audio, packet.timestamp)) {
            self.finish(out)?;
        }
        if audio.sample_rate.to_bits() == self.target.to_bits() {
            out.emit(0, packet.value.clone(), packet.timestamp, packet.metadata.clone());
            return Ok(());
        }
        let running = match &mut self.running {
            Some(running) => running,
            none => none.insert(Running {
                stretch: AudioStretch::begin(audio, packet.timestamp),
                resampler: Resampler::new(audio.sample_rate, self.target, audio.channels as usize, self.quality)
                    .map_err(|error| refusals::resampling(&error))?,
                frames_out: 0,
                metadata: packet.metadata.clone(),
            }),
        };
        running.metadata = packet.metadata.clone();
        running.stretch.advance(audio.frames());
        let samples = running.resampler.process(&audio.samples).map_err(|error| refusals::resampling(&error))?;
        running.give(samples, self.target, out);
        Ok(())
    }

    fn finish(&mut self, out: &mut Outputs) -> Result<(), NodeError> {
        if let Some(mut running) = self.running.take() {
            let tail = running.resampler.finish().map_err(|error| refusals::resampling(&error))?;
            running.give(tail, self.target, out);
        }
        Ok(())
    }
}

impl Running {
    fn give(&mut self, samples: Vec<f32>, sample_rate: f64, out: &mut Outputs) {
        if samples.is_empty() {
            return;
        }
        let timestamp = self.stretch.time_of(self.frames_out as f64 / sample_rate);
        let channels = self.stretch.channels();
        self.frames_out += (samples.len() / channels) as u64;
        let audio = Audio { sample_rate, channels: channels as u32, samples };
        out.emit(0, Rc::new(Value::Audio(audio)), timestamp, self.metadata.clone());
    }
}
