//! `AudioChunkerNode` and `AudioBuffer`: audio in blocks of one length.
//!
//! | | |
//! |---|---|
//! | input `default` | audio |
//! | output `default` | audio: blocks of so many frames, all channels, timestamp = its first frame; the rest at the end, and where the format changes or time jumps ahead |
//! | `chunk_size` of `AudioChunkerNode` | frames of a block; default 512 |
//! | `buffer_size_samples` of `AudioBuffer` | the same; must be given |

use std::rc::Rc;

use graph_engine::diagnostic::Diagnostic;
use graph_engine::native::{NativeNode, NativeType, NodeError, Outputs, Port, PortType};
use graph_engine::packet::{Audio, Packet, Value};
use graph_engine::params::Params;

use crate::audio_stretch::AudioStretch;
use crate::refusals;

/// Longer blocks than this are no blocks, in frames.
const LONGEST: u32 = 1 << 24;

/// Blocks of 512 frames where nothing else is said.
pub const AUDIO_CHUNKER: NativeType = NativeType {
    name: "AudioChunkerNode",
    aliases: &[],
    inputs: &[Port { name: "default", kind: PortType::Audio }],
    open_inputs: false,
    outputs: &[Port { name: "default", kind: PortType::Audio }],
    build: |params| {
        let frames = params.usize("chunk_size", &[], 512, 1..=LONGEST);
        params.check()?;
        Ok(AudioBlocks::of(frames))
    },
};

/// Blocks of a length that must be given.
pub const AUDIO_BUFFER: NativeType =
    NativeType { name: "AudioBuffer", aliases: &["AudioBufferNode"], build: build_buffer, ..AUDIO_CHUNKER };

fn build_buffer(params: &mut Params<'_>) -> Result<Box<dyn NativeNode>, Vec<Diagnostic>> {
    let frames = params.optional_u32("buffer_size_samples", &[], 1..=LONGEST);
    params.check()?;
    let Some(frames) = frames else {
        let message = "\"buffer_size_samples\" is missing: nobody says how long a block is.";
        params.refuse("buffer_size_samples", message, "Write a number of samples, such as 512.");
        params.check()?;
        return Err(Vec::new());
    };
    Ok(AudioBlocks::of(frames as usize))
}

struct AudioBlocks {
    frames: usize,
    running: Option<Running>,
}

/// A stretch of audio, and what of it is no whole block yet.
struct Running {
    stretch: AudioStretch,
    /// By channel.
    held: Vec<Vec<f32>>,
    /// Frames of the stretch before the held ones.
    given: u64,
    metadata: Rc<str>,
}

impl AudioBlocks {
    fn of(frames: usize) -> Box<dyn NativeNode> {
        Box::new(Self { frames, running: None })
    }
}

impl Running {
    /// Gives out the first `frames` of what is held.
    fn give(&mut self, frames: usize, out: &mut Outputs) {
        let samples = self.held.iter_mut().flat_map(|channel| channel.drain(..frames)).collect();
        let sample_rate = self.stretch.sample_rate();
        let time = self.stretch.time_of(self.given as f64 / sample_rate);
        let audio = Audio { sample_rate, channels: self.held.len() as u32, samples };
        out.emit(0, Rc::new(Value::Audio(audio)), time, self.metadata.clone());
        self.given += frames as u64;
    }
}

impl NativeNode for AudioBlocks {
    fn process(&mut self, _port: usize, packet: &Packet, out: &mut Outputs) -> Result<(), NodeError> {
        let audio = refusals::audio(&packet.value)?;
        if self.running.as_ref().is_some_and(|running| !running.stretch.continues_with(audio, packet.timestamp)) {
            self.finish(out)?;
        }
        let running = self.running.get_or_insert_with(|| Running {
            stretch: AudioStretch::begin(audio, packet.timestamp),
            held: vec![Vec::new(); audio.channels as usize],
            given: 0,
            metadata: packet.metadata.clone(),
        });
        running.stretch.advance(audio.frames());
        running.metadata = packet.metadata.clone();
        for (index, channel) in running.held.iter_mut().enumerate() {
            channel.extend_from_slice(audio.channel(index));
        }
        while running.held[0].len() >= self.frames {
            running.give(self.frames, out);
        }
        Ok(())
    }

    fn finish(&mut self, out: &mut Outputs) -> Result<(), NodeError> {
        if let Some(mut running) = self.running.take() {
            let rest = running.held[0].len();
            if rest > 0 {
                running.give(rest, out);
            }
        }
        Ok(())
    }
}
