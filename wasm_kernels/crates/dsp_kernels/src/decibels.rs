//! Levels in dB relative to full scale.

/// What silence is called: no level is lower.
pub const FLOOR_DB: f64 = -120.0;

/// Level of a mean square, in dBFS, not below [`FLOOR_DB`].
#[must_use]
pub fn of_power(mean_square: f64) -> f64 {
    if mean_square <= 1e-12 { FLOOR_DB } else { 10.0 * libm::log10(mean_square) }
}

/// Level of an amplitude, in dBFS, not below [`FLOOR_DB`].
#[must_use]
pub fn of_amplitude(amplitude: f64) -> f64 {
    of_power(amplitude * amplitude)
}

/// Mean square that has this level.
#[must_use]
pub fn to_power(level_db: f64) -> f64 {
    libm::pow(10.0, level_db / 10.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn full_scale_is_zero_and_silence_is_the_floor() {
        assert!(of_amplitude(1.0).abs() < 1e-12);
        assert!((of_amplitude(0.1) + 20.0).abs() < 1e-9);
        assert!((of_amplitude(0.0) - FLOOR_DB).abs() < 1e-12);
        assert!((of_amplitude(1e-9) - FLOOR_DB).abs() < 1e-12);
        assert!((of_power(to_power(-37.5)) + 37.5).abs() < 1e-9);
    }
}
