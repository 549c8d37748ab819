//! The bytes of one entry: unpacked, counted and hashed as they pass.

use crc32fast::Hasher;
use miniz_oxide::inflate::stream::{InflateState, inflate};
use miniz_oxide::{DataFormat, MZError, MZFlush, MZStatus};
use sha2::{Digest, Sha256};

use crate::limits::INFLATED_CHUNK_BYTES;
use crate::reason::Reason;
use crate::zip::STORED;
use crate::zip::entry::Entry;

/// Unpacks one entry, piece by piece.
pub struct Content {
    /// None where the entry is stored.
    inflater: Option<Inflater>,
    /// Stored bytes that have not come in yet.
    left: u64,
    /// Unpacked bytes so far, and as announced.
    bytes: u64,
    announced: u64,
    crc: Hasher,
    sha256: Sha256,
}

struct Inflater {
    state: Box<InflateState>,
    room: Box<[u8]>,
    ended: bool,
}

/// What came of one piece of input.
pub struct Piece<'a> {
    /// Stored bytes that were used up.
    pub consumed: usize,
    /// Unpacked bytes.
    pub bytes: &'a [u8],
}

/// What the whole content turned out to be.
pub struct Sums {
    pub crc: u32,
    pub sha256: [u8; 32],
}

/// Why the content cannot be what was announced.
pub type Fault = (Reason, String);

impl Content {
    pub fn new(entry: &Entry) -> Self {
        let inflater = (entry.method != STORED).then(|| Inflater {
            state: InflateState::new_boxed(DataFormat::Raw),
            room: vec![0; INFLATED_CHUNK_BYTES].into_boxed_slice(),
            ended: false,
        });
        Self {
            inflater,
            left: entry.stored_bytes,
            bytes: 0,
            announced: entry.bytes,
            crc: Hasher::new(),
            sha256: Sha256::new(),
        }
    }

    /// Whether all input is in and all output is out.
    pub fn is_complete(&self) -> bool {
        self.left == 0 && self.inflater.as_ref().is_none_or(|inflater| inflater.ended)
    }

    /// Whether [`Content::decode`] can go on only with input.
    pub fn needs_input(&self) -> bool {
        self.left > 0
    }

    /// Takes what it can of `input`, which may run on beyond the entry.
    pub fn decode<'a>(&'a mut self, input: &'a [u8]) -> Result<Piece<'a>, Fault> {
        let most = usize::try_from(self.left).unwrap_or(usize::MAX);
        let input = &input[..input.len().min(most)];
        let piece = match &mut self.inflater {
            None => Piece { consumed: input.len(), bytes: input },
            Some(inflater) => inflater.decode(input)?,
        };
        self.left -= piece.consumed as u64;
        self.bytes += piece.bytes.len() as u64;
        if self.bytes > self.announced {
            return Err((
                Reason::SizeMismatch,
                format!("The file unpacks to more than the {} bytes announced.", self.announced),
            ));
        }
        self.crc.update(piece.bytes);
        self.sha256.update(piece.bytes);
        Ok(piece)
    }

    /// Once complete: the checksums, if the size is right.
    pub fn finish(self) -> Result<Sums, Fault> {
        if self.bytes != self.announced {
            let message = format!("The file unpacks to {} bytes; {} were announced.", self.bytes, self.announced);
            return Err((Reason::SizeMismatch, message));
        }
        Ok(Sums { crc: self.crc.finalize(), sha256: self.sha256.finalize().into() })
    }
}

impl Inflater {
    /// Empty `input` means that there is none any more.
    fn decode(&mut self, input: &[u8]) -> Result<Piece<'_>, Fault> {
        let broken = |what: &str| Err((Reason::BrokenData, format!("The compressed bytes of the file {what}.")));
        if self.ended {
            return broken("run on after their end");
        }
        let result = inflate(&mut self.state, input, &mut self.room, MZFlush::None);
        let (consumed, written) = (result.bytes_consumed, result.bytes_written);
        match result.status {
            Ok(MZStatus::StreamEnd) => self.ended = true,
            Ok(_) | Err(MZError::Buf) if consumed > 0 || written > 0 => {}
            Ok(_) | Err(MZError::Buf) if input.is_empty() => return broken("stop early"),
            _ => return broken("make no sense"),
        }
        Ok(Piece { consumed, bytes: &self.room[..written] })
    }
}

/// Lower-case hexadecimal, as the provenance writes hashes.
pub fn hex(hash: &[u8]) -> String {
    use core::fmt::Write;
    hash.iter().fold(String::with_capacity(hash.len() * 2), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}
