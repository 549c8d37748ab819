//! What of a track is missing or cannot be decoded: silence stands there, so that what follows keeps
//! its time.

use symphonia::core::packet::Packet;

use super::{ContainerSamples, Form, MOST_FAILURES};
use crate::container::demuxing::{demuxer_of, format_name};
use crate::container::matroska_clusters;
use crate::container::ogg_places::OggPlaces;
use crate::container::opening::frames_of;
use crate::info::Length;
use crate::planar::PlanarQueue;
use crate::samples::Step;

/// No longer gap is believed, s.
const LONGEST_GAP: u64 = 600;
/// Silence that is given at a time, in frames.
const SILENT_PIECE: u64 = 65_536;
/// Clusters that are tried one after another, without sound in between.
const MOST_DETOURS: u32 = 64;

/// What lies between the sound so far and a packet.
pub(super) enum Gap {
    None,
    /// So many frames.
    Of(u64),
    /// After a detour: this was heard before; or it is no sound.
    Past,
    /// What comes is of another form.
    Changed(Form),
}

impl ContainerSamples {
    /// Takes down when a packet begins. The clock of Matroska may begin some milliseconds off, which the
    /// sound behind damage must not be.
    pub(super) fn keep_time(&mut self, packet: &Packet) {
        let begin = self.begin_of(packet);
        let anew = self.last_begin == i64::MIN && self.resumed == 0;
        if anew && format_name(self.reader.as_ref()) == "matroska" && begin.unsigned_abs() <= self.jitter() {
            self.edges.origin += begin;
        }
        self.last_begin = self.begin_of(packet);
    }

    /// Frames by which the clock of a Matroska file is off without anything missing.
    fn jitter(&self) -> u64 {
        u64::from(self.form.sample_rate) / 20
    }

    /// What is missing before a packet.
    pub(super) fn gap_before(&mut self, packet: &Packet) -> Gap {
        let rate = u64::from(self.form.sample_rate);
        if self.parts.is_some() {
            return self.part_before(packet);
        }
        if self.pages.as_mut().is_some_and(OggPlaces::take_loss) {
            self.codec.reset();
            // The places of pages are off by some frames where they were put together from milliseconds.
            let grid = self.codec.grid() as i64;
            let begin = (self.begin_of(packet) + grid / 2).div_euclid(grid) * grid;
            let missing = self.missing_until(begin);
            let longest = (LONGEST_GAP * rate) as i64;
            return if missing > 0 { Gap::Of(missing.min(longest) as u64) } else { Gap::None };
        }
        if let Some(ledger) = &mut self.ledger {
            // The clock of these counts frames that were found. How many are missing tell their bytes.
            let bytes = ledger.passed_over(&packet.data);
            let each = packet.data.len().max(1) as u64;
            let dur = frames_of(packet.dur.get() as i64, &self.track, self.form.sample_rate).max(0) as u64;
            let frames = (bytes + each / 2) / each * dur;
            if let (true, Length::Exact(frames)) = (frames > 0, self.edges.length) {
                self.edges.limit = Some(frames);
            }
            return if bytes > 0 { Gap::Of(frames.min(LONGEST_GAP * rate)) } else { Gap::None };
        }
        let tolerance = match format_name(self.reader.as_ref()) {
            // Its packets are listed: none gets lost.
            "mp4" => return Gap::None,
            "matroska" => self.jitter(),
            // The demuxer counts a block of another length in a wrong way now and then.
            _ if self.codec.name == "vorbis" => rate / 10,
            _ => rate / 100,
        } as i64;
        let missing = self.missing_until(self.begin_of(packet));
        if missing < -tolerance && self.detours > 0 {
            return Gap::Past;
        }
        // A recording may begin late by its clock, unless it says that it is whole.
        let begins = !self.sounded && self.detours == 0 && self.failures == 0;
        let whole = format_name(self.reader.as_ref()) == "flac" && matches!(self.edges.length, Length::Exact(_));
        if missing <= tolerance || (begins && !whole) {
            return Gap::None;
        }
        let room = self.edges.length.frames().map_or(u64::MAX, |frames| (frames + rate).saturating_sub(self.at));
        if missing as u64 > room.min(LONGEST_GAP * rate) {
            self.edges.origin = self.edges.origin.saturating_add(missing);
            return Gap::None;
        }
        Gap::Of(missing as u64)
    }

    /// Frames between the sound so far and a place, counted since the first one decoded.
    fn missing_until(&self, place: i64) -> i64 {
        place.saturating_sub((self.at + self.edges.lead) as i64 - self.skip as i64)
    }

    /// Ogg: what is missing at the end where the last page is damaged, which still says where the sound ends.
    pub(super) fn missing_at_damaged_end(&mut self) -> Option<u64> {
        let end = self.pages.as_mut().and_then(OggPlaces::damaged_end)?;
        let end = frames_of(i64::try_from(end).ok()?, &self.track, self.form.sample_rate);
        let place = end.saturating_sub(self.edges.origin);
        let heard = u64::try_from(place).ok()?.saturating_sub(self.edges.lead);
        let told = matches!(self.edges.length, Length::Exact(frames) if frames >= heard);
        (told && self.sounded).then(|| self.missing_until(place).max(0) as u64)
    }

    /// Silence stands at such an end.
    pub(super) fn end_is_silent(&mut self) -> bool {
        let Some(missing) = self.missing_at_damaged_end().filter(|&missing| missing > 0) else { return false };
        self.damage.at(self.at);
        self.silent = missing;
        true
    }

    /// What is missing before a packet of a file that may hold several recordings.
    fn part_before(&mut self, packet: &Packet) -> Gap {
        let Some(found) = self.parts.as_mut().map(|parts| parts.take(&packet.data)) else { return Gap::None };
        self.misled.damaged |= found.junk || found.missing > 0;
        if found.junk {
            return Gap::Past;
        }
        if let Some(form) = found.changed {
            return Gap::Changed(form);
        }
        if let Some(part) = found.part {
            self.codec.reset();
            self.skip = part.lead;
            self.edges.limit = part.heard.map(|heard| self.at.saturating_add(heard));
        }
        if found.beyond {
            self.edges.limit = None;
        }
        if (found.part.is_some() || found.beyond) && !std::mem::replace(&mut self.misled.joined, true) {
            self.edges.length = Length::Unknown;
            self.notes.push(self.longer());
        }
        let longest = LONGEST_GAP * u64::from(self.form.sample_rate);
        if found.missing > 0 { Gap::Of(found.missing.min(longest)) } else { Gap::None }
    }

    /// The silence before the packet that waits.
    pub(super) fn fill_gap(&mut self, queue: &mut PlanarQueue) -> Step {
        let piece = self.silent.min(SILENT_PIECE);
        self.silent -= piece;
        let (from, to) = self.kept(piece as usize);
        if from < to {
            queue.push_with(to - from, |_, _| {});
        }
        Step::More
    }

    /// A packet that cannot be decoded is as long as it says, and silent, so that what follows keeps
    /// its time.
    pub(super) fn silence(&mut self, packet: &Packet, queue: &mut PlanarQueue) -> Step {
        if self.skip == 0 {
            self.damage.at(self.at);
        }
        self.failures += 1;
        if self.failures > MOST_FAILURES && !self.sounded {
            return Step::Broken(self.nothing());
        }
        let rate = self.form.sample_rate;
        let told = self.codec.frames_in(packet).unwrap_or_else(|| {
            frames_of(i64::try_from(packet.dur.get()).unwrap_or(i64::MAX), &self.track, rate).max(0) as u64
        });
        let (from, to) = self.heard(packet, told.min(u64::from(rate)) as usize);
        if from < to {
            queue.push_with(to - from, |_, _| {});
        }
        Step::More
    }

    /// Matroska: the next cluster behind the damage may be whole.
    pub(super) fn goes_around(&mut self) -> bool {
        if format_name(self.reader.as_ref()) != "matroska" || self.detours >= MOST_DETOURS {
            return false;
        }
        let Some(first) = matroska_clusters::first(&self.file) else { return false };
        // A clock of whole milliseconds is off by one where it is put together from two.
        let rate = i64::from(self.form.sample_rate);
        let heard = self.last_begin.saturating_add(rate / 500);
        let latest = heard.max(self.edges.lead as i64).saturating_add(LONGEST_GAP as i64 * rate);
        let is_next = |time: u64| {
            let begin = frames_of(i64::try_from(time).unwrap_or(i64::MAX), &self.track, self.form.sample_rate);
            (heard..latest).contains(&begin)
        };
        let from = self.resumed.max(first) + 1;
        let Some(cluster) = matroska_clusters::find(&self.file, from, is_next) else { return false };
        self.resumed = cluster.start;
        self.detours += 1;
        let overlay = matroska_clusters::pass_over(first, cluster);
        let Some(reader) = overlay.and_then(|overlay| demuxer_of(self.file.cursor_with(overlay)).ok()) else {
            return false;
        };
        self.reader = reader;
        self.codec.reset();
        true
    }
}
