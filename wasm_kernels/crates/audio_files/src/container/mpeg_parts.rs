//! Which packets of an MP3 (or MP2) are sound, and what is missing before them. The demuxer looks for the next
//! frame wherever it cannot go on, and says nothing: bytes that it passes over were sound, without which all
//! that follows would come too early; what looks like a frame amid damage is none; and where one file was put
//! behind another there begins a recording with edges of its own.

use super::form::Form;
use super::frame_ledger;
use super::mpeg_header::{InfoFrame, MpegHeader};
use super::mpeg_walk::{behind_tags, frame_at, info_at, run_from};
use crate::source::SourceFile;

/// Frames one after another that are another form and no damage.
const FRAMES_OF_OTHERS: u64 = 3;
/// How much more can be missing than the bytes say, in frames: of a variable bit rate they may be short.
const MOST_MORE: u64 = 64;

/// What comes with a packet.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Found {
    /// The packet is no sound.
    pub junk: bool,
    /// It is sound of this other form.
    pub changed: Option<Form>,
    /// Another recording begins before it.
    pub part: Option<Part>,
    /// It comes after all that the recording was said to have.
    pub beyond: bool,
    /// Samples per channel that are missing before it.
    pub missing: u64,
}

/// What is said of a recording behind another one, in samples per channel.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Part {
    /// Decoded before its sound begins.
    pub lead: u64,
    /// How much of it is heard, if that is known.
    pub heard: Option<u64>,
}

/// Where reading is in the file.
pub struct MpegParts {
    file: SourceFile,
    /// End of the last frame; nothing after a jump, when nobody knows.
    place: Option<u64>,
    /// How the frames look.
    like: Option<MpegHeader>,
    /// The last one.
    last: Option<MpegHeader>,
    /// Samples per channel that the recording was said to have, those at its edges included.
    whole: Option<u64>,
    /// How many there were of it.
    so_far: u64,
    /// Frames of it that were seen, and their bytes.
    seen: (u64, u64),
    damaged: bool,
    /// The demuxer has lost its way amid damage: the frames are found here.
    alone: bool,
    /// Where the frame stands that was found here.
    found: Option<u64>,
}

impl MpegParts {
    /// Before the first packet.
    pub fn new(file: SourceFile) -> Self {
        let place = behind_tags(&file, 0);
        let told = info_at(&file, place).and_then(|(header, info)| Some(info.count?.saturating_mul(header.frames)));
        Self {
            file,
            place: Some(place),
            like: None,
            last: None,
            whole: told,
            so_far: 0,
            seen: (0, 0),
            damaged: false,
            alone: false,
            found: None,
        }
    }

    /// After a jump: the next packet comes after so many samples per channel.
    pub fn jumped(&mut self, so_far: u64) {
        (self.place, self.so_far, self.alone) = (None, so_far, false);
    }

    /// Whether sound that is not whole stands at the end of the file.
    pub fn breaks_off(&self) -> bool {
        let place = self.place.filter(|_| self.like.is_some());
        let all = self.damaged && self.whole.is_some_and(|whole| self.so_far >= whole);
        !all && place.is_some_and(|place| frame_ledger::holds_sound(&self.file, behind_tags(&self.file, place)))
    }

    /// Looks at a packet.
    pub fn take(&mut self, frame: &[u8]) -> Found {
        let Some(header) = frame.first_chunk().and_then(|bytes| MpegHeader::read(*bytes)) else {
            return Found::default();
        };
        let found = self.found.take();
        let place = self.place.and_then(|place| {
            let begin = found.or_else(|| frame_ledger::find(&self.file, place, frame))?;
            Some((place, begin))
        });
        let (Some((place, begin)), Some(like)) = (place, self.like) else {
            // The first one, behind whatever stands before it; or nobody knows where it stands.
            self.place = place.map(|(_, begin)| begin + frame.len() as u64);
            self.like = self.like.or(Some(header));
            self.pass(&header);
            return Found::default();
        };
        let (between, part) = self.parts_between(place, begin);
        let lost = begin.saturating_sub(between);
        let other = !header.is_like(&like);
        let form = Form { sample_rate: header.sample_rate, channels: header.channels };
        let is_form = form == Form { sample_rate: like.sample_rate, channels: like.channels };
        let is_sound = if other {
            let (count, clean) = run_from(&self.file, begin, &header, FRAMES_OF_OTHERS);
            !is_form && count > 0 && (count == FRAMES_OF_OTHERS || clean)
        } else {
            lost == 0 || self.is_whole(begin, &header)
        };
        if !is_sound {
            self.go_alone();
            return Found { junk: true, ..Found::default() };
        }
        self.place = Some(begin + frame.len() as u64);
        if other {
            return Found { changed: Some(form), ..Found::default() };
        }
        let part = part.map(|info| {
            self.whole = info.count.map(|count| count.saturating_mul(header.frames));
            (self.so_far, self.seen, self.damaged) = (0, (0, 0), false);
            let (lead, padding) = info.edges.unwrap_or_default();
            let heard = self.whole.filter(|_| info.edges.is_some());
            Part { lead, heard: heard.map(|whole| whole.saturating_sub(lead + padding)) }
        });
        let missing = if lost > 0 { self.missing(begin, lost, &header) } else { 0 };
        self.damaged |= lost > 0;
        self.so_far += missing;
        let beyond = !self.damaged && self.whole.is_some_and(|whole| self.so_far >= whole);
        if beyond {
            self.whole = None;
        }
        self.pass(&header);
        Found { part, beyond, missing, ..Found::default() }
    }

    /// Whether the next frame is [`Self::next_frame`], whatever the demuxer gives.
    pub fn is_alone(&self) -> bool {
        self.alone
    }

    /// From now on it is.
    pub fn go_alone(&mut self) {
        self.alone = true;
    }

    /// The next frame that looks like those before and has another one, or an end, behind it.
    pub fn next_frame(&mut self) -> Option<(MpegHeader, Vec<u8>)> {
        let (place, like) = (self.place?, self.like?);
        let is_next = |at: u64| {
            let header = frame_at(&self.file, at).filter(|header| header.is_like(&like))?;
            let sound = (at == place || self.is_whole(at, &header)) && info_at(&self.file, at).is_none();
            sound.then_some((at, header))
        };
        let (at, header) = (place..self.file.size()).find_map(is_next)?;
        let mut frame = vec![0; header.bytes as usize];
        self.found = Some(at);
        (self.file.read(at, &mut frame) == frame.len()).then_some((header, frame))
    }

    fn pass(&mut self, header: &MpegHeader) {
        self.last = Some(*header);
        self.so_far += header.frames;
        self.seen = (self.seen.0 + 1, self.seen.1 + header.bytes);
    }

    /// Passes over what is no sound: the place behind it, and what was said of another recording.
    fn parts_between(&self, from: u64, to: u64) -> (u64, Option<InfoFrame>) {
        let (mut at, mut part) = (from, None);
        while at < to {
            let behind = behind_tags(&self.file, at);
            let info = info_at(&self.file, behind);
            if behind == at && info.is_none() {
                break;
            }
            at = behind + info.map_or(0, |(header, _)| header.bytes);
            part = info.map(|(_, info)| info).or(part);
        }
        (at.min(to), part)
    }

    /// Whether behind a frame there is another one, or the end of all.
    fn is_whole(&self, begin: u64, header: &MpegHeader) -> bool {
        let end = begin + header.bytes;
        end >= self.file.size()
            || behind_tags(&self.file, end) > end
            || frame_at(&self.file, end).is_some_and(|next| next.is_like(header))
    }

    /// Samples per channel in so many lost bytes: as many as are left of the whole, where that is known and
    /// what follows is not damaged; else as their number says.
    fn missing(&self, begin: u64, lost: u64, header: &MpegHeader) -> u64 {
        let alike = self.last.is_some_and(|last| last.is_as_long_as(header));
        let (frames, bytes) = self.seen;
        let by_bytes = if alike || bytes == 0 { header.count_in(lost) } else { (lost * frames + bytes / 2) / bytes };
        let by_bytes = by_bytes.saturating_mul(header.frames);
        let Some(whole) = self.whole else { return by_bytes };
        let (behind, clean) = run_from(&self.file, begin, header, u64::MAX);
        let left = whole.saturating_sub(self.so_far).saturating_sub(behind * header.frames);
        if clean && left <= by_bytes * 2 + MOST_MORE * header.frames { left } else { by_bytes.min(left) }
    }
}
