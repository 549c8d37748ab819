//! The chunks of a wav file, up to its samples.
//!
//! Sources: Microsoft's "Multimedia Programming Interface and Data Specifications 1.0" (RIFF, WAVE),
//! "Multiple channel audio data and WAVE files" (extensible), EBU Tech 3306 (RF64).

use super::{Encoding, WavError};
use crate::source::SourceFile;

/// More channels than this are a damaged header.
pub const MAX_CHANNELS: u16 = 64;
/// Nor may one frame have more bytes than this, so that a block of frames fits one read.
pub const MAX_FRAME_BYTES: usize = 256;
/// A higher rate is a damaged header, Hz.
pub const MAX_RATE: u32 = 768_000;
/// Chunks looked at before giving up.
const MAX_CHUNKS: u32 = 4096;
/// Chunks of tags that are kept in mind.
const MAX_LISTS: usize = 8;

const TAG_PCM: u16 = 1;
const TAG_FLOAT: u16 = 3;
const TAG_A_LAW: u16 = 6;
const TAG_MU_LAW: u16 = 7;
const TAG_EXTENSIBLE: u16 = 0xfffe;
/// What follows the tag in an extensible format's GUID.
const GUID_TAIL: [u8; 14] = [0, 0, 0, 0, 0x10, 0, 0x80, 0, 0, 0xaa, 0, 0x38, 0x9b, 0x71];

/// Codecs that people meet in wav files.
const CODECS: &[(u16, &str)] = &[
    (0x0002, "Microsoft ADPCM"),
    (0x0011, "IMA ADPCM"),
    (0x0031, "GSM 6.10"),
    (0x0040, "G.721"),
    (0x0045, "G.726"),
    (0x0050, "MPEG layer 1 or 2"),
    (0x0055, "MP3"),
    (0x0064, "G.726"),
    (0x0065, "G.722"),
    (0x00ff, "AAC"),
    (0x0161, "Windows Media Audio"),
    (0x028f, "G.722"),
    (0x2000, "AC-3"),
    (0x2001, "DTS"),
    (0x674f, "Ogg Vorbis"),
    (0x706d, "AAC"),
    (0xf1ac, "FLAC"),
];

/// What the header says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Header {
    /// How the samples are written.
    pub encoding: Encoding,
    /// At least 1.
    pub channels: u16,
    /// Hz.
    pub sample_rate: u32,
    /// Place of the first sample in the file.
    pub data_start: u64,
    /// Bytes of whole frames that are there to be read.
    pub data_bytes: u64,
    /// The header promises more than the file has.
    pub truncated: bool,
}

impl Header {
    /// Bytes of one sample of every channel.
    #[must_use]
    pub fn frame_bytes(&self) -> usize {
        self.encoding.bytes() * usize::from(self.channels)
    }

    /// Samples per channel.
    #[must_use]
    pub fn frames(&self) -> u64 {
        self.data_bytes / self.frame_bytes() as u64
    }
}

/// Length of the data as the file tells it.
#[derive(Clone, Copy)]
enum Told {
    Bytes(u64),
    /// It was written to a stream, and its writer could not come back to fill in the length.
    ToTheEnd,
}

/// What was found among the chunks.
pub struct Found {
    /// How to read the samples.
    pub header: Header,
    /// Place and bytes of the chunks that may hold tags.
    pub lists: Vec<(u64, u32)>,
}

#[derive(Default)]
struct Chunks {
    riff_end: u64,
    long_data: Option<u64>,
    format: Option<Result<(Encoding, u16, u32), WavError>>,
    data: Option<(u64, Told)>,
    lists: Vec<(u64, u32)>,
}

/// Walks the chunks, also those after the samples, where many writers put their tags.
///
/// # Errors
/// It is not read here, or damaged.
pub fn read_header(file: &SourceFile) -> Result<Found, WavError> {
    let (chunks, place) = walk(file)?;
    chunks.finish(place, file.size())
}

/// Place and bytes of the chunks that may hold tags, whatever the samples are.
pub fn find_lists(file: &SourceFile) -> Vec<(u64, u32)> {
    walk(file).map(|(chunks, _)| chunks.lists).unwrap_or_default()
}

/// The chunks, and where the next one would be.
fn walk(file: &SourceFile) -> Result<(Chunks, u64), WavError> {
    let size = file.size();
    let Some(start) = file.exactly::<12>(0) else { return Err(WavError::HeaderCut { size }) };
    let riff = u64::from(number(&start, 4));
    let mut chunks = Chunks { riff_end: if riff == u64::from(u32::MAX) { 0 } else { riff + 8 }, ..Chunks::default() };
    let mut place = 12;
    for _ in 0..MAX_CHUNKS {
        let Some(head) = file.exactly::<8>(place) else { return Ok((chunks, place)) };
        let (id, bytes) = ([head[0], head[1], head[2], head[3]], number(&head, 4));
        let end = chunks.take(file, id, place + 8, bytes)?;
        // The next chunk begins at an even place, but for writers that forget.
        let odd = (end - place) % 2 == 1 && end < size;
        let forgotten =
            odd && file.exactly::<4>(end).is_some_and(|id| id.iter().all(|byte| (0x20..0x7f).contains(byte)));
        place = if odd && !forgotten { end + 1 } else { end };
    }
    if chunks.format.is_some() && chunks.data.is_some() {
        return Ok((chunks, place));
    }
    Err(WavError::TooManyChunks { limit: MAX_CHUNKS })
}

impl Chunks {
    /// Takes from one chunk what is of use; gives the place where it ends.
    fn take(&mut self, file: &SourceFile, id: [u8; 4], body: u64, bytes: u32) -> Result<u64, WavError> {
        let size = file.size();
        match &id {
            b"fmt " if self.format.is_none() => {
                let mut format = [0; 40];
                let room = (bytes as usize).min(40);
                let read = file.read(body, &mut format[..room]);
                if read < room {
                    return Err(WavError::HeaderCut { size });
                }
                self.format = Some(read_format(&format[..room], size));
            }
            b"ds64" => {
                if let Some(sizes) = file.exactly::<16>(body) {
                    self.long_data = Some(u64::from(number(&sizes, 8)) | u64::from(number(&sizes, 12)) << 32);
                }
            }
            b"data" if self.data.is_none() => {
                let told = self.told(bytes, body, size);
                self.data = Some((body, told));
                return Ok(match told {
                    Told::Bytes(bytes) => body.saturating_add(bytes),
                    Told::ToTheEnd => size,
                });
            }
            b"LIST" | b"id3 " | b"ID3 " if self.lists.len() < MAX_LISTS => self.lists.push((body, bytes)),
            _ => {}
        }
        Ok(body + u64::from(bytes))
    }

    fn told(&self, bytes: u32, body: u64, size: u64) -> Told {
        match (bytes, self.long_data) {
            (u32::MAX, Some(long)) if long != 0 && long != u64::MAX => Told::Bytes(long),
            (u32::MAX, _) => Told::ToTheEnd,
            // An empty recording, if the file was finished and knows of chunks after it; else one whose
            // length was never filled in.
            (0, _) if self.riff_end > body || body >= size => Told::Bytes(0),
            (0, _) => Told::ToTheEnd,
            (bytes, _) => Told::Bytes(u64::from(bytes)),
        }
    }

    /// `place`: where the next chunk would be.
    fn finish(self, place: u64, size: u64) -> Result<Found, WavError> {
        let cut = place > size || self.riff_end > size;
        match (self.format, self.data) {
            (Some(Err(error)), _) => Err(error),
            (Some(Ok(format)), Some(data)) => Ok(Found { header: finished(format, data, size), lists: self.lists }),
            (_, None) if cut => Err(WavError::HeaderCut { size }),
            (None, _) => Err(WavError::NoFormat),
            _ => Err(WavError::NoData),
        }
    }
}

fn finished((encoding, channels, sample_rate): (Encoding, u16, u32), (start, told): (u64, Told), size: u64) -> Header {
    let there = size.saturating_sub(start);
    let (bytes, truncated) = match told {
        Told::Bytes(bytes) => (bytes.min(there), bytes > there),
        Told::ToTheEnd => (there, false),
    };
    let mut header = Header { encoding, channels, sample_rate, data_start: start, data_bytes: 0, truncated };
    header.data_bytes = bytes - bytes % header.frame_bytes() as u64;
    header
}

/// `chunk` holds the first bytes of the chunk, 40 at most.
fn read_format(chunk: &[u8], size: u64) -> Result<(Encoding, u16, u32), WavError> {
    if chunk.len() < 16 {
        return Err(WavError::HeaderCut { size });
    }
    let short = |at: usize| u16::from_le_bytes([chunk[at], chunk[at + 1]]);
    let (channels, sample_rate, frame_bytes, bits) = (short(2), number(chunk, 4), short(12), short(14));
    let tag = match short(0) {
        TAG_EXTENSIBLE if chunk.len() == 40 && chunk[26..40] == GUID_TAIL => short(24),
        tag => tag,
    };
    if ![TAG_PCM, TAG_FLOAT, TAG_A_LAW, TAG_MU_LAW].contains(&tag) {
        let name = CODECS.iter().find(|(known, _)| *known == tag).map_or("an unknown codec", |(_, name)| name);
        return Err(WavError::Codec { tag, name });
    }
    if channels == 0 || channels > MAX_CHANNELS {
        return Err(WavError::Channels { actual: channels });
    }
    if sample_rate == 0 || sample_rate > MAX_RATE {
        return Err(WavError::Rate { actual: sample_rate });
    }
    let encoding = match (tag, bits.div_ceil(8)) {
        (TAG_FLOAT, 4) if bits == 32 => Encoding::F32,
        (TAG_FLOAT, 8) if bits == 64 => Encoding::F64,
        (TAG_PCM, 1) => Encoding::U8,
        (TAG_PCM, 2) => Encoding::S16,
        (TAG_PCM, 3) => Encoding::S24,
        (TAG_PCM, 4) => Encoding::S32,
        (TAG_A_LAW, 1) => Encoding::ALaw,
        (TAG_MU_LAW, 1) => Encoding::MuLaw,
        _ => return Err(WavError::Width { bits, float: tag == TAG_FLOAT }),
    };
    // Samples may lie at the top of a wider container (20 bits in 3 bytes, 24 in 4): it tells the width.
    let encoding = match (tag, frame_bytes / channels) {
        (TAG_PCM, 2) if encoding == Encoding::U8 => Encoding::S16,
        (TAG_PCM, 3) if encoding == Encoding::S16 => Encoding::S24,
        (TAG_PCM, 4) if encoding == Encoding::S24 || encoding == Encoding::S16 => Encoding::S32,
        _ => encoding,
    };
    let expected = u32::from(channels) * encoding.bytes() as u32;
    if frame_bytes != 0 && u32::from(frame_bytes) != expected {
        return Err(WavError::FrameBytes { expected, actual: frame_bytes });
    }
    if expected as usize > MAX_FRAME_BYTES {
        return Err(WavError::Channels { actual: channels });
    }
    Ok((encoding, channels, sample_rate))
}

/// The little-endian number at `at`.
pub fn number(bytes: &[u8], at: usize) -> u32 {
    bytes[at..at + 4].iter().rev().fold(0, |number, &byte| number << 8 | u32::from(byte))
}
