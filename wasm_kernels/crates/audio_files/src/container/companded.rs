//! A-law and µ-law in AIFF and Core Audio files, which the demuxers do not know: a byte for each sample.
//!
//! Source: Audio Interchange File Format, AIFF-C, "Common Chunk"; Core Audio Format specification, "Audio
//! Description Chunk".

use super::pcm::PcmForm;
use crate::source::SourceFile;
use crate::wav::{Encoding, MAX_CHANNELS};

/// Chunks of an AIFF that are looked at; they have some ten.
const MOST_CHUNKS: usize = 1000;
/// In the description of a Core Audio file.
const CAF_CODING: u64 = 28;
const CAF_CHANNELS: u64 = 44;
/// In the common chunk of an AIFF: behind the channels and the frames; behind the rate.
const AIFF_BITS: u64 = 6;
const AIFF_CODING: u64 = 18;

/// Such samples, by the number of their track. From now on the demuxer reads them as plain ones of 8 bits.
#[must_use]
pub fn mend(file: &SourceFile) -> Vec<(u32, PcmForm)> {
    let found = match file.exactly::<4>(0).as_ref() {
        Some(b"FORM") => common(file).and_then(|body| {
            let encoding = encoding(file.exactly(body + AIFF_CODING)?)?;
            let channels = u16::from_be_bytes(file.exactly(body)?);
            file.mend(body + AIFF_BITS, vec![0, 8]);
            file.mend(body + AIFF_CODING, b"raw ".to_vec());
            Some((encoding, channels))
        }),
        _ => file.exactly(CAF_CODING).and_then(encoding).and_then(|encoding| {
            let channels = u32::from_be_bytes(file.exactly(CAF_CHANNELS)?);
            Some((encoding, u16::try_from(channels).ok()?))
        }),
    };
    let known = found.filter(|(_, channels)| (1..=MAX_CHANNELS).contains(channels));
    known
        .map(|(encoding, channels)| PcmForm { encoding, channels, big: false, signed_eight: false, sample_rate: None })
        .map(|form| (0, form))
        .into_iter()
        .collect()
}

/// The four letters that say how an AIFF is coded.
#[must_use]
pub fn coding(file: &SourceFile) -> Option<[u8; 4]> {
    file.exactly(common(file)? + AIFF_CODING)
}

fn encoding(letters: [u8; 4]) -> Option<Encoding> {
    match &letters {
        b"alaw" | b"ALAW" => Some(Encoding::ALaw),
        b"ulaw" | b"ULAW" => Some(Encoding::MuLaw),
        _ => None,
    }
}

/// Where the common chunk of an AIFF-C begins, behind its size.
fn common(file: &SourceFile) -> Option<u64> {
    if file.exactly(8) != Some(*b"AIFC") {
        return None;
    }
    let mut at = 12;
    for _ in 0..MOST_CHUNKS {
        let bytes = u64::from(u32::from_be_bytes(file.exactly(at + 4)?));
        if file.exactly(at) == Some(*b"COMM") {
            return Some(at + 8);
        }
        at += 8 + bytes + bytes % 2;
    }
    None
}
