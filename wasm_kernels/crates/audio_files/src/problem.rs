//! What a visitor is told about a file: WIRE.md's diagnostic, as far as a file can say it.

use serde::Serialize;

/// The way out where a file is shorter than it should be, or broken on its way.
pub const TRUNCATED_HELP: &str = "Get the file again if it should be longer: a download or a copy of it stopped early.";

/// How bad it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Nothing (more) can be read.
    Error,
    /// What was read is not all, or not as it should be.
    Warning,
}

/// One thing to say.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Problem {
    /// How bad it is.
    pub severity: Severity,
    /// A stable word for programs.
    pub code: &'static str,
    /// What is the case, and where.
    pub message: String,
    /// The way out.
    pub help: &'static str,
}

impl Problem {
    /// Nothing can be read.
    #[must_use]
    pub fn error(code: &'static str, message: impl Into<String>, help: &'static str) -> Self {
        Self { severity: Severity::Error, code, message: message.into(), help }
    }

    /// It goes on all the same.
    #[must_use]
    pub fn warning(code: &'static str, message: impl Into<String>, help: &'static str) -> Self {
        Self { severity: Severity::Warning, code, message: message.into(), help }
    }
}

impl core::fmt::Display for Problem {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "{}: {}", self.code, self.message)
    }
}

impl core::error::Error for Problem {}

/// A place in a recording as people read it: 0:42.5 or 1:02:03.0.
#[must_use]
pub fn clock(frames: u64, sample_rate: u32) -> String {
    let tenths = frames.saturating_mul(10) / u64::from(sample_rate.max(1));
    let (hours, minutes, seconds) = (tenths / 36_000, tenths / 600 % 60, tenths / 10 % 60);
    let tenth = tenths % 10;
    if hours > 0 {
        format!("{hours}:{minutes:02}:{seconds:02}.{tenth}")
    } else {
        format!("{minutes}:{seconds:02}.{tenth}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_told_as_on_a_clock() {
        assert_eq!(clock(0, 44_100), "0:00.0");
        assert_eq!(clock(48_000 * 62 + 24_000, 48_000), "1:02.5");
        assert_eq!(clock(8000 * 7265, 8000), "2:01:05.0");
    }
}
