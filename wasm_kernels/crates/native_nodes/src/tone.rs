//! `ToneNode`: a sine, out of nothing.
//!
//! | | |
//! |---|---|
//! | output `default` | audio, one channel, block by block, from timestamp 0 |
//! | `frequency` | Hz, 0 to half the sample rate; default 440 |
//! | `amplitude` | 0 to 1; default 0.5 |
//! | `sample_rate` | Hz, 1 to 1,000,000; default 16000 |
//! | `block_frames` | frames of a packet, 1 to 1,048,576; default 1024 |
//! | `duration_s` | s; absent or null: without end |

use std::rc::Rc;

use dsp_kernels::resample::{MAX_RATE, MIN_RATE};
use graph_engine::diagnostic::Diagnostic;
use graph_engine::native::{NativeNode, NativeType, NodeError, Outputs, Port, PortType, Produced};
use graph_engine::packet::{Audio, Packet, Value};
use graph_engine::params::Params;

/// The type.
pub const TONE: NativeType = NativeType {
    name: "ToneNode",
    aliases: &[],
    inputs: &[],
    open_inputs: false,
    outputs: &[Port { name: "default", kind: PortType::Audio }],
    build,
};

struct Tone {
    sample_rate: f64,
    amplitude: f64,
    block_frames: usize,
    /// Turns per frame, and turns so far, less the whole ones.
    step: f64,
    phase: f64,
    frames: u64,
    /// None: without end.
    frames_left: Option<u64>,
}

fn build(params: &mut Params<'_>) -> Result<Box<dyn NativeNode>, Vec<Diagnostic>> {
    let sample_rate = params.f64("sample_rate", &[], 16_000.0, MIN_RATE..=MAX_RATE);
    let frequency = params.f64("frequency", &[], 440.0, 0.0..=MAX_RATE / 2.0);
    let amplitude = params.f64("amplitude", &[], 0.5, 0.0..=1.0);
    let block_frames = params.usize("block_frames", &[], 1024, 1..=1 << 20);
    let duration = params.optional_f64("duration_s", &[], 0.0..=1e9);
    if frequency > sample_rate / 2.0 {
        params.refuse(
            "frequency",
            format!("\"frequency\" is {frequency} Hz, more than half of \"sample_rate\" with {sample_rate} Hz."),
            "Lower the frequency or raise the sample rate.",
        );
    }
    params.check()?;
    Ok(Box::new(Tone {
        sample_rate,
        amplitude,
        block_frames,
        step: frequency / sample_rate,
        phase: 0.0,
        frames: 0,
        frames_left: duration.map(|seconds| libm::round(seconds * sample_rate) as u64),
    }))
}

impl NativeNode for Tone {
    fn process(&mut self, _port: usize, _packet: &Packet, _out: &mut Outputs) -> Result<(), NodeError> {
        // It has no input that a packet could come by.
        Ok(())
    }

    fn produce(&mut self, out: &mut Outputs) -> Result<Produced, NodeError> {
        let frames = self.frames_left.map_or(self.block_frames, |left| left.min(self.block_frames as u64) as usize);
        if frames > 0 {
            let timestamp = self.frames as f64 / self.sample_rate;
            let audio = Audio { sample_rate: self.sample_rate, channels: 1, samples: self.block(frames) };
            out.emit(0, Rc::new(Value::Audio(audio)), timestamp, "".into());
        }
        self.frames += frames as u64;
        self.frames_left = self.frames_left.map(|left| left - frames as u64);
        Ok(if self.frames_left == Some(0) { Produced::End } else { Produced::More })
    }
}

impl Tone {
    fn block(&mut self, frames: usize) -> Vec<f32> {
        let samples = (0..frames).map(|_| {
            let sample = self.amplitude * libm::sin(core::f64::consts::TAU * self.phase);
            self.phase += self.step;
            if self.phase >= 1.0 {
                self.phase -= 1.0;
            }
            sample as f32
        });
        samples.collect()
    }
}
