//! The two rates as a reduced fraction, so that no position ever drifts.

use super::ResampleError;

/// Lowest sample rate, Hz.
pub const MIN_RATE: f64 = 1.0;
/// Highest sample rate, Hz.
pub const MAX_RATE: f64 = 1_000_000.0;
/// The two rates may differ by this factor at most: the filter grows with it.
pub const MAX_RATIO: f64 = 256.0;

/// `output` frames for every `input` frames, without a common divisor.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ratio {
    pub input: u64,
    pub output: u64,
}

impl Ratio {
    /// From rates in Hz, each taken to a thousandth.
    pub fn of_rates(from: f64, to: f64) -> Result<Self, ResampleError> {
        for rate in [from, to] {
            if !(MIN_RATE..=MAX_RATE).contains(&rate) {
                return Err(ResampleError::Rate { actual: rate });
            }
        }
        if from / to > MAX_RATIO || to / from > MAX_RATIO {
            return Err(ResampleError::Ratio { from, to });
        }
        let input = libm::round(from * 1000.0) as u64;
        let output = libm::round(to * 1000.0) as u64;
        let divisor = greatest_common_divisor(input, output);
        Ok(Self { input: input / divisor, output: output / divisor })
    }

    /// Frames that a stream of `frames` has at the other rate, a half rounded up.
    pub fn output_frames(self, frames: u64) -> u64 {
        let (input, output) = (u128::from(self.input), u128::from(self.output));
        ((2 * u128::from(frames) * output + input) / (2 * input)) as u64
    }
}

fn greatest_common_divisor(mut a: u64, mut b: u64) -> u64 {
    while b != 0 {
        (a, b) = (b, a % b);
    }
    a
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rates_are_reduced() {
        assert_eq!(Ratio::of_rates(48_000.0, 16_000.0), Ok(Ratio { input: 3, output: 1 }));
        assert_eq!(Ratio::of_rates(44_100.0, 16_000.0), Ok(Ratio { input: 441, output: 160 }));
        assert_eq!(Ratio::of_rates(11_025.5, 16_000.0), Ok(Ratio { input: 22_051, output: 32_000 }));
        assert_eq!(Ratio::of_rates(0.0, 1.0), Err(ResampleError::Rate { actual: 0.0 }));
        assert!(Ratio::of_rates(f64::NAN, 1.0).is_err());
        assert_eq!(Ratio::of_rates(96_000.0, 8.0), Err(ResampleError::Ratio { from: 96_000.0, to: 8.0 }));
    }

    #[test]
    fn lengths_are_rounded() {
        let ratio = Ratio { input: 441, output: 160 };
        assert_eq!(ratio.output_frames(0), 0);
        assert_eq!(ratio.output_frames(441), 160);
        assert_eq!(ratio.output_frames(2), 1);
        assert_eq!(ratio.output_frames(1), 0);
        assert_eq!(Ratio { input: 2, output: 1 }.output_frames(3), 2);
    }
}
