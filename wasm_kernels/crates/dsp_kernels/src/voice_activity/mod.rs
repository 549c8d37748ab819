//! Where in a stream of sound somebody speaks.
//!
//! Energy in the speech band, frame by frame, against a noise floor that follows the recording;
//! hysteresis, hangover and minimum lengths turn frames into segments. Works at any sample rate from
//! [`MIN_RATE`] up, on one channel.

mod detector;
mod noise_floor;
mod segmenter;
mod settings;
mod speech_band;

pub use detector::VoiceActivity;
pub use segmenter::Segment;
pub use settings::{MIN_RATE, Settings, SettingsError};
