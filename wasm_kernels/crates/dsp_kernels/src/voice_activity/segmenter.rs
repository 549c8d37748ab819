//! From frames to segments.

use super::Settings;

/// A stretch of speech, in samples since the start of the stream.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Segment {
    /// Its first sample.
    pub start: u64,
    /// The first sample after it.
    pub end: u64,
    /// Mean level of its frames in the speech band, without the padding, dBFS.
    pub level_db: f64,
    /// Noise floor at its end, dBFS.
    pub noise_floor_db: f64,
    /// It was cut here for its length: the speech may go on in the next segment.
    pub cut: bool,
}

/// What was decided about one frame.
#[derive(Clone, Copy)]
pub struct Frame {
    /// It is above the threshold that counts now.
    pub active: bool,
    /// Its mean square in the speech band.
    pub power: f64,
    /// dBFS.
    pub noise_floor_db: f64,
}

/// Speech that may become, or is, a segment. All in frames.
#[derive(Clone, Copy)]
struct Stretch {
    /// First frame, padding included.
    start: u64,
    /// After the last active frame.
    active_end: u64,
    active_frames: u64,
    /// Long enough to count.
    confirmed: bool,
    power_sum: f64,
    power_frames: u64,
    quietest: (f64, u64),
}

/// The state machine: nothing, perhaps speech, speech.
pub struct Segmenter {
    frame_samples: u64,
    hangover: u64,
    min_speech: u64,
    closing: u64,
    padding: u64,
    max_frames: u64,
    next_frame: u64,
    previous_end: u64,
    stretch: Option<Stretch>,
}

impl Segmenter {
    pub fn new(settings: &Settings, frame_samples: u64) -> Self {
        let frames = |ms: f64| libm::ceil(ms / settings.frame_ms - 1e-9) as u64;
        let padding = frames(settings.padding_ms);
        let hangover = frames(settings.hangover_ms);
        Self {
            frame_samples,
            hangover,
            min_speech: frames(settings.min_speech_ms).max(1),
            closing: frames(settings.min_silence_ms).max(hangover + padding).max(1),
            padding,
            max_frames: frames(settings.max_segment_s * 1000.0),
            next_frame: 0,
            previous_end: 0,
            stretch: None,
        }
    }

    /// Whether speech, or what may be some, is going on.
    pub fn in_speech(&self) -> bool {
        self.stretch.is_some_and(|stretch| self.next_frame - stretch.active_end <= self.hangover)
    }

    /// The earliest sample that a coming segment may begin with.
    pub fn keep_from(&self) -> u64 {
        let frame = self.stretch.map_or_else(
            || self.next_frame.saturating_sub(self.padding).max(self.previous_end),
            |stretch| stretch.start,
        );
        frame * self.frame_samples
    }

    /// Takes the next frame; gives a segment if one ends here.
    pub fn next(&mut self, frame: Frame) -> Option<Segment> {
        let now = self.next_frame;
        self.next_frame += 1;
        if frame.active && self.stretch.is_none() {
            self.stretch = Some(Stretch {
                start: now.saturating_sub(self.padding).max(self.previous_end),
                active_end: now,
                active_frames: 0,
                confirmed: false,
                power_sum: 0.0,
                power_frames: 0,
                quietest: (f64::INFINITY, now),
            });
        }
        let stretch = self.stretch.as_mut()?;
        if frame.active {
            stretch.active_end = now + 1;
            stretch.active_frames += 1;
            stretch.confirmed |= stretch.active_frames >= self.min_speech;
        }
        if now < stretch.active_end + self.hangover {
            stretch.power_sum += frame.power;
            stretch.power_frames += 1;
        }
        let length = now + 1 - stretch.start;
        if 5 * length > 4 * self.max_frames && frame.power <= stretch.quietest.0 {
            stretch.quietest = (frame.power, now);
        }
        let silent = now + 1 - stretch.active_end;
        if !stretch.confirmed && silent > self.hangover {
            self.stretch = None;
        } else if stretch.confirmed && silent >= self.closing {
            return self.close(frame.noise_floor_db, self.next_frame * self.frame_samples);
        } else if stretch.confirmed && length >= self.max_frames {
            return self.cut(frame.noise_floor_db);
        }
        None
    }

    /// The stream ends after `samples` samples; gives the last segment if there is one.
    pub fn finish(&mut self, noise_floor_db: f64, samples: u64) -> Option<Segment> {
        if self.stretch.take_if(|stretch| !stretch.confirmed).is_some() {
            return None;
        }
        self.close(noise_floor_db, samples)
    }

    fn close(&mut self, noise_floor_db: f64, samples: u64) -> Option<Segment> {
        let stretch = self.stretch.take()?;
        let end = stretch.active_end + self.hangover + self.padding;
        self.previous_end = end.min(self.next_frame);
        Some(self.segment(&stretch, (end * self.frame_samples).min(samples), noise_floor_db, false))
    }

    /// Ends the segment at its quietest place near the end, and goes on from there.
    fn cut(&mut self, noise_floor_db: f64) -> Option<Segment> {
        let stretch = self.stretch?;
        let place = stretch.quietest.1 + 1;
        self.previous_end = place;
        self.stretch = (stretch.active_end > place).then(|| Stretch {
            start: place,
            active_end: stretch.active_end,
            active_frames: stretch.active_end - place,
            confirmed: true,
            power_sum: 0.0,
            power_frames: 0,
            quietest: (f64::INFINITY, place),
        });
        Some(self.segment(&stretch, place * self.frame_samples, noise_floor_db, true))
    }

    fn segment(&self, stretch: &Stretch, end: u64, noise_floor_db: f64, cut: bool) -> Segment {
        let mean = stretch.power_sum / stretch.power_frames.max(1) as f64;
        Segment {
            start: stretch.start * self.frame_samples,
            end,
            level_db: crate::decibels::of_power(mean),
            noise_floor_db,
            cut,
        }
    }
}
