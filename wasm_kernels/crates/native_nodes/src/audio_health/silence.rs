//! `SilenceDetectorNode`: how long it has been silent, and whether the sound drops out again and again.
//!
//! | | |
//! |---|---|
//! | `silence_threshold_db` | RMS at or below this is silence; default -50 |
//! | `sustained_silence_ms` | silence of at least this is sustained; default 500 |
//! | `dropout_count_threshold` | so many dropouts within the window are intermittent; default 3 |
//! | `dropout_window_ms` | default 5000 |
//!
//! `is_silent`, `rms_db`, `silence_duration_ms` (of the silence that this packet ends in, the packet
//! included), `is_sustained_silence`, `dropout_count` (silences that ended in sound before they were
//! sustained, within the window), `has_intermittent_dropouts`.

use std::collections::VecDeque;

use dsp_kernels::level::level;
use graph_engine::diagnostic::Diagnostic;
use graph_engine::native::{NativeNode, NativeType, NodeError};
use graph_engine::packet::Audio;
use graph_engine::params::Params;
use serde_json::{Map, Value, json};

use super::{ANY, Examine, Examiner, members, rounded};
use crate::json_numbers;

/// The type.
pub const SILENCE_DETECTOR: NativeType =
    NativeType { name: "SilenceDetectorNode", aliases: &[], inputs: ANY, open_inputs: false, outputs: ANY, build };

struct Silence {
    threshold_db: f64,
    sustained_ms: f64,
    count_threshold: usize,
    window_s: f64,
    silent_ms: f64,
    /// When dropouts ended, in seconds.
    dropouts: VecDeque<f64>,
}

fn build(params: &mut Params<'_>) -> Result<Box<dyn NativeNode>, Vec<Diagnostic>> {
    let node = Silence {
        threshold_db: params.f64("silence_threshold_db", &[], -50.0, -120.0..=0.0),
        sustained_ms: params.f64("sustained_silence_ms", &[], 500.0, 0.0..=f64::INFINITY),
        count_threshold: params.usize("dropout_count_threshold", &[], 3, 1..=1_000_000),
        window_s: params.f64("dropout_window_ms", &[], 5000.0, 0.0..=f64::INFINITY) / 1000.0,
        silent_ms: 0.0,
        dropouts: VecDeque::new(),
    };
    params.check()?;
    Ok(Box::new(Examiner(node)))
}

impl Examine for Silence {
    const SCHEMA: &'static str = "silence_event";

    fn examine(&mut self, audio: &Audio, timestamp: f64) -> Result<Map<String, Value>, NodeError> {
        let rms_db = level(&audio.samples).rms_db;
        let is_silent = rms_db <= self.threshold_db;
        if is_silent {
            self.silent_ms += audio.frames() as f64 / audio.sample_rate * 1000.0;
        } else {
            if self.silent_ms > 0.0 && self.silent_ms < self.sustained_ms {
                self.dropouts.push_back(timestamp);
            }
            self.silent_ms = 0.0;
        }
        while self.dropouts.front().is_some_and(|ended| timestamp - ended > self.window_s) {
            self.dropouts.pop_front();
        }
        let is_sustained = is_silent && self.silent_ms >= self.sustained_ms;
        let is_intermittent = self.dropouts.len() >= self.count_threshold;
        let health = match (is_sustained, is_intermittent) {
            (true, _) => 0.0,
            (false, true) => 0.5,
            (false, false) => 1.0,
        };
        Ok(members(json!({
            "is_silent": is_silent,
            "rms_db": json_numbers::decibels(rms_db),
            "silence_duration_ms": rounded(self.silent_ms),
            "is_sustained_silence": is_sustained,
            "dropout_count": self.dropouts.len(),
            "has_intermittent_dropouts": is_intermittent,
            "health": health,
        })))
    }
}
