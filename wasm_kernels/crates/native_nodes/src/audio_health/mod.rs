//! What may be wrong with audio: `SilenceDetectorNode`, `ClippingDetectorNode`, `ChannelBalanceNode`.
//!
//! Each takes audio and gives one JSON object for each packet, with the packet's timestamp; anything else
//! passes through. Levels are dBFS, not below -120. Beside its own fields an object has `health` (1: fine,
//! 0: as bad as can be), `stream_id` (null), `timestamp_us` and `_schema`: the names of the SDK's nodes.
//! Their modules say what each measures.

mod balance;
mod clipping;
mod silence;

use std::rc::Rc;

use graph_engine::native::{NativeNode, NodeError, Outputs, Port, PortType};
use graph_engine::packet::{Audio, Packet, Value};
use serde_json::{Map, json};

use crate::refusals;

pub use balance::CHANNEL_BALANCE;
pub use clipping::CLIPPING_DETECTOR;
pub use silence::SILENCE_DETECTOR;

const ANY: &[Port] = &[Port { name: "default", kind: PortType::Any }];

/// Says what it finds in each packet of audio.
trait Examine {
    /// The name of what it says.
    const SCHEMA: &'static str;

    fn examine(&mut self, audio: &Audio, timestamp: f64) -> Result<Map<String, serde_json::Value>, NodeError>;
}

/// A node that examines.
struct Examiner<E>(E);

impl<E: Examine> NativeNode for Examiner<E> {
    fn process(&mut self, _port: usize, packet: &Packet, out: &mut Outputs) -> Result<(), NodeError> {
        if !matches!(*packet.value, Value::Audio(_)) {
            out.emit(0, packet.value.clone(), packet.timestamp, packet.metadata.clone());
            return Ok(());
        }
        let mut found = self.0.examine(refusals::audio(&packet.value)?, packet.timestamp)?;
        found.insert("stream_id".into(), json!(null));
        found.insert("timestamp_us".into(), json!(libm::round(packet.timestamp * 1e6) as i64));
        found.insert("_schema".into(), json!(E::SCHEMA));
        let text = serde_json::Value::Object(found).to_string();
        let value = Value::Json { text, arrays: Vec::new() };
        out.emit(0, Rc::new(value), packet.timestamp, packet.metadata.clone());
        Ok(())
    }
}

/// The members of a JSON object.
fn members(value: serde_json::Value) -> Map<String, serde_json::Value> {
    if let serde_json::Value::Object(members) = value { members } else { Map::new() }
}

/// To a thousandth.
fn rounded(number: f64) -> f64 {
    libm::round(number * 1000.0) / 1000.0
}
