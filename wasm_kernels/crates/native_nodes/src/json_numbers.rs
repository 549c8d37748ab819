//! Numbers as they stand in the JSON that nodes give.

/// Levels are told to a thousandth of a dB.
pub fn decibels(level: f64) -> f64 {
    libm::round(level * 1000.0) / 1000.0
}

/// Times are told to a microsecond.
pub fn seconds(time: f64) -> f64 {
    libm::round(time * 1e6) / 1e6
}
