//! The sound of one track, packet by packet.

mod ending;
mod gaps;
mod places;

use symphonia::core::errors::Error;
use symphonia::core::formats::{FormatReader, Track};
use symphonia::core::packet::{Packet, PacketBuilder};
use symphonia::core::units::{Duration, Timestamp};

use super::codec::Codec;
use super::damage::Damage;
use super::demuxing::format_name;
use super::edges::Edges;
use super::form::Form;
use super::frame_ledger::FrameLedger;
use super::mpeg_parts::MpegParts;
use super::ogg_places::OggPlaces;
use super::opening::{Opened, demuxer, format_in_words, frames_of, open_track};
use super::pcm::PcmForm;
use super::{companded, mend, missed_tags, mp4_sound, ogg_chain, ogg_pages};
use crate::info::{Info, Length};
use crate::planar::PlanarQueue;
use crate::problem::Problem;
use crate::recognise::Looks;
use crate::samples::{Samples, Step};
use crate::source::SourceFile;
use crate::tags::read_tags;
use gaps::Gap;

/// A demuxer that fails so often without a packet in between has nothing more to give.
const MOST_FAILURES: u32 = 100;

/// Why what the demuxer says of places in a track is wrong.
struct Misled {
    /// There are several recordings, of which it knows one.
    joined: bool,
    /// It took damage for sound.
    damaged: bool,
}

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
    /// Nothing before this frame is given out.
    wanted: u64,
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
    /// The same, and where several recordings may stand one behind another.
    parts: Option<MpegParts>,
    /// Where the packets of an Ogg file belong.
    pages: Option<OggPlaces>,
    /// Why the demuxer finds no place.
    misled: Misled,
    /// Frames of silence that come next, and what comes after them.
    silent: u64,
    waiting: Option<Packet>,
    /// Looked for a way around damage, since sound came.
    detours: u32,
    /// Where the last packet began, in frames since the first one decoded.
    last_begin: i64,
    /// The place in the file behind damage where reading went on.
    resumed: u64,
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
        let plain = match looks {
            Looks::Like("an MP4 or M4A file" | "a QuickTime file") => mp4_sound::mend(file),
            Looks::Like("an AIFF file" | "a Core Audio file") => companded::mend(file),
            _ => Vec::new(),
        };
        let ogg = looks == Looks::Like("an Ogg file");
        if ogg {
            ogg_pages::hide_overlong(file);
        }
        let mut reader = match demuxer(file, looks) {
            Err(_) if mend::forget_index(file) => demuxer(file, looks)?,
            Err(_) if ogg && ogg_pages::hide_damaged_start(file) => demuxer(file, looks)?,
            found => found?,
        };
        let mut opened = open_track(file, reader.as_ref(), &plain)?;
        if ogg_chain::goes_on(file, reader.as_ref()) {
            opened.edges.length = Length::Unknown;
        }
        let mut tags = read_tags(reader.as_mut(), opened.track.id);
        missed_tags::add_missed(file, format_name(reader.as_ref()), &mut tags);
        let info = Info {
            format: format_in_words(file, reader.as_ref()),
            codec: opened.codec.name,
            channels: opened.form.channels,
            sample_rate: opened.form.sample_rate,
            length: opened.edges.length,
            tags,
        };
        Ok((Self { plain, ..Self::new(file.clone(), looks, reader, opened, cut) }, info))
    }

    fn new(file: SourceFile, looks: Looks, reader: Box<dyn FormatReader>, opened: Opened, cut: bool) -> Self {
        let Opened { track, codec, form, edges, notes } = opened;
        let format = format_name(reader.as_ref());
        Self {
            ledger: (format == "adts").then(|| FrameLedger::new(file.clone())),
            parts: matches!(format, "mp1" | "mp2" | "mp3").then(|| MpegParts::new(file.clone())),
            pages: (format == "ogg").then(|| OggPlaces::new(file.clone(), track.id)),
            misled: Misled { joined: edges.joined, damaged: false },
            wanted: 0,
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
            last_begin: i64::MIN,
            resumed: 0,
            sounded: false,
        }
    }

    fn decode(&mut self, mut packet: Packet, queue: &mut PlanarQueue) -> Step {
        if self.parts.is_some() {
            // The demuxer knows the edges of the first part only.
            packet.dur = packet.block_dur();
            (packet.trim_start, packet.trim_end) = (Duration::ZERO, Duration::ZERO);
        }
        if let Some(frame) = self.sought.take()
            && !self.arrive(&packet, frame)
        {
            return Step::More;
        }
        self.keep_time(&packet);
        match self.gap_before(&packet) {
            Gap::None => self.sound(&packet, queue),
            Gap::Of(frames) => {
                self.damage.at(self.at);
                self.silent = frames;
                self.waiting = Some(packet);
                Step::More
            }
            Gap::Past => Step::More,
            Gap::Changed(form) => Step::Broken(self.changed(form)),
        }
    }

    fn next_packet(&mut self) -> Result<Option<Packet>, Error> {
        if let Some(pages) = &mut self.pages {
            return pages.next_packet(self.reader.as_mut(), &self.codec);
        }
        let Some(parts) = &mut self.parts else { return self.reader.next_packet() };
        if !parts.is_alone() {
            match self.reader.next_packet() {
                // It may have looked for a frame in the wrong place.
                Ok(None) => parts.go_alone(),
                found => return found,
            }
        }
        Ok(parts.next_frame().map(|(header, frame)| {
            let packet = PacketBuilder::new().track_id(self.track.id).pts(Timestamp::ZERO);
            packet.dur(Duration::new(header.frames)).data(frame).build()
        }))
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
        let unwanted = self.wanted.saturating_sub(self.at).min((to - from) as u64) as usize;
        self.at += (to - from) as u64;
        // Behind one part there may be another.
        if left == 0 && self.parts.is_none() {
            self.ended = true;
        }
        (from + unwanted, to)
    }
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
            match self.next_packet() {
                Ok(Some(packet)) if packet.track_id == self.track.id => self.decode(packet, queue),
                Ok(Some(_)) => Step::More,
                Ok(None) => self.end(false),
                Err(_) if self.file.stopped().is_some() => self.broken(&Error::ResetRequired),
                Err(Error::ResetRequired) => self.next_chain(),
                Err(Error::IoError(_)) if self.end_is_silent() => Step::More,
                Err(_) if self.goes_around() => Step::More,
                Err(Error::IoError(_)) => {
                    let cut = !self.may_end_here();
                    self.end(cut)
                }
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
        self.go_to(frame)
    }

    fn take_notes(&mut self) -> Vec<Problem> {
        std::mem::take(&mut self.notes)
    }
}
