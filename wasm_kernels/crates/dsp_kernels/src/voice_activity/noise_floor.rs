//! How loud it is while nobody speaks.

use crate::decibels;

/// Length of a sub-window of the minimum search, s; the whole window has [`SUB_WINDOWS`] of them.
/// Two and a half seconds of speech without a pause are rare.
const SUB_WINDOW_S: f64 = 0.25;
const SUB_WINDOWS: usize = 10;
/// The minimum of smoothed noise lies about this far below its mean, dB.
const BIAS_DB: f64 = 1.5;
/// A rise of the floor is followed at this speed, dB/s, while nobody seems to speak …
const RISE: f64 = 20.0;
/// … and at this one while somebody does: slow enough for a long sentence, fast enough to learn in
/// some ten seconds that a fan was switched on.
const RISE_IN_SPEECH: f64 = 1.5;
/// Below this, dBFS, nothing counts as noise: digital silence would else make speech of dither.
const LOWEST_DB: f64 = -70.0;
/// At the start nothing louder is taken for noise, dBFS, unless it is steady.
const LOUDEST_AT_START_DB: f64 = -45.0;
/// A start whose level varies less than this, dB, is steady: noise, not speech.
const STEADY_DB: f64 = 6.0;
/// Part of a new frame in the smoothed power.
const SMOOTHING: f64 = 0.4;

/// Minimum statistics: the floor is the least smoothed power of the last seconds, since even fluent
/// speech falls back to it between syllables. After R. Martin, "Noise power spectral density
/// estimation based on optimal smoothing and minimum statistics", 2001, with one band and fixed
/// smoothing.
pub struct NoiseFloor {
    frame_s: f64,
    frames_per_window: usize,
    smoothed: Option<f64>,
    floor_db: f64,
    minima: [f64; SUB_WINDOWS],
    oldest: usize,
    least: f64,
    frames: usize,
}

impl NoiseFloor {
    /// `start` holds the mean squares of the first frames, which the first guess is made from.
    pub fn new(frame_s: f64, start: &[f64]) -> Self {
        let levels = || start.iter().map(|&power| decibels::of_power(power));
        let least = levels().fold(f64::INFINITY, f64::min);
        let most = levels().fold(f64::NEG_INFINITY, f64::max);
        let mean = start.iter().sum::<f64>() / start.len().max(1) as f64;
        let steady = most - least < STEADY_DB;
        let floor_db = if steady { decibels::of_power(mean) } else { (least + BIAS_DB).min(LOUDEST_AT_START_DB) };
        Self {
            frame_s,
            frames_per_window: (libm::ceil(SUB_WINDOW_S / frame_s) as usize).max(1),
            smoothed: None,
            floor_db: floor_db.max(LOWEST_DB),
            minima: [f64::INFINITY; SUB_WINDOWS],
            oldest: 0,
            least: f64::INFINITY,
            frames: 0,
        }
    }

    /// The floor, dBFS.
    pub fn level_db(&self) -> f64 {
        self.floor_db
    }

    /// Takes the next frame's mean square into account.
    pub fn follow(&mut self, mean_square: f64, in_speech: bool) {
        let smoothed = self.smoothed.map_or(mean_square, |before| before + SMOOTHING * (mean_square - before));
        self.smoothed = Some(smoothed);
        self.least = self.least.min(decibels::of_power(smoothed));
        self.frames += 1;
        if self.frames == self.frames_per_window {
            self.minima[self.oldest] = self.least;
            self.oldest = (self.oldest + 1) % SUB_WINDOWS;
            self.least = f64::INFINITY;
            self.frames = 0;
        }
        let least = self.minima.iter().copied().fold(self.least, f64::min);
        let target = (least + BIAS_DB).max(LOWEST_DB);
        let rise = if in_speech { RISE_IN_SPEECH } else { RISE } * self.frame_s;
        self.floor_db = target.min(self.floor_db + rise);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FRAME_S: f64 = 0.02;

    #[test]
    fn a_steady_start_is_noise_and_a_lively_one_is_not() {
        let loud = decibels::to_power(-30.0);
        assert!((NoiseFloor::new(FRAME_S, &[loud; 15]).level_db() + 30.0).abs() < 1e-6);
        let lively: Vec<f64> = (0..15).map(|n| decibels::to_power(-30.0 + f64::from(n))).collect();
        assert!((NoiseFloor::new(FRAME_S, &lively).level_db() - LOUDEST_AT_START_DB).abs() < 1e-6);
    }

    #[test]
    fn it_falls_at_once_and_rises_slowly_in_speech() {
        let mut floor = NoiseFloor::new(FRAME_S, &[decibels::to_power(-40.0); 15]);
        for _ in 0..20 {
            floor.follow(decibels::to_power(-60.0), false);
        }
        assert!((floor.level_db() + 58.5).abs() < 0.2, "{}", floor.level_db());
        for _ in 0..100 {
            floor.follow(decibels::to_power(-20.0), true);
        }
        assert!(floor.level_db() < -55.0, "{}", floor.level_db());
    }

    #[test]
    fn digital_silence_does_not_take_it_to_the_bottom() {
        let mut floor = NoiseFloor::new(FRAME_S, &[0.0; 15]);
        floor.follow(0.0, false);
        assert!((floor.level_db() - LOWEST_DB).abs() < 1e-9);
    }
}
