//! How much filter is spent.

/// Where the filter's edges are, relative to half of the lower of the two rates.
///
/// Everything from half of the lower rate up is attenuated by at least the given figure, so nothing
/// audible folds back; below the pass band's edge the response is flat to 0.01 dB. Between the two
/// lies the transition, and the narrower it is, the more there is to compute.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Quality {
    /// Pass band to 0.70, 90 dB.
    Low,
    /// Pass band to 0.82, 95 dB.
    Medium,
    /// Pass band to 0.90, 100 dB.
    #[default]
    High,
}

impl Quality {
    /// Edge of the pass band, as a part of half of the lower rate.
    #[must_use]
    pub fn pass_band(self) -> f64 {
        match self {
            Self::Low => 0.70,
            Self::Medium => 0.82,
            Self::High => 0.90,
        }
    }

    /// Attenuation of what would fold back, in dB.
    #[must_use]
    pub fn attenuation_db(self) -> f64 {
        match self {
            Self::Low => 90.0,
            Self::Medium => 95.0,
            Self::High => 100.0,
        }
    }
}
