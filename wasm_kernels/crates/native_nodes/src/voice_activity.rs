//! `VoiceActivityNode`: the parts of a recording in which somebody speaks.
//!
//! | | |
//! |---|---|
//! | input `default` | audio, any rate from 1000 Hz up, any number of channels (their mean is listened to) |
//! | output `default` | audio: one packet per segment, all channels, timestamp = its start; metadata `{"start_s", "end_s", "segment"}` |
//! | output `activity` | JSON: one object per segment: `segment` (from 0), `start_s`, `end_s`, `duration_s`, `level_db`, `noise_floor_db` (dBFS in the speech band), `cut` (true: cut for its length, the speech may go on in the next) |
//! | `frame_ms` | length of a frame; default 20 |
//! | `threshold_db` | speech is this far above the noise floor; default 9 |
//! | `hysteresis_db` | and goes on while it is less than this below the threshold; default 3 |
//! | `hangover_ms` | and for this long after; default 100 |
//! | `min_speech_ms` (`min_speech_duration_ms`) | less is no speech; default 100 |
//! | `min_silence_ms` (`min_silence_duration_ms`) | a shorter pause does not end a segment; default 250 |
//! | `padding_ms` (`speech_pad_ms`) | added before and after; default 60 |
//! | `max_segment_s` | longer segments are cut at their quietest place in the last fifth; default 30 |
//!
//! Segments do not overlap and come in order, each as soon as its end is certain. Where the format
//! changes or time jumps ahead, the last segment of the stretch before comes out first, and the noise
//! floor is learnt anew.

use std::rc::Rc;

use dsp_kernels::mixdown;
use dsp_kernels::voice_activity::{Segment, Settings, VoiceActivity};
use graph_engine::diagnostic::Diagnostic;
use graph_engine::native::{NativeNode, NativeType, NodeError, Outputs, Port, PortType};
use graph_engine::packet::{Audio, Packet, Value};
use graph_engine::params::Params;
use serde_json::json;

use crate::audio_stretch::AudioStretch;
use crate::{json_numbers, refusals};

/// The type.
pub const VOICE_ACTIVITY: NativeType = NativeType {
    name: "VoiceActivityNode",
    aliases: &[],
    inputs: &[Port { name: "default", kind: PortType::Audio }],
    open_inputs: false,
    outputs: &[Port { name: "default", kind: PortType::Audio }, Port { name: "activity", kind: PortType::Json }],
    build,
};

/// Audio is listened to in pieces of this many frames, so that a packet with a whole recording in it
/// is not held twice.
const PIECE: usize = 16_384;

struct VoiceActivityNode {
    settings: Settings,
    running: Option<Running>,
    segments: u64,
}

/// A stretch being listened to.
struct Running {
    stretch: AudioStretch,
    detector: VoiceActivity,
    /// Every channel's samples, from frame `held_from` of the stretch on.
    held: Vec<Vec<f32>>,
    held_from: u64,
    found: Vec<Segment>,
}

fn build(params: &mut Params<'_>) -> Result<Box<dyn NativeNode>, Vec<Diagnostic>> {
    let default = Settings::default();
    let mut read = |setting: &'static str, aliases: &[&'static str], default: f64| {
        let (_, min, max) =
            Settings::RANGES.into_iter().find(|(name, ..)| *name == setting).unwrap_or((setting, 0.0, 0.0));
        params.f64(setting, aliases, default, min..=max)
    };
    let settings = Settings {
        frame_ms: read("frame_ms", &["frame_duration_ms"], default.frame_ms),
        threshold_db: read("threshold_db", &[], default.threshold_db),
        hysteresis_db: read("hysteresis_db", &[], default.hysteresis_db),
        hangover_ms: read("hangover_ms", &[], default.hangover_ms),
        min_speech_ms: read("min_speech_ms", &["min_speech_duration_ms"], default.min_speech_ms),
        min_silence_ms: read("min_silence_ms", &["min_silence_duration_ms"], default.min_silence_ms),
        padding_ms: read("padding_ms", &["speech_pad_ms"], default.padding_ms),
        max_segment_s: read("max_segment_s", &[], default.max_segment_s),
    };
    params.check()?;
    Ok(Box::new(VoiceActivityNode { settings, running: None, segments: 0 }))
}

impl NativeNode for VoiceActivityNode {
    fn process(&mut self, _port: usize, packet: &Packet, out: &mut Outputs) -> Result<(), NodeError> {
        let audio = refusals::audio(&packet.value)?;
        if self.running.as_ref().is_some_and(|running| !running.stretch.continues_with(audio, packet.timestamp)) {
            self.finish(out)?;
        }
        let running = match &mut self.running {
            Some(running) => running,
            none => none.insert(Running::begin(audio, packet.timestamp, self.settings)?),
        };
        let (frames, channels) = (audio.frames(), audio.channels as usize);
        running.stretch.advance(frames);
        let mut piece = Vec::new();
        for from in (0..frames).step_by(PIECE) {
            let to = frames.min(from + PIECE);
            piece.clear();
            for channel in 0..channels {
                let run = &audio.channel(channel)[from..to];
                running.held[channel].extend_from_slice(run);
                piece.extend_from_slice(run);
            }
            let mono = mixdown::mean(&piece, channels);
            running.detector.process(&mono, |segment| running.found.push(segment));
            running.give(&mut self.segments, out);
            running.forget();
        }
        Ok(())
    }

    fn finish(&mut self, out: &mut Outputs) -> Result<(), NodeError> {
        if let Some(mut running) = self.running.take() {
            running.end(&mut self.segments, out);
        }
        Ok(())
    }
}

impl Running {
    fn begin(audio: &Audio, timestamp: f64, settings: Settings) -> Result<Self, NodeError> {
        let detector = VoiceActivity::new(audio.sample_rate, settings).map_err(|error| NodeError {
            code: "cannot-detect-speech",
            message: format!("This audio cannot be listened to: {error}."),
            help: "Resample it to 16000 Hz before this node.".into(),
        })?;
        Ok(Self {
            stretch: AudioStretch::begin(audio, timestamp),
            detector,
            held: vec![Vec::new(); audio.channels as usize],
            held_from: 0,
            found: Vec::new(),
        })
    }

    /// Drops what no coming segment can begin with.
    fn forget(&mut self) {
        let done = (self.detector.keep_from() - self.held_from) as usize;
        for run in &mut self.held {
            run.drain(..done);
        }
        self.held_from += done as u64;
    }

    fn end(&mut self, segments: &mut u64, out: &mut Outputs) {
        self.detector.finish(|segment| self.found.push(segment));
        self.give(segments, out);
    }

    fn give(&mut self, segments: &mut u64, out: &mut Outputs) {
        let rate = self.stretch.sample_rate();
        for segment in self.found.drain(..) {
            let (from, to) = ((segment.start - self.held_from) as usize, (segment.end - self.held_from) as usize);
            let samples = self.held.iter().flat_map(|run| &run[from..to]).copied().collect();
            let audio = Audio { sample_rate: rate, channels: self.held.len() as u32, samples };
            let timestamp = self.stretch.time_of(segment.start as f64 / rate);
            let start = json_numbers::seconds(timestamp);
            let end = json_numbers::seconds(self.stretch.time_of(segment.end as f64 / rate));
            let metadata = json!({"start_s": start, "end_s": end, "segment": *segments}).to_string();
            let activity = json!({
                "segment": *segments,
                "start_s": start,
                "end_s": end,
                "duration_s": json_numbers::seconds((segment.end - segment.start) as f64 / rate),
                "level_db": json_numbers::decibels(segment.level_db),
                "noise_floor_db": json_numbers::decibels(segment.noise_floor_db),
                "cut": segment.cut,
            });
            *segments += 1;
            let metadata: Rc<str> = metadata.into();
            out.emit(0, Rc::new(Value::Audio(audio)), timestamp, metadata.clone());
            let activity = Value::Json { text: activity.to_string(), arrays: Vec::new() };
            out.emit(1, Rc::new(activity), timestamp, metadata);
        }
    }
}
