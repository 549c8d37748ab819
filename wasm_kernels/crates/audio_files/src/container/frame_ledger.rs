//! Bytes between the frames of ADTS, whose demuxer looks for the next frame without a word: what it passes
//! over was sound, and without it all that follows would come too early.

use crate::source::SourceFile;

/// Compared of a frame; the first bytes of two frames may be equal, so many are not.
const COMPARED: usize = 24;
/// Looked through for the frame at a time.
const SEARCHED: usize = 4096;
/// The longest header before the data that a demuxer hands out (ADTS with a checksum).
const LONGEST_HEADER: u64 = 9;
/// What stands behind the last frame: tags.
const TAGS: [&[u8]; 4] = [b"TAG", b"APETAGEX", b"LYRICSBEGIN", b"ID3"];

/// Where the frames stand in the file.
pub struct FrameLedger {
    file: SourceFile,
    /// End of the last frame; nothing after a jump, when nobody knows.
    place: Option<u64>,
    first: bool,
}

impl FrameLedger {
    /// Before the first frame.
    pub fn new(file: SourceFile) -> Self {
        // Pictures in a tag may be large and look like frames.
        let tag = file
            .exactly::<10>(0)
            .filter(|start| start.starts_with(b"ID3"))
            .map_or(0, |start| 10 + start[6..].iter().fold(0, |size, byte| size << 7 | u64::from(byte & 0x7f)));
        Self { file, place: Some(tag), first: true }
    }

    /// After a jump nothing is known of the bytes any more.
    pub fn forget(&mut self) {
        self.place = None;
    }

    /// Bytes that were passed over before this frame.
    pub fn passed_over(&mut self, frame: &[u8]) -> u64 {
        let Some(place) = self.place else { return 0 };
        let first = std::mem::replace(&mut self.first, false);
        let Some(found) = find(&self.file, place, frame) else {
            self.place = None;
            return 0;
        };
        self.place = Some(found + frame.len() as u64);
        // What comes before the first frame is a header of another kind.
        let bytes = found - place;
        if first || bytes <= LONGEST_HEADER { 0 } else { bytes }
    }

    /// Whether sound that is not whole stands at the end of the file.
    pub fn breaks_off(&self) -> bool {
        self.place.is_some_and(|place| !self.first && holds_sound(&self.file, place))
    }
}

/// Whether something stands at a place that is neither a tag nor nothing.
pub fn holds_sound(file: &SourceFile, place: u64) -> bool {
    let mut rest = [0; 16];
    let read = file.read(place, &mut rest);
    let rest = &rest[..read];
    rest.len() > 1 && !TAGS.iter().any(|tag| rest.starts_with(tag)) && rest.iter().any(|&byte| byte != 0)
}

/// Where this frame stands, from a place on.
pub fn find(file: &SourceFile, from: u64, frame: &[u8]) -> Option<u64> {
    let wanted = &frame[..frame.len().min(COMPARED)];
    if wanted.is_empty() {
        return Some(from);
    }
    let mut bytes = vec![0; COMPARED + LONGEST_HEADER as usize];
    let mut at = from;
    loop {
        let read = file.read(at, &mut bytes);
        if let Some(found) = bytes[..read].windows(wanted.len()).position(|window| window == wanted) {
            return Some(at + found as u64);
        }
        if read < bytes.len() {
            return None;
        }
        at += (read - wanted.len() + 1) as u64;
        bytes.resize(SEARCHED, 0);
    }
}
