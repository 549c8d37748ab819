//! What of a recording is missing or cannot be decoded, told once at its end.

use crate::problem::{Problem, clock};

/// The way out where all of it is there, but not as it was.
const DAMAGED_HELP: &str = "Get the file again if you need what was there: it was changed on its way or where it lay.";

/// Places without sound, which are silent so that what follows keeps its time.
#[derive(Default)]
pub struct Damage {
    places: u64,
    first: u64,
}

impl Damage {
    /// At this frame.
    pub fn at(&mut self, frame: u64) {
        if self.places == 0 {
            self.first = frame;
        }
        self.places += 1;
    }

    /// What there is to tell, once.
    pub fn take_note(&mut self, sample_rate: u32) -> Option<Problem> {
        let Self { places, first } = std::mem::take(self);
        let first = clock(first, sample_rate);
        let message = match places {
            0 => return None,
            1 => format!("The recording is damaged at {first}: silence stands there."),
            _ => format!("The recording is damaged in {places} places, the first at {first}: silence stands there."),
        };
        Some(Problem::warning("recording-damaged", message, DAMAGED_HELP))
    }
}
