//! `AudioLevelNode`: how loud each packet is.
//!
//! | | |
//! |---|---|
//! | input `default` | audio; anything else passes through unchanged |
//! | output `default` | JSON, one object per packet, with the packet's timestamp |
//! | `low_volume_threshold_db` | dBFS, -120 to 0; default -20 |
//! | `silence_threshold_db` | dBFS, -120 to 0, not above the other; default -60 |
//!
//! The object: `rms_db` and `peak_db` over all channels (dBFS, not below -120), `is_silence` (RMS at
//! or below its threshold), `is_low_volume` (at or below its own, and no silence), `health` (0 at
//! silence, 1 from the low-volume threshold up, in a straight line between), `stream_id` (null),
//! `timestamp_us`, `_schema`: the names and meanings of the SDK's node.

use std::rc::Rc;

use dsp_kernels::level::level;
use graph_engine::diagnostic::Diagnostic;
use graph_engine::native::{NativeNode, NativeType, NodeError, Outputs, Port, PortType};
use graph_engine::packet::{Packet, Value};
use graph_engine::params::Params;
use serde_json::json;

use crate::{json_numbers, refusals};

/// The type.
pub const AUDIO_LEVEL: NativeType = NativeType {
    name: "AudioLevelNode",
    aliases: &[],
    inputs: &[Port { name: "default", kind: PortType::Any }],
    open_inputs: false,
    outputs: &[Port { name: "default", kind: PortType::Any }],
    build,
};

struct AudioLevel {
    low_volume_db: f64,
    silence_db: f64,
}

fn build(params: &mut Params<'_>) -> Result<Box<dyn NativeNode>, Vec<Diagnostic>> {
    let low_volume_db = params.f64("low_volume_threshold_db", &[], -20.0, -120.0..=0.0);
    let silence_db = params.f64("silence_threshold_db", &[], -60.0, -120.0..=0.0);
    if silence_db > low_volume_db {
        params.refuse(
            "silence_threshold_db",
            format!("\"silence_threshold_db\" is {silence_db} dB, above \"low_volume_threshold_db\" with {low_volume_db} dB."),
            "Silence must be quieter than low volume.",
        );
    }
    params.check()?;
    Ok(Box::new(AudioLevel { low_volume_db, silence_db }))
}

impl NativeNode for AudioLevel {
    fn process(&mut self, _port: usize, packet: &Packet, out: &mut Outputs) -> Result<(), NodeError> {
        if !matches!(*packet.value, Value::Audio(_)) {
            out.emit(0, packet.value.clone(), packet.timestamp, packet.metadata.clone());
            return Ok(());
        }
        let level = level(&refusals::audio(&packet.value)?.samples);
        let is_silence = level.rms_db <= self.silence_db;
        let event = json!({
            "rms_db": json_numbers::decibels(level.rms_db),
            "peak_db": json_numbers::decibels(level.peak_db),
            "is_low_volume": !is_silence && level.rms_db <= self.low_volume_db,
            "is_silence": is_silence,
            "health": libm::round(self.health(level.rms_db) * 1000.0) / 1000.0,
            "stream_id": null,
            "timestamp_us": libm::round(packet.timestamp * 1e6) as i64,
            "_schema": "audio_level_event",
        });
        let value = Value::Json { text: event.to_string(), arrays: Vec::new() };
        out.emit(0, Rc::new(value), packet.timestamp, packet.metadata.clone());
        Ok(())
    }
}

impl AudioLevel {
    fn health(&self, rms_db: f64) -> f64 {
        if rms_db <= self.silence_db {
            0.0
        } else if rms_db >= self.low_volume_db {
            1.0
        } else {
            (rms_db - self.silence_db) / (self.low_volume_db - self.silence_db)
        }
    }
}
