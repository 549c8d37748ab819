//! `ClippingDetectorNode`: whether the peaks were cut off.
//!
//! | | |
//! |---|---|
//! | `saturation_threshold` | a sample of at least this magnitude is saturated; default 0.99 |
//! | `saturation_ratio_threshold` | per cent of saturated samples from which on it clips; default 1.0 |
//! | `crest_factor_threshold_db` | a loud packet whose peak is less than this above its RMS clips; default 3.0 |
//!
//! `saturation_ratio` (per cent), `crest_factor_db` (peak over RMS; 0 in silence), `is_clipping`.

use dsp_kernels::level::level;
use graph_engine::diagnostic::Diagnostic;
use graph_engine::native::{NativeNode, NativeType, NodeError};
use graph_engine::packet::Audio;
use graph_engine::params::Params;
use serde_json::{Map, Value, json};

use super::{ANY, Examine, Examiner, members, rounded};

/// The type.
pub const CLIPPING_DETECTOR: NativeType =
    NativeType { name: "ClippingDetectorNode", aliases: &[], inputs: ANY, open_inputs: false, outputs: ANY, build };

struct Clipping {
    saturation: f64,
    ratio_percent: f64,
    crest_db: f64,
}

fn build(params: &mut Params<'_>) -> Result<Box<dyn NativeNode>, Vec<Diagnostic>> {
    let node = Clipping {
        saturation: params.f64("saturation_threshold", &[], 0.99, 0.0..=f64::INFINITY),
        ratio_percent: params.f64("saturation_ratio_threshold", &[], 1.0, 0.0..=100.0),
        crest_db: params.f64("crest_factor_threshold_db", &[], 3.0, 0.0..=120.0),
    };
    params.check()?;
    Ok(Box::new(Examiner(node)))
}

impl Examine for Clipping {
    const SCHEMA: &'static str = "clipping_event";

    fn examine(&mut self, audio: &Audio, _timestamp: f64) -> Result<Map<String, Value>, NodeError> {
        let saturated = audio.samples.iter().filter(|sample| f64::from(sample.abs()) >= self.saturation).count();
        let percent = saturated as f64 / audio.samples.len().max(1) as f64 * 100.0;
        let level = level(&audio.samples);
        let crest_db = level.peak_db - level.rms_db;
        // A flat top is loud: without saturated samples a low crest factor is a square wave, no damage.
        let is_clipping = percent >= self.ratio_percent && percent > 0.0 || saturated > 0 && crest_db < self.crest_db;
        let health = if is_clipping { (1.0 - percent / 10.0).clamp(0.0, 0.9) } else { 1.0 };
        Ok(members(json!({
            "saturation_ratio": rounded(percent),
            "crest_factor_db": rounded(crest_db),
            "is_clipping": is_clipping,
            "health": rounded(health),
        })))
    }
}
