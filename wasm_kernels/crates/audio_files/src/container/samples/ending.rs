//! What is said where a track ends, or cannot be read on.

use symphonia::core::errors::Error;

use super::ContainerSamples;
use crate::container::demuxing::format_name;
use crate::container::form::Form;
use crate::container::frame_ledger::FrameLedger;
use crate::container::mpeg_parts::MpegParts;
use crate::container::{matroska_ending, stopped_problem};
use crate::info::Length;
use crate::problem::{Problem, TRUNCATED_HELP, clock};
use crate::samples::Step;

/// A length that is off by so little says nothing about damage (LAME counts to its own end).
const TOLERANCE_FRAMES: u64 = 3 * 1152;

impl ContainerSamples {
    pub(super) fn changed(&self, form: Form) -> Problem {
        let words = |form: Form| {
            let channels = if form.channels == 1 { "channel" } else { "channels" };
            format!("{} Hz with {} {channels}", form.sample_rate, form.channels)
        };
        Problem::warning(
            "format-changes",
            format!(
                "At {} the recording changes from {} to {}: what comes after is left out.",
                clock(self.at, self.form.sample_rate),
                words(self.form),
                words(form)
            ),
            "Cut the file there, or convert it to one form, for example with: ffmpeg -i INPUT OUTPUT.flac",
        )
    }

    pub(super) fn longer(&self) -> Problem {
        let place = clock(self.at, self.form.sample_rate);
        Problem::warning(
            "recording-longer",
            format!("The recording goes on at {place}, where its header says that it ends: all of it is read."),
            "Its length was told too short. To have it told right convert it, for example with: ffmpeg -i INPUT OUTPUT.flac",
        )
    }

    pub(super) fn nothing(&self) -> Problem {
        stopped_problem(&self.file).unwrap_or_else(|| {
            Problem::error(
                "broken-audio",
                "No sound could be decoded from the file: it is damaged.",
                "Get the file again: a download or a copy of it may have stopped early.",
            )
        })
    }

    pub(super) fn broken(&self, error: &Error) -> Step {
        if !self.sounded {
            return Step::Broken(self.nothing());
        }
        if let Some(problem) = stopped_problem(&self.file) {
            return Step::Broken(problem);
        }
        let place = clock(self.at, self.form.sample_rate);
        let why = match error {
            Error::DecodeError(what) | Error::Unsupported(what) | Error::LimitError(what) => format!(" ({what})"),
            _ => String::new(),
        };
        Step::Broken(Problem::warning(
            "recording-damaged",
            format!("The recording cannot be read beyond {place}{why}: what comes before is used."),
            TRUNCATED_HELP,
        ))
    }

    /// Whether a file of unknown length that just ends is whole all the same; or, of Ogg, what its damaged end
    /// lacks was told already.
    pub(super) fn may_end_here(&mut self) -> bool {
        let told = self.missing_at_damaged_end().is_some();
        told || format_name(self.reader.as_ref()) == "matroska" && matroska_ending::is_whole(&self.file)
    }

    /// The end of the file: whether it is the end of the recording.
    pub(super) fn end(&mut self, cut: bool) -> Step {
        let rate = self.form.sample_rate;
        let behind = |frames: u64| frames.saturating_sub(self.at + self.edges.tail as u64);
        let (missing, tolerance) = match self.edges.length {
            Length::Exact(frames) => (behind(frames), TOLERANCE_FRAMES),
            // Rounded only; that of others is a guess.
            Length::Estimated(frames) if format_name(self.reader.as_ref()) == "matroska" => {
                (behind(frames), u64::from(rate))
            }
            _ => (0, TOLERANCE_FRAMES),
        };
        if !self.sounded && (cut || self.cut || missing > 0 || self.failures > 0) && self.sought.is_none() {
            return Step::Broken(self.nothing());
        }
        let known = !matches!(self.edges.length, Length::Unknown);
        let breaks_off = self.ledger.as_ref().is_some_and(FrameLedger::breaks_off)
            || self.parts.as_ref().is_some_and(MpegParts::breaks_off);
        // The last page of an Ogg file says that it is the last one.
        let open_end = cut && format_name(self.reader.as_ref()) == "ogg";
        if missing > tolerance || self.cut || breaks_off || open_end || (cut && (missing > 0 || !known)) {
            let of = match self.edges.length {
                Length::Exact(frames) if missing > 0 => format!(" of {}", clock(frames, rate)),
                _ => String::new(),
            };
            self.notes.push(Problem::warning(
                "recording-truncated",
                format!("The recording breaks off at {}{of}: what is there is used.", clock(self.at, rate)),
                TRUNCATED_HELP,
            ));
        }
        Step::End
    }
}
