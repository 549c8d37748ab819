//! `AudioTransform`: audio with another sample rate and number of channels.
//!
//! | | |
//! |---|---|
//! | input `default` | audio; anything else passes as it is |
//! | output `default` | audio at the target rate with the target channels, and the metadata it came with |
//! | `output_sample_rate` | Hz, 1 to 1,000,000; default 44100 |
//! | `output_channels` | 1 to 64; default 2 |
//!
//! One channel is copied to all; one out of several is their mean; otherwise the first so many are taken,
//! or all where there are fewer.

use std::rc::Rc;

use dsp_kernels::resample::{MAX_RATE, MIN_RATE, Quality};
use graph_engine::diagnostic::Diagnostic;
use graph_engine::native::{NativeNode, NativeType, NodeError, Outputs, Port, PortType};
use graph_engine::packet::{Audio, Packet, Value};
use graph_engine::params::Params;

use crate::audio_resample::AudioResample;
use crate::refusals;

/// The type.
pub const AUDIO_TRANSFORM: NativeType = NativeType {
    name: "AudioTransform",
    aliases: &["AudioTransformNode"],
    inputs: &[Port { name: "default", kind: PortType::Any }],
    open_inputs: false,
    outputs: &[Port { name: "default", kind: PortType::Any }],
    build,
};

struct AudioTransform {
    channels: u32,
    resample: AudioResample,
}

fn build(params: &mut Params<'_>) -> Result<Box<dyn NativeNode>, Vec<Diagnostic>> {
    let rate = params.f64("output_sample_rate", &[], 44_100.0, MIN_RATE..=MAX_RATE);
    let channels = params.u32("output_channels", &[], 2, 1..=64);
    params.check()?;
    Ok(Box::new(AudioTransform { channels, resample: AudioResample::new(rate, Quality::High) }))
}

impl NativeNode for AudioTransform {
    fn process(&mut self, port: usize, packet: &Packet, out: &mut Outputs) -> Result<(), NodeError> {
        let Value::Audio(audio) = &*packet.value else {
            out.emit(0, packet.value.clone(), packet.timestamp, packet.metadata.clone());
            return Ok(());
        };
        refusals::audio(&packet.value)?;
        match with_channels(audio, self.channels) {
            None => self.resample.process(port, packet, out),
            Some(audio) => {
                let packet = Packet { value: Rc::new(Value::Audio(audio)), ..packet.clone() };
                self.resample.process(port, &packet, out)
            }
        }
    }

    fn finish(&mut self, out: &mut Outputs) -> Result<(), NodeError> {
        self.resample.finish(out)
    }
}

/// The same sound in so many channels; nothing where it has them.
fn with_channels(audio: &Audio, wanted: u32) -> Option<Audio> {
    let channels = if audio.channels == 1 { wanted } else { wanted.min(audio.channels) };
    let samples = match (audio.channels, channels) {
        (have, channels) if have == channels => return None,
        (1, _) => audio.samples.repeat(channels as usize),
        (_, 1) => (0..audio.frames()).map(|at| mean(audio, at)).collect(),
        _ => audio.samples[..channels as usize * audio.frames()].to_vec(),
    };
    Some(Audio { sample_rate: audio.sample_rate, channels, samples })
}

/// Of all channels at one time.
fn mean(audio: &Audio, at: usize) -> f32 {
    let frames = audio.frames();
    let sum: f32 = (0..audio.channels as usize).map(|channel| audio.samples[channel * frames + at]).sum();
    sum / audio.channels as f32
}
