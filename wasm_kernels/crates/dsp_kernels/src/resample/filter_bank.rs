//! The anti-alias filter, cut into phases.

use core::f64::consts::PI;

use super::Quality;
use super::ratio::Ratio;
use crate::inner_product::{LANES, inner_product};

/// Coefficients of an exact bank (one row for every phase that occurs) may take this many floats;
/// beyond it, rows are interpolated.
const EXACT_FLOATS: u64 = 1 << 19;

/// Rows per input frame of an interpolated bank, when the rate goes up. Linear interpolation between
/// them errs by (pi / rows)^2 / 8, which is -118 dB. When it goes down, the filter is as much slower,
/// and needs as many rows fewer.
const INTERPOLATED_ROWS: f64 = 1024.0;

/// A sinc under a Kaiser window, sampled at every phase between two input frames.
///
/// Row `p` of `rows` gives the value at `p / rows` of the way from the frame under tap
/// `taps / 2 - 1` to the next one. Every row sums to 1, so a constant comes out as it went in.
pub struct FilterBank {
    taps: usize,
    rows: u64,
    phases: u64,
    coefficients: Vec<f32>,
}

impl FilterBank {
    pub fn design(ratio: Ratio, quality: Quality) -> Self {
        if ratio.input == ratio.output {
            return Self::identity();
        }
        // Frequencies in cycles per input frame.
        let nyquist = 0.5 * (ratio.output as f64 / ratio.input as f64).min(1.0);
        let transition = (1.0 - quality.pass_band()) * nyquist;
        let cutoff = nyquist - transition / 2.0;
        // J. F. Kaiser, "Nonrecursive digital filter design using the I0-sinh window function", 1974.
        let beta = 0.1102 * (quality.attenuation_db() - 8.7);
        let length = (quality.attenuation_db() - 7.95) / (14.36 * transition);
        let taps = (libm::ceil(length) as usize + 1).next_multiple_of(LANES);
        let rows = if ratio.output * taps as u64 <= EXACT_FLOATS {
            ratio.output
        } else {
            libm::ceil(INTERPOLATED_ROWS * 2.0 * nyquist) as u64
        };
        let mut bank = Self { taps, rows, phases: ratio.output, coefficients: vec![0.0; taps * (rows as usize + 1)] };
        bank.fill(cutoff, beta);
        bank
    }

    fn identity() -> Self {
        let mut coefficients = vec![0.0; 2 * LANES];
        coefficients[LANES / 2 - 1] = 1.0;
        Self { taps: LANES, rows: 1, phases: 1, coefficients }
    }

    /// The last row is the first one, a frame later; each row of the second half is one of the first
    /// half backwards, since the filter is symmetric.
    fn fill(&mut self, cutoff: f64, beta: f64) {
        let half = (self.taps / 2) as f64;
        let window = KaiserWindow::new(beta);
        let rows = self.rows as usize;
        let mut row = vec![0.0_f64; self.taps];
        for p in 0..=rows / 2 {
            windowed_sinc(&mut row, p as f64 / rows as f64 + half - 1.0, 2.0 * PI * cutoff, &window);
            let scale = 1.0 / row.iter().sum::<f64>();
            for (j, value) in row.iter().enumerate() {
                let coefficient = (value * scale) as f32;
                self.coefficients[p * self.taps + j] = coefficient;
                self.coefficients[(rows - p) * self.taps + self.taps - 1 - j] = coefficient;
            }
        }
    }

    /// Length of every row, a multiple of the vector width.
    pub fn taps(&self) -> usize {
        self.taps
    }

    /// Value between the frames of `window` (as long as a row) at `phase / phases` of the way.
    #[inline]
    pub fn apply(&self, window: &[f32], phase: u64) -> f32 {
        if self.rows == self.phases {
            return inner_product(window, self.row(phase as usize));
        }
        let place = phase * self.rows;
        let (row, rest) = ((place / self.phases) as usize, place % self.phases);
        let (before, after) = (inner_product(window, self.row(row)), inner_product(window, self.row(row + 1)));
        before + (after - before) * (rest as f32 / self.phases as f32)
    }

    #[inline]
    fn row(&self, p: usize) -> &[f32] {
        &self.coefficients[p * self.taps..(p + 1) * self.taps]
    }
}

/// Writes the filter at the distances `first`, `first - 1`, … from its middle, in frames. A function of
/// its own for the reason that [`inner_product`] is one.
#[inline(never)]
fn windowed_sinc(row: &mut [f64], first: f64, radians_per_frame: f64, window: &KaiserWindow) {
    let half_inverse = 2.0 / row.len() as f64;
    // The sine of each distance from that of the one before, by rotation: a row's length of them loses
    // less than f32 can show.
    let (mut sine, mut cosine) = (libm::sin(radians_per_frame * first), libm::cos(radians_per_frame * first));
    let (step_sine, step_cosine) = (libm::sin(radians_per_frame), libm::cos(radians_per_frame));
    let mut distance = first;
    for value in row {
        let part = distance * half_inverse;
        let across = 1.0 - part * part;
        *value = if across <= 0.0 {
            0.0
        } else if distance.abs() < 1e-9 {
            1.0
        } else {
            sine / (radians_per_frame * distance) * window.at(across)
        };
        (sine, cosine) = (sine * step_cosine - cosine * step_sine, cosine * step_cosine + sine * step_sine);
        distance -= 1.0;
    }
}

/// I0(beta * sqrt(w)) / I0(beta) as a polynomial in w = 1 - (distance / half)^2: the power series of the
/// modified Bessel function (M. Abramowitz and I. Stegun, 9.6.12), whose terms are all positive, so that
/// nothing cancels.
struct KaiserWindow {
    coefficients: Vec<f64>,
}

impl KaiserWindow {
    fn new(beta: f64) -> Self {
        let quarter = beta * beta / 4.0;
        let (mut sum, mut term, mut k) = (0.0, 1.0, 1.0);
        let mut coefficients = Vec::new();
        while term > sum * 1e-13 {
            coefficients.push(term);
            sum += term;
            term *= quarter / (k * k);
            k += 1.0;
        }
        for coefficient in &mut coefficients {
            *coefficient /= sum;
        }
        Self { coefficients }
    }

    #[inline]
    fn at(&self, across: f64) -> f64 {
        self.coefficients.iter().rev().fold(0.0, |value, coefficient| value * across + coefficient)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_window_has_its_tabulated_values() {
        // Abramowitz and Stegun, tables 9.8 and 9.11: I0(1) and I0(10).
        let window = KaiserWindow::new(10.0);
        assert!((window.at(1.0) - 1.0).abs() < 1e-12);
        assert!((window.at(0.01) - 1.266_065_877_752_008_4 / 2_815.716_628_466_254).abs() < 1e-12);
        assert!((window.at(0.0) - 1.0 / 2_815.716_628_466_254).abs() < 1e-12);
    }

    #[test]
    fn a_constant_comes_out_as_it_went_in() {
        for (from, to) in [(48_000.0, 16_000.0), (44_100.0, 16_000.0), (8000.0, 16_000.0), (44_099.0, 16_000.0)] {
            let ratio = Ratio::of_rates(from, to).unwrap();
            let bank = FilterBank::design(ratio, Quality::High);
            let window = vec![1.0; bank.taps()];
            for phase in (0..ratio.output).step_by(37) {
                assert!((bank.apply(&window, phase) - 1.0).abs() < 2e-6, "{from} to {to}, phase {phase}");
            }
        }
    }

    #[test]
    fn rare_ratios_do_not_need_a_row_for_every_phase() {
        let ratio = Ratio::of_rates(191_999.0, 191_998.0).unwrap();
        assert!(FilterBank::design(ratio, Quality::High).coefficients.len() < 1 << 19);
    }
}
