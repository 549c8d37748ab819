//! What may be tuned.

/// Lowest sample rate, Hz, at which the speech band still has something in it.
pub const MIN_RATE: f64 = 1000.0;

/// Settings of a detector. Lengths are taken to whole frames, upwards.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Settings {
    /// Length of a frame, ms; 5 to 100.
    pub frame_ms: f64,
    /// Speech begins where a frame is this far above the noise floor, dB.
    pub threshold_db: f64,
    /// It goes on while frames are above the threshold less this, dB.
    pub hysteresis_db: f64,
    /// It goes on for this long after the last such frame, ms.
    pub hangover_ms: f64,
    /// Less speech than this, between pauses, is none, ms.
    pub min_speech_ms: f64,
    /// A pause shorter than this, or than hangover and padding together, does not end a segment, ms.
    pub min_silence_ms: f64,
    /// Added before and after a segment, as far as its neighbours leave room, ms.
    pub padding_ms: f64,
    /// A longer segment is cut at its quietest place in the last fifth, s.
    pub max_segment_s: f64,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            frame_ms: 20.0,
            threshold_db: 9.0,
            hysteresis_db: 3.0,
            hangover_ms: 100.0,
            min_speech_ms: 100.0,
            min_silence_ms: 250.0,
            padding_ms: 60.0,
            max_segment_s: 30.0,
        }
    }
}

/// Why a detector could not be made.
#[derive(Clone, Debug, PartialEq)]
pub enum SettingsError {
    /// The sample rate is too low, or not a number.
    Rate {
        /// It, in Hz.
        actual: f64,
    },
    /// A setting is out of range or not a number.
    OutOfRange {
        /// Its name.
        setting: &'static str,
        /// Its value.
        actual: f64,
        /// The smallest that goes.
        min: f64,
        /// The largest that goes.
        max: f64,
    },
}

impl core::fmt::Display for SettingsError {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        match self {
            Self::Rate { actual } => {
                write!(f, "voice activity needs a sample rate of at least {MIN_RATE} Hz, and this one is {actual} Hz")
            }
            Self::OutOfRange { setting, actual, min, max } => {
                write!(f, "{setting} is {min} to {max}, and this one is {actual}")
            }
        }
    }
}

impl core::error::Error for SettingsError {}

impl Settings {
    /// Name, smallest and largest value of every setting.
    pub const RANGES: [(&'static str, f64, f64); 8] = [
        ("frame_ms", 5.0, 100.0),
        ("threshold_db", 1.0, 60.0),
        ("hysteresis_db", 0.0, 60.0),
        ("hangover_ms", 0.0, 5000.0),
        ("min_speech_ms", 0.0, 10_000.0),
        ("min_silence_ms", 0.0, 10_000.0),
        ("padding_ms", 0.0, 5000.0),
        ("max_segment_s", 1.0, 600.0),
    ];

    /// # Errors
    /// [`SettingsError::OutOfRange`] of the first one that is.
    pub fn check(&self) -> Result<(), SettingsError> {
        let values = [
            self.frame_ms,
            self.threshold_db,
            self.hysteresis_db,
            self.hangover_ms,
            self.min_speech_ms,
            self.min_silence_ms,
            self.padding_ms,
            self.max_segment_s,
        ];
        for ((setting, min, max), actual) in Self::RANGES.into_iter().zip(values) {
            if !(min..=max).contains(&actual) {
                return Err(SettingsError::OutOfRange { setting, actual, min, max });
            }
        }
        Ok(())
    }
}
