//! The stream around band, floor and segmenter.

use super::noise_floor::NoiseFloor;
use super::segmenter::{Frame, Segment, Segmenter};
use super::speech_band::SpeechBand;
use super::{MIN_RATE, Settings, SettingsError};
use crate::decibels;

/// The first guess of the noise floor is made from this much sound, s; nothing is decided before.
const START_S: f64 = 0.3;

/// Finds speech in a stream of one channel.
///
/// [`VoiceActivity::process`] allocates nothing. The same stream gives the same segments, however it
/// is cut into blocks.
pub struct VoiceActivity {
    settings: Settings,
    frame_s: f64,
    band: SpeechBand,
    /// Mean squares of the first frames, until there are enough of them.
    start: Vec<f64>,
    start_frames: usize,
    floor: Option<NoiseFloor>,
    segmenter: Segmenter,
    samples: u64,
}

impl VoiceActivity {
    /// A detector for sound at `rate` Hz.
    ///
    /// # Errors
    /// [`SettingsError`].
    pub fn new(rate: f64, settings: Settings) -> Result<Self, SettingsError> {
        settings.check()?;
        if !(MIN_RATE..=f64::MAX).contains(&rate) {
            return Err(SettingsError::Rate { actual: rate });
        }
        let frame = (libm::round(rate * settings.frame_ms / 1000.0) as usize).max(1);
        let frame_s = frame as f64 / rate;
        let start_frames = (libm::ceil(START_S / frame_s) as usize).max(1);
        Ok(Self {
            settings,
            frame_s,
            band: SpeechBand::new(rate, frame),
            start: Vec::with_capacity(start_frames),
            start_frames,
            floor: None,
            segmenter: Segmenter::new(&settings, frame as u64),
            samples: 0,
        })
    }

    /// The longest time, in seconds, from the end of speech to the moment its segment is given.
    #[must_use]
    pub fn delay_s(&self) -> f64 {
        let settings = &self.settings;
        settings.min_silence_ms.max(settings.hangover_ms + settings.padding_ms) / 1000.0 + 3.0 * self.frame_s
    }

    /// The earliest sample that a coming segment may begin with: what lies before it is not needed.
    #[must_use]
    pub fn keep_from(&self) -> u64 {
        if self.floor.is_some() { self.segmenter.keep_from() } else { 0 }
    }

    /// Takes samples and gives the segments that end in them. Allocates nothing.
    pub fn process(&mut self, samples: &[f32], mut give: impl FnMut(Segment)) {
        for &sample in samples {
            if let Some(power) = self.band.next(sample) {
                self.frame(power, &mut give);
            }
        }
        self.samples += samples.len() as u64;
    }

    /// Ends the stream and gives the segment that is still open, if there is one.
    /// Nothing may be processed after it.
    pub fn finish(&mut self, mut give: impl FnMut(Segment)) {
        if self.floor.is_none() {
            self.begin(&mut give);
        }
        let floor_db = self.floor.as_ref().map_or(decibels::FLOOR_DB, NoiseFloor::level_db);
        if let Some(segment) = self.segmenter.finish(floor_db, self.samples) {
            give(segment);
        }
    }

    fn frame(&mut self, power: f64, give: &mut impl FnMut(Segment)) {
        if self.floor.is_some() {
            self.decide(power, give);
            return;
        }
        self.start.push(power);
        if self.start.len() == self.start_frames {
            self.begin(give);
        }
    }

    /// Makes the first guess and decides on the frames that it was made from.
    fn begin(&mut self, give: &mut impl FnMut(Segment)) {
        if self.start.is_empty() {
            return;
        }
        self.floor = Some(NoiseFloor::new(self.frame_s, &self.start));
        for index in 0..self.start.len() {
            self.decide(self.start[index], give);
        }
    }

    fn decide(&mut self, power: f64, give: &mut impl FnMut(Segment)) {
        let Some(floor) = &mut self.floor else { return };
        let in_speech = self.segmenter.in_speech();
        let hysteresis = if in_speech { self.settings.hysteresis_db } else { 0.0 };
        let threshold = floor.level_db() + self.settings.threshold_db - hysteresis;
        let active = decibels::of_power(power) > threshold;
        floor.follow(power, in_speech || active);
        let frame = Frame { active, power, noise_floor_db: floor.level_db() };
        if let Some(segment) = self.segmenter.next(frame) {
            give(segment);
        }
    }
}
