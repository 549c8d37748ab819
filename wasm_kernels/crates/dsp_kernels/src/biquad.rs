//! Second-order filter sections.

/// One section, transposed direct form II, in f64: stable far below the lowest corner used here.
#[derive(Clone, Debug)]
pub struct Biquad {
    numerator: [f64; 3],
    denominator: [f64; 2],
    state: [f64; 2],
}

/// States smaller than this are zero: denormal numbers make every multiplication slow.
const NEGLIGIBLE: f64 = 1e-30;

impl Biquad {
    /// High-pass with its corner at `corner` Hz. `quality` 0.7071 alone is a Butterworth filter.
    pub fn high_pass(corner: f64, rate: f64, quality: f64) -> Self {
        let (cosine, alpha) = Self::angle(corner, rate, quality);
        let edge = f64::midpoint(1.0, cosine);
        Self::normalised([edge, -(1.0 + cosine), edge], cosine, alpha)
    }

    /// Low-pass with its corner at `corner` Hz.
    pub fn low_pass(corner: f64, rate: f64, quality: f64) -> Self {
        let (cosine, alpha) = Self::angle(corner, rate, quality);
        let edge = (1.0 - cosine) / 2.0;
        Self::normalised([edge, 1.0 - cosine, edge], cosine, alpha)
    }

    // The bilinear transform with its frequency warped to the corner, as in R. Bristow-Johnson's
    // "Cookbook formulae for audio equalizer biquad filter coefficients".
    fn angle(corner: f64, rate: f64, quality: f64) -> (f64, f64) {
        let omega = core::f64::consts::TAU * corner / rate;
        (libm::cos(omega), libm::sin(omega) / (2.0 * quality))
    }

    fn normalised(numerator: [f64; 3], cosine: f64, alpha: f64) -> Self {
        let scale = 1.0 + alpha;
        Self {
            numerator: numerator.map(|coefficient| coefficient / scale),
            denominator: [-2.0 * cosine / scale, (1.0 - alpha) / scale],
            state: [0.0; 2],
        }
    }

    /// The next output sample.
    #[inline]
    pub fn next(&mut self, sample: f64) -> f64 {
        let output = self.numerator[0] * sample + self.state[0];
        self.state[0] = self.numerator[1] * sample - self.denominator[0] * output + self.state[1];
        self.state[1] = self.numerator[2] * sample - self.denominator[1] * output;
        output
    }

    /// To be called now and then, so that the tail into silence ends.
    pub fn settle(&mut self) {
        for state in &mut self.state {
            if state.abs() < NEGLIGIBLE {
                *state = 0.0;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn gain_db(mut filter: Biquad, frequency: f64) -> f64 {
        let mut power = 0.0;
        for n in 0..32_000_u32 {
            let output = filter.next(libm::sin(core::f64::consts::TAU * frequency * f64::from(n) / 16_000.0));
            if n >= 16_000 {
                power += output * output / 16_000.0;
            }
        }
        10.0 * libm::log10(2.0 * power)
    }

    #[test]
    fn a_butterworth_section_is_three_decibels_down_at_its_corner() {
        let quality = core::f64::consts::FRAC_1_SQRT_2;
        let high = Biquad::high_pass(150.0, 16_000.0, quality);
        let low = Biquad::low_pass(4000.0, 16_000.0, quality);
        assert!((gain_db(high.clone(), 150.0) + 3.01).abs() < 0.02);
        assert!(gain_db(high.clone(), 1500.0).abs() < 0.01);
        assert!(gain_db(high, 15.0) < -39.0);
        assert!((gain_db(low.clone(), 4000.0) + 3.01).abs() < 0.02);
        assert!(gain_db(low, 100.0).abs() < 0.01);
    }
}
