//! `ChannelBalanceNode`: whether both channels of stereo sound carry as much.
//!
//! | | |
//! |---|---|
//! | `imbalance_threshold_db` | a difference of at least this is an imbalance; default 10 |
//! | `dead_channel_threshold_db` | a channel at or below this is dead where the other is not; default -60 |
//!
//! `left_rms_db`, `right_rms_db`, `balance_ratio` (-1: all on the left, 1: all on the right), `imbalance_db`
//! (left over right), `is_imbalanced`, `has_dead_channel`, `dead_channel` (`left`, `right` or null). Audio
//! that is not stereo is an error.

use dsp_kernels::decibels;
use dsp_kernels::level::level;
use graph_engine::diagnostic::Diagnostic;
use graph_engine::native::{NativeNode, NativeType, NodeError};
use graph_engine::packet::Audio;
use graph_engine::params::Params;
use serde_json::{Map, Value, json};

use super::{ANY, Examine, Examiner, members, rounded};
use crate::json_numbers;

/// The type.
pub const CHANNEL_BALANCE: NativeType =
    NativeType { name: "ChannelBalanceNode", aliases: &[], inputs: ANY, open_inputs: false, outputs: ANY, build };

struct Balance {
    imbalance_db: f64,
    dead_db: f64,
}

fn build(params: &mut Params<'_>) -> Result<Box<dyn NativeNode>, Vec<Diagnostic>> {
    let node = Balance {
        imbalance_db: params.f64("imbalance_threshold_db", &[], 10.0, 0.0..=120.0),
        dead_db: params.f64("dead_channel_threshold_db", &[], -60.0, -120.0..=0.0),
    };
    params.check()?;
    Ok(Box::new(Examiner(node)))
}

impl Examine for Balance {
    const SCHEMA: &'static str = "channel_balance_event";

    fn examine(&mut self, audio: &Audio, _timestamp: f64) -> Result<Map<String, Value>, NodeError> {
        if audio.channels != 2 {
            return Err(NodeError {
                code: "wrong-input-type",
                message: format!("This node compares two channels, and audio with {} came.", audio.channels),
                help: "Give it stereo sound.".into(),
            });
        }
        let (left_db, right_db) = (level(audio.channel(0)).rms_db, level(audio.channel(1)).rms_db);
        let (left, right) = (decibels::to_power(left_db), decibels::to_power(right_db));
        let imbalance_db = left_db - right_db;
        let dead = match (left_db <= self.dead_db, right_db <= self.dead_db) {
            (true, false) => Some("left"),
            (false, true) => Some("right"),
            _ => None,
        };
        let is_imbalanced = imbalance_db.abs() >= self.imbalance_db;
        let health = if dead.is_some() {
            0.0
        } else if self.imbalance_db > 0.0 {
            (1.0 - imbalance_db.abs() / (2.0 * self.imbalance_db)).clamp(0.0, 1.0)
        } else {
            f64::from(u8::from(!is_imbalanced))
        };
        Ok(members(json!({
            "left_rms_db": json_numbers::decibels(left_db),
            "right_rms_db": json_numbers::decibels(right_db),
            "balance_ratio": rounded((right - left) / (right + left)),
            "imbalance_db": json_numbers::decibels(imbalance_db),
            "is_imbalanced": is_imbalanced,
            "has_dead_channel": dead.is_some(),
            "dead_channel": dead,
            "health": rounded(health),
        })))
    }
}
