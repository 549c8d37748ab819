//! Places in a track: jumps, new beginnings, and the next recording of a chain.

use symphonia::core::formats::{SeekMode, SeekTo};
use symphonia::core::packet::Packet;
use symphonia::core::units::Timestamp;

use super::ContainerSamples;
use crate::container::demuxing::format_name;
use crate::container::mpeg_parts::MpegParts;
use crate::container::ogg_places::OggPlaces;
use crate::container::opening::{Opened, demuxer, frames_of, open_track, ticks_of};
use crate::container::{opus, stopped_problem};
use crate::info::Length;
use crate::problem::{Problem, Severity};
use crate::samples::Step;

/// Decoded before a place that is sought, so that the decoder is what it would be: an MP3 frame draws
/// on up to 511 bytes before it, which at the lowest rate are two dozen frames.
const PREROLL_FRAMES: u64 = 24 * 1152;

impl ContainerSamples {
    /// Where a packet begins by its own clock, in frames since the first one decoded.
    pub(super) fn begin_of(&self, packet: &Packet) -> i64 {
        let trimmed = if self.codec.trims() { packet.trim_start.get() as i64 } else { 0 };
        let begin = frames_of(packet.pts.get().saturating_add(trimmed), &self.track, self.form.sample_rate);
        begin.saturating_sub(self.edges.origin)
    }

    /// Goes to a frame; the sound from there on comes next.
    ///
    /// # Errors
    /// The file cannot be read any more.
    pub(super) fn go_to(&mut self, frame: u64) -> Result<(), Problem> {
        self.ended = false;
        self.failures = 0;
        self.silent = 0;
        self.waiting = None;
        self.wanted = 0;
        if let Some(ledger) = &mut self.ledger {
            ledger.forget();
        }
        if self.edges.length.frames().is_some_and(|frames| frame >= frames)
            && matches!(self.edges.length, Length::Exact(_))
        {
            (self.at, self.ended) = (frame, true);
            return Ok(());
        }
        let rate = self.form.sample_rate;
        // Of Vorbis the first packet after a jump is as long as the one before it says; the demuxer of wav
        // finds no place in ADPCM.
        let exact = !matches!((format_name(self.reader.as_ref()), self.codec.name), ("ogg", "vorbis") | ("wav", _))
            && !self.misled.joined
            && !self.misled.damaged;
        // A clock that is coarser than a sample cannot tell the place.
        let fine = self
            .track
            .time_base
            .is_none_or(|base| u64::from(base.denom.get()) >= u64::from(base.numer.get()) * u64::from(rate));
        let preroll = PREROLL_FRAMES.max(opus::PREROLL_FRAMES);
        let before = frame as i64 + self.edges.lead as i64 + self.edges.origin - preroll as i64;
        let first = frames_of(self.track.start_ts.get(), &self.track, rate);
        if exact && fine && before > first {
            let to =
                SeekTo::Timestamp { ts: Timestamp::new(ticks_of(before, &self.track, rate)), track_id: self.track.id };
            if self.reader.seek(SeekMode::Accurate, to).is_ok() {
                self.codec.reset();
                if let Some(pages) = &mut self.pages {
                    pages.jump();
                }
                self.sought = Some(frame);
                return Ok(());
            }
            if let Some(problem) = stopped_problem(&self.file) {
                return Err(problem);
            }
        }
        self.begin_again(frame);
        Ok(())
    }

    /// The first packet after a jump: how much of what is decoded lies before the place that was
    /// sought. False: it lies behind it already, and everything begins anew.
    pub(super) fn arrive(&mut self, packet: &Packet, frame: u64) -> bool {
        let begins = self.begin_of(packet);
        let wanted = (frame + self.edges.lead) as i64;
        if begins > wanted {
            self.begin_again(frame);
            return false;
        }
        if let Some(parts) = &mut self.parts {
            parts.jumped(begins.max(0) as u64);
        }
        self.skip = (wanted - begins) as u64;
        self.at = frame;
        true
    }

    /// From the beginning, leaving out what comes before `frame`.
    pub(super) fn begin_again(&mut self, frame: u64) {
        let Ok(reader) = demuxer(&self.file, self.looks) else { return self.ended = true };
        let Ok(opened) = open_track(&self.file, reader.as_ref(), &self.plain) else { return self.ended = true };
        let (notes, length) = (std::mem::take(&mut self.notes), self.edges.length);
        self.reader = reader;
        self.take_up(opened);
        (self.notes, self.edges.length) = (notes, length);
        (self.last_begin, self.resumed) = (i64::MIN, 0);
        self.parts = self.parts.as_ref().map(|_| MpegParts::new(self.file.clone()));
        self.pages = self.pages.as_ref().map(|_| OggPlaces::new(self.file.clone(), self.track.id));
        (self.at, self.wanted) = (0, frame);
    }

    /// The demuxer has come to another chain of an Ogg file.
    pub(super) fn next_chain(&mut self) -> Step {
        match open_track(&self.file, self.reader.as_ref(), &self.plain) {
            Ok(opened) if opened.form == self.form => {
                let before = self.at;
                self.take_up(opened);
                if let Some(pages) = &mut self.pages {
                    pages.follow(self.track.id);
                }
                self.edges.limit = self.edges.limit.map(|limit| limit + before);
                self.edges.length = Length::Unknown;
                Step::More
            }
            Ok(opened) => Step::Broken(self.changed(opened.form)),
            Err(problem) => Step::Broken(Problem { severity: Severity::Warning, ..problem }),
        }
    }

    pub(super) fn take_up(&mut self, opened: Opened) {
        self.track = opened.track;
        self.codec = opened.codec;
        self.edges = opened.edges;
        self.skip = opened.edges.lead;
        self.sought = None;
    }
}
