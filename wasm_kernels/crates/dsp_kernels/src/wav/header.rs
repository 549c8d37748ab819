//! The chunks of a wav file, up to its samples.
//!
//! Sources: Microsoft's "Multimedia Programming Interface and Data Specifications 1.0" (RIFF, WAVE),
//! "Multiple channel audio data and WAVE files" (extensible), EBU Tech 3306 (RF64).

use super::recognise;
use super::{Encoding, WavError};

/// More channels than this are a damaged header.
pub const MAX_CHANNELS: u16 = 64;
/// Nor may one frame have more bytes than this, so that a block of frames fits one read.
pub const MAX_FRAME_BYTES: usize = 256;
/// A higher rate is a damaged header, Hz.
pub const MAX_RATE: u32 = 768_000;
/// Chunks looked at before giving up.
const MAX_CHUNKS: u32 = 4096;
/// Asked for at a time while the header is read.
const HEADER_BYTES: u64 = 64 * 1024;

const TAG_PCM: u16 = 1;
const TAG_FLOAT: u16 = 3;
const TAG_EXTENSIBLE: u16 = 0xfffe;
/// What follows the tag in an extensible format's GUID.
const GUID_TAIL: [u8; 14] = [0, 0, 0, 0, 0x10, 0, 0x80, 0, 0, 0xaa, 0, 0x38, 0x9b, 0x71];

/// Codecs that people meet in wav files.
const CODECS: &[(u16, &str)] = &[
    (0x0002, "Microsoft ADPCM"),
    (0x0006, "A-law"),
    (0x0007, "mu-law"),
    (0x0011, "IMA ADPCM"),
    (0x0031, "GSM 6.10"),
    (0x0040, "G.721"),
    (0x0050, "MPEG layer 1 or 2"),
    (0x0055, "MP3"),
    (0x00ff, "AAC"),
    (0x0161, "Windows Media Audio"),
    (0x2000, "AC-3"),
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

/// What the scan needs next.
pub enum Scan {
    /// This much of the file, from here.
    Wants { offset: u64, bytes: u64 },
    /// Nothing more.
    Done(Header),
}

/// Length of the data as the file tells it.
#[derive(Clone, Copy)]
enum Told {
    Bytes(u64),
    /// It was written to a stream, and its writer could not come back to fill in the length.
    ToTheEnd,
}

/// Walks the chunks; keeps only what it learnt.
#[derive(Default)]
pub struct HeaderScan {
    place: u64,
    chunks: u32,
    riff_end: u64,
    long_data: Option<u64>,
    format: Option<(Encoding, u16, u32)>,
    data: Option<(u64, Told)>,
}

impl HeaderScan {
    /// Goes on with `window`, the bytes of the file from `offset` on, of `size` in all.
    pub fn step(&mut self, window: &[u8], offset: u64, size: u64) -> Result<Scan, WavError> {
        let view = View { window, offset, size };
        if self.place == 0 {
            let Some(start) = view.at_most(0, 64) else { return Ok(view.wants(0)) };
            if let Some(error) = recognise::refuse(start, size) {
                return Err(error);
            }
            let riff = u64::from(number(start, 4));
            self.riff_end = if riff == u64::from(u32::MAX) { 0 } else { riff + 8 };
            self.place = 12;
        }
        loop {
            if let (Some(format), Some(data)) = (self.format, self.data) {
                return Ok(Scan::Done(finished(format, data, size)));
            }
            if self.place + 8 > size {
                return Err(self.ended(size));
            }
            let Some(chunk) = view.at_most(self.place, 8) else { return Ok(view.wants(self.place)) };
            let (id, bytes) = ([chunk[0], chunk[1], chunk[2], chunk[3]], number(chunk, 4));
            let body = self.place + 8;
            match &id {
                b"fmt " => {
                    let Some(format) = view.at_most(body, u64::from(bytes).min(40)) else {
                        return Ok(view.wants(body));
                    };
                    self.format = Some(read_format(format, size)?);
                }
                b"ds64" => {
                    let Some(sizes) = view.at_most(body, u64::from(bytes).min(16)) else { return Ok(view.wants(body)) };
                    if sizes.len() == 16 {
                        self.long_data = Some(u64::from(number(sizes, 8)) | u64::from(number(sizes, 12)) << 32);
                    }
                }
                b"data" => self.data = Some((body, self.told(bytes, body, size))),
                _ => {}
            }
            let end = match self.data {
                Some((start, told)) if start == body => match told {
                    Told::Bytes(bytes) => body.saturating_add(bytes),
                    Told::ToTheEnd => size,
                },
                _ => body + u64::from(bytes),
            };
            // The next chunk begins at an even place, but for writers that forget.
            let odd = (end - body) % 2;
            let next = if odd == 1 && end < size {
                let Some(after) = view.at_most(end, 4) else { return Ok(view.wants(end)) };
                let forgotten = after.len() == 4 && after.iter().all(|byte| (0x20..0x7f).contains(byte));
                if forgotten { end } else { end + 1 }
            } else {
                end
            };
            self.place = next;
            self.chunks += 1;
            if self.chunks == MAX_CHUNKS {
                return Err(WavError::TooManyChunks { limit: MAX_CHUNKS });
            }
        }
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

    fn ended(&self, size: u64) -> WavError {
        let cut = self.place > size || self.riff_end > size;
        match (self.format, self.data) {
            (_, None) if cut => WavError::HeaderCut { size },
            (None, _) => WavError::NoFormat,
            _ => WavError::NoData,
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
    if tag != TAG_PCM && tag != TAG_FLOAT {
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

fn number(bytes: &[u8], at: usize) -> u32 {
    bytes[at..at + 4].iter().rev().fold(0, |number, &byte| number << 8 | u32::from(byte))
}

/// The part of the file at hand.
struct View<'a> {
    window: &'a [u8],
    offset: u64,
    size: u64,
}

impl<'a> View<'a> {
    /// `bytes` bytes from `place` on, fewer where the file ends; nothing if they are not at hand.
    fn at_most(&self, place: u64, bytes: u64) -> Option<&'a [u8]> {
        let end = place.saturating_add(bytes).min(self.size).max(place);
        let from = place.checked_sub(self.offset)?;
        let to = end - self.offset;
        if to > self.window.len() as u64 {
            return None;
        }
        Some(&self.window[from as usize..to as usize])
    }

    fn wants(&self, offset: u64) -> Scan {
        Scan::Wants { offset, bytes: HEADER_BYTES.min(self.size.saturating_sub(offset)) }
    }
}
