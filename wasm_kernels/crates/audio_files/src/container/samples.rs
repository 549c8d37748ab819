//! The sound of one track, packet by packet.

use symphonia::core::errors::Error;
use symphonia::core::formats::{FormatReader, SeekMode, SeekTo, Track};
use symphonia::core::packet::Packet;
use symphonia::core::units::Timestamp;

use super::codec::{Codec, Form};
use super::damage::Damage;
use super::frame_ledger::FrameLedger;
use super::opening::{Edges, Opened, demuxer, format_name, frames_of, open_track, ticks_of};
use super::pcm::PcmForm;
use super::{mend, mp4_sound, ogg_chain, opus, stopped_problem};
use crate::info::{Info, Length};
use crate::planar::PlanarQueue;
use crate::problem::{Problem, Severity, TRUNCATED_HELP, clock};
use crate::recognise::Looks;
use crate::samples::{Samples, Step};
use crate::source::SourceFile;
use crate::tags::read_tags;

/// A demuxer that fails so often without a packet in between has nothing more to give.
const MOST_FAILURES: u32 = 100;
/// Decoded before a place that is sought, so that the decoder is what it would be: an MP3 frame draws
/// on up to 511 bytes before it, which at the lowest rate are two dozen frames.
const PREROLL_FRAMES: u64 = 24 * 1152;
/// A length that is off by so little says nothing about damage (LAME counts to its own end).
const TOLERANCE_FRAMES: u64 = 3 * 1152;
/// No longer gap is believed, s.
const LONGEST_GAP: u64 = 600;
/// Silence that is given at a time, in frames.
const SILENT_PIECE: u64 = 65_536;
/// Times that a way around damage is looked for in one place.
const MOST_DETOURS: u32 = 8;

/// One track of a file.
pub struct ContainerSamples {
    file: SourceFile,
    looks: Looks,
    /// Tracks of plain samples whose description the demuxer does not see.
    plain: Vec<(u32, PcmForm)>,
    reader: Box<dyn FormatReader>,
    track: Track,
    codec: Codec,
    form: Form,
    edges: Edges,
    /// Number of the next frame that is heard.
    at: u64,
    /// Decoded frames that are still to be left out.
    skip: u64,
    /// After a jump: the frame that was sought, until the first packet tells where it really is.
    sought: Option<u64>,
    planes: Vec<Vec<f32>>,
    failures: u32,
    damage: Damage,
    notes: Vec<Problem>,
    ended: bool,
    /// The file is shorter than its own parts say.
    cut: bool,
    /// Where the demuxer passes over what it cannot read.
    ledger: Option<FrameLedger>,
    /// Frames of silence that come next, and what comes after them.
    silent: u64,
    waiting: Option<Packet>,
    /// Looked for a way around damage, since sound came.
    detours: u32,
    /// Something could be decoded.
    sounded: bool,
}

impl ContainerSamples {
    /// Reads the headers.
    ///
    /// # Errors
    /// There is no sound in the file that can be decoded.
    pub fn open(file: &SourceFile, looks: Looks) -> Result<(Self, Info), Problem> {
        let cut = mend::mend(file);
        let plain = if matches!(looks, Looks::Like("an MP4 or M4A file" | "a QuickTime file")) {
            mp4_sound::mend(file)
        } else {
            Vec::new()
        };
        let mut reader = demuxer(file, looks)?;
        let mut opened = open_track(file, reader.as_ref(), &plain)?;
        if ogg_chain::goes_on(file, reader.as_ref()) {
            opened.edges.length = Length::Unknown;
        }
        let info = Info {
            format: format_name(reader.as_ref()),
            codec: opened.codec.name,
            channels: opened.form.channels,
            sample_rate: opened.form.sample_rate,
            length: opened.edges.length,
            tags: read_tags(reader.as_mut(), opened.track.id),
        };
        Ok((Self { plain, ..Self::new(file.clone(), looks, reader, opened, cut) }, info))
    }

    fn new(file: SourceFile, looks: Looks, reader: Box<dyn FormatReader>, opened: Opened, cut: bool) -> Self {
        let Opened { track, codec, form, edges, notes } = opened;
        let passes_over = matches!(format_name(reader.as_ref()), "mp1" | "mp2" | "mp3" | "adts");
        Self {
            ledger: passes_over.then(|| FrameLedger::new(file.clone())),
            file,
            looks,
            plain: Vec::new(),
            reader,
            track,
            codec,
            form,
            edges,
            at: 0,
            skip: edges.lead,
            sought: None,
            planes: Vec::new(),
            failures: 0,
            damage: Damage::default(),
            notes,
            ended: false,
            cut,
            silent: 0,
            waiting: None,
            detours: 0,
            sounded: false,
        }
    }

    fn decode(&mut self, packet: Packet, queue: &mut PlanarQueue) -> Step {
        if let Some(frame) = self.sought.take()
            && !self.arrive(&packet, frame)
        {
            return Step::More;
        }
        match self.gap_before(&packet) {
            Gap::None => self.sound(&packet, queue),
            Gap::Of(frames) => {
                self.damage.at(self.at);
                self.silent = frames;
                self.waiting = Some(packet);
                Step::More
            }
            Gap::Past => Step::More,
        }
    }

    fn sound(&mut self, packet: &Packet, queue: &mut PlanarQueue) -> Step {
        let form = match self.codec.decode(packet, &mut self.planes) {
            Ok(form) => form,
            Err(Error::ResetRequired) => return Step::More,
            // What a decoder does not know in the middle of a recording is damage too.
            Err(_) => return self.silence(packet, queue),
        };
        if form != self.form {
            return if self.sounded { Step::Broken(self.changed(form)) } else { Step::Broken(self.nothing()) };
        }
        let frames = self.planes.first().map_or(0, Vec::len);
        self.file.sound_came();
        self.sounded = true;
        self.detours = 0;
        let (from, to) = self.heard(packet, frames);
        if from < to {
            queue.push(&self.planes, from, to);
        }
        Step::More
    }

    /// Where a packet begins by its own clock, in frames since the first one decoded.
    fn begin_of(&self, packet: &Packet) -> i64 {
        let trimmed = if self.codec.trims() { packet.trim_start.get() as i64 } else { 0 };
        let begin = frames_of(packet.pts.get().saturating_add(trimmed), &self.track, self.form.sample_rate);
        begin.saturating_sub(self.edges.origin)
    }

    /// What is missing before a packet.
    fn gap_before(&mut self, packet: &Packet) -> Gap {
        let rate = u64::from(self.form.sample_rate);
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
            "matroska" => rate / 20,
            // The demuxer counts a block of another length in a wrong way now and then.
            _ if self.codec.name == "vorbis" => rate / 10,
            _ => rate / 100,
        } as i64;
        let missing = self.begin_of(packet).saturating_sub((self.at + self.edges.lead) as i64 - self.skip as i64);
        if missing < -tolerance && self.detours > 0 {
            return Gap::Past;
        }
        if missing <= tolerance || (!self.sounded && self.detours == 0 && self.failures == 0) {
            return Gap::None;
        }
        let room = self.edges.length.frames().map_or(u64::MAX, |frames| (frames + rate).saturating_sub(self.at));
        if missing as u64 > room.min(LONGEST_GAP * rate) {
            self.edges.origin = self.edges.origin.saturating_add(missing);
            return Gap::None;
        }
        Gap::Of(missing as u64)
    }

    /// The silence before the packet that waits.
    fn fill_gap(&mut self, queue: &mut PlanarQueue) -> Step {
        let piece = self.silent.min(SILENT_PIECE);
        self.silent -= piece;
        let (from, to) = self.kept(piece as usize);
        if from < to {
            queue.push_with(to - from, |_, _| {});
        }
        Step::More
    }

    /// Which of the decoded frames are heard.
    fn heard(&mut self, packet: &Packet, frames: usize) -> (usize, usize) {
        let mut left = frames;
        if !self.codec.trims() && self.edges.limit.is_none() {
            left -= (frames_of(packet.trim_end.get() as i64, &self.track, self.form.sample_rate) as usize).min(frames);
        }
        self.kept(left)
    }

    /// Which of so many frames lie between the edges.
    fn kept(&mut self, frames: usize) -> (usize, usize) {
        let from = self.skip.min(frames as u64) as usize;
        self.skip -= from as u64;
        let left = self.edges.limit.map_or(u64::MAX, |limit| limit.saturating_sub(self.at));
        let to = from + ((frames - from) as u64).min(left) as usize;
        self.at += (to - from) as u64;
        if left == 0 {
            self.ended = true;
        }
        (from, to)
    }

    /// A packet that cannot be decoded is as long as it says, and silent, so that what follows keeps
    /// its time.
    fn silence(&mut self, packet: &Packet, queue: &mut PlanarQueue) -> Step {
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

    /// Matroska tells where its clusters are: one behind the damage may be whole.
    fn goes_around(&mut self) -> bool {
        if format_name(self.reader.as_ref()) != "matroska" || !self.sounded || self.file.stopped().is_some() {
            return false;
        }
        while self.detours < MOST_DETOURS {
            let on = i64::from(self.form.sample_rate) << self.detours;
            self.detours += 1;
            let frame = (self.at + self.edges.lead) as i64 + self.edges.origin + on;
            let ts = Timestamp::new(ticks_of(frame, &self.track, self.form.sample_rate));
            if self.reader.seek(SeekMode::Accurate, SeekTo::Timestamp { ts, track_id: self.track.id }).is_ok() {
                self.codec.reset();
                return true;
            }
        }
        false
    }

    /// The first packet after a jump: how much of what is decoded lies before the place that was
    /// sought. False: it lies behind it already, and everything begins anew.
    fn arrive(&mut self, packet: &Packet, frame: u64) -> bool {
        let begins = self.begin_of(packet);
        let wanted = (frame + self.edges.lead) as i64;
        if begins > wanted {
            self.begin_again(frame);
            return false;
        }
        self.skip = (wanted - begins) as u64;
        self.at = frame;
        true
    }

    /// From the beginning, leaving out what comes before `frame`.
    fn begin_again(&mut self, frame: u64) {
        let Ok(reader) = demuxer(&self.file, self.looks) else { return self.ended = true };
        let Ok(opened) = open_track(&self.file, reader.as_ref(), &self.plain) else { return self.ended = true };
        let (notes, length) = (std::mem::take(&mut self.notes), self.edges.length);
        self.reader = reader;
        self.take_up(opened);
        (self.notes, self.edges.length) = (notes, length);
        self.skip += frame;
        self.at = frame;
    }

    /// The demuxer has come to another chain of an Ogg file.
    fn next_chain(&mut self) -> Step {
        match open_track(&self.file, self.reader.as_ref(), &self.plain) {
            Ok(opened) if opened.form == self.form => {
                let before = self.at;
                self.take_up(opened);
                self.edges.limit = self.edges.limit.map(|limit| limit + before);
                self.edges.length = Length::Unknown;
                Step::More
            }
            Ok(opened) => Step::Broken(self.changed(opened.form)),
            Err(problem) => Step::Broken(Problem { severity: Severity::Warning, ..problem }),
        }
    }

    fn take_up(&mut self, opened: Opened) {
        self.track = opened.track;
        self.codec = opened.codec;
        self.edges = opened.edges;
        self.skip = opened.edges.lead;
        self.sought = None;
    }

    fn changed(&self, form: Form) -> Problem {
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

    fn nothing(&self) -> Problem {
        stopped_problem(&self.file).unwrap_or_else(|| {
            Problem::error(
                "broken-audio",
                "No sound could be decoded from the file: it is damaged.",
                "Get the file again: a download or a copy of it may have stopped early.",
            )
        })
    }

    fn broken(&self, error: &Error) -> Step {
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

    /// The end of the file: whether it is the end of the recording.
    fn end(&mut self, cut: bool) -> Step {
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
        let breaks_off = self.ledger.as_ref().is_some_and(FrameLedger::breaks_off);
        if missing > tolerance || self.cut || breaks_off || (cut && (missing > 0 || !known)) {
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

enum Gap {
    None,
    /// So many frames.
    Of(u64),
    /// After a detour: this was heard before.
    Past,
}

impl Samples for ContainerSamples {
    fn read(&mut self, queue: &mut PlanarQueue) -> Step {
        let step = if self.ended {
            self.end(false)
        } else if self.silent > 0 {
            self.fill_gap(queue)
        } else if let Some(packet) = self.waiting.take() {
            self.sound(&packet, queue)
        } else {
            match self.reader.next_packet() {
                Ok(Some(packet)) if packet.track_id == self.track.id => self.decode(packet, queue),
                Ok(Some(_)) => Step::More,
                Ok(None) => self.end(false),
                Err(_) if self.file.stopped().is_some() => self.broken(&Error::ResetRequired),
                Err(Error::ResetRequired) => self.next_chain(),
                Err(_) if self.goes_around() => Step::More,
                Err(Error::IoError(_)) => self.end(true),
                Err(error @ Error::DecodeError(_)) => {
                    self.failures += 1;
                    if self.failures > MOST_FAILURES { self.broken(&error) } else { Step::More }
                }
                Err(error) => self.broken(&error),
            }
        };
        if !matches!(step, Step::More) {
            self.ended = true;
            self.notes.extend(self.damage.take_note(self.form.sample_rate));
        }
        step
    }

    fn tail(&self) -> usize {
        self.edges.tail
    }

    fn seek(&mut self, frame: u64) -> Result<(), Problem> {
        self.ended = false;
        self.failures = 0;
        self.silent = 0;
        self.waiting = None;
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
        let exact = !matches!((format_name(self.reader.as_ref()), self.codec.name), ("ogg", "vorbis") | ("wav", _));
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

    fn take_notes(&mut self) -> Vec<Problem> {
        std::mem::take(&mut self.notes)
    }
}
