//! Energy where speech has it.

use crate::biquad::Biquad;

/// Hum, rumble and handling noise are below, Hz.
const LOW_CORNER: f64 = 150.0;
/// Voiced sounds are below, and much of the hiss of a recording above, Hz.
const HIGH_CORNER: f64 = 4000.0;
/// The two sections of a fourth-order Butterworth filter.
const FOURTH_ORDER: [f64; 2] = [0.541_196_100_146_197, 1.306_562_964_876_376_5];

/// Band-pass and the mean square behind it, frame by frame.
pub struct SpeechBand {
    sections: Vec<Biquad>,
    frame: usize,
    samples: usize,
    sum_of_squares: f64,
}

impl SpeechBand {
    /// For frames of `frame` samples at `rate` Hz.
    pub fn new(rate: f64, frame: usize) -> Self {
        let mut sections: Vec<Biquad> =
            FOURTH_ORDER.into_iter().map(|quality| Biquad::high_pass(LOW_CORNER, rate, quality)).collect();
        if rate > 2.5 * HIGH_CORNER {
            sections.push(Biquad::low_pass(HIGH_CORNER, rate, core::f64::consts::FRAC_1_SQRT_2));
        }
        Self { sections, frame, samples: 0, sum_of_squares: 0.0 }
    }

    /// Takes one sample; gives the mean square of a frame when it was that frame's last.
    #[inline]
    pub fn next(&mut self, sample: f32) -> Option<f64> {
        // One value that is no number would stay in the filter for good.
        let sample = if sample.is_finite() { f64::from(sample) } else { 0.0 };
        let filtered = self.sections.iter_mut().fold(sample, |sample, section| section.next(sample));
        self.sum_of_squares += filtered * filtered;
        self.samples += 1;
        if self.samples < self.frame {
            return None;
        }
        let mean_square = self.sum_of_squares / self.frame as f64;
        self.samples = 0;
        self.sum_of_squares = 0.0;
        self.sections.iter_mut().for_each(Biquad::settle);
        Some(mean_square)
    }
}
