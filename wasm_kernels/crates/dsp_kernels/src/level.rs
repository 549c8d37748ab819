//! RMS and peak level.

use crate::decibels;

/// Levels of a stretch of sound, in dBFS, not below [`decibels::FLOOR_DB`].
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Level {
    /// Of the mean square over all samples of all channels.
    pub rms_db: f64,
    /// Of the largest magnitude.
    pub peak_db: f64,
}

/// Gathers the level of samples that come in pieces.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct LevelMeter {
    sum_of_squares: f64,
    peak: f32,
    samples: u64,
}

impl LevelMeter {
    /// Counts these samples in; channels may come one after the other.
    pub fn add(&mut self, samples: &[f32]) {
        // Four sums side by side let the compiler use vector lanes; their order is fixed.
        let mut sums = [0.0_f64; 4];
        let mut peaks = [self.peak; 4];
        let quads = samples.chunks_exact(4);
        for (lane, &sample) in quads.remainder().iter().enumerate() {
            sums[lane] += f64::from(sample) * f64::from(sample);
            peaks[lane] = peaks[lane].max(sample.abs());
        }
        for quad in quads {
            for lane in 0..4 {
                sums[lane] += f64::from(quad[lane]) * f64::from(quad[lane]);
                peaks[lane] = peaks[lane].max(quad[lane].abs());
            }
        }
        self.sum_of_squares += (sums[0] + sums[1]) + (sums[2] + sums[3]);
        self.peak = peaks.into_iter().fold(self.peak, f32::max);
        self.samples += samples.len() as u64;
    }

    /// The level of all that was added; the floor if that was nothing.
    #[must_use]
    pub fn level(&self) -> Level {
        let mean_square = if self.samples == 0 { 0.0 } else { self.sum_of_squares / self.samples as f64 };
        Level { rms_db: decibels::of_power(mean_square), peak_db: decibels::of_amplitude(f64::from(self.peak)) }
    }
}

/// The level of one stretch of sound.
#[must_use]
pub fn level(samples: &[f32]) -> Level {
    let mut meter = LevelMeter::default();
    meter.add(samples);
    meter.level()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sine_is_three_decibels_below_its_peak() {
        let sine: Vec<f32> = (0..16_000)
            .map(|n| (0.5 * libm::sin(core::f64::consts::TAU * 440.0 * f64::from(n) / 16_000.0)) as f32)
            .collect();
        let level = level(&sine);
        assert!((level.rms_db + 9.031).abs() < 0.001, "{level:?}");
        assert!((level.peak_db + 6.021).abs() < 0.001, "{level:?}");
    }

    #[test]
    fn nothing_and_silence_are_the_floor() {
        for samples in [&[][..], &[0.0; 7][..]] {
            assert_eq!(level(samples), Level { rms_db: -120.0, peak_db: -120.0 });
        }
    }

    #[test]
    fn the_peak_is_found_in_every_lane_and_in_the_rest() {
        for place in 0..7 {
            let mut samples = [0.0_f32; 7];
            samples[place] = -0.5;
            assert!((level(&samples).peak_db + 6.0206).abs() < 1e-3, "at {place}");
        }
    }
}
