//! Hands out one file of the tar. A zstd stream can only be read from its start: a file that comes
//! after the one before is reached by reading on, one that comes earlier by starting again.

use sha2::{Digest, Sha256};

use super::files::OciFile;
use super::unzstd::{Filled, Unzstd};
use crate::delivery::{Delivered, changed};
use crate::window::Window;

/// The stream and how far it was read.
pub struct OciDelivery {
    stream: Unzstd,
    /// Bytes of the unpacked tar that were consumed.
    at: u64,
    file: Option<Wanted>,
}

struct Wanted {
    name: String,
    offset: u64,
    left: u64,
    sha256: [u8; 32],
    hash: Sha256,
}

impl OciDelivery {
    pub fn new() -> Self {
        Self { stream: Unzstd::new(), at: 0, file: None }
    }

    /// Delivers this file next.
    pub fn begin(&mut self, file: &OciFile) {
        if self.at > file.offset {
            *self = Self::new();
        }
        self.file = Some(Wanted {
            name: file.name.clone(),
            offset: file.offset,
            left: file.bytes,
            sha256: file.sha256,
            hash: Sha256::new(),
        });
    }

    /// Goes on to the next chunk.
    pub fn advance(&mut self, window: &mut Window, chunk: &mut Vec<u8>) -> Delivered {
        let Some(file) = &mut self.file else {
            return Delivered::All;
        };
        loop {
            if file.left == 0 {
                let is_same = core::mem::take(&mut file.hash).finalize()[..] == file.sha256;
                let name = core::mem::take(&mut file.name);
                self.file = None;
                return if is_same { Delivered::All } else { Delivered::Failed(changed(&name)) };
            }
            let is_there = window.ended_at().is_none().then(|| self.stream.fill(window));
            match is_there {
                Some(Ok(Filled::Some)) => {}
                Some(Ok(Filled::Wants)) => return Delivered::Wants,
                _ => {
                    let failed = Delivered::Failed(changed(&file.name));
                    // Where the stream stands now is nowhere.
                    *self = Self::new();
                    return failed;
                }
            }
            let held = self.stream.held();
            let before = file.offset.saturating_sub(self.at);
            let skipped = held.len().min(usize::try_from(before).unwrap_or(usize::MAX));
            let taken = (held.len() - skipped).min(usize::try_from(file.left).unwrap_or(usize::MAX));
            let bytes = &held[skipped..skipped + taken];
            file.hash.update(bytes);
            file.left -= taken as u64;
            chunk.clear();
            chunk.extend_from_slice(bytes);
            self.stream.consume(skipped + taken);
            self.at += (skipped + taken) as u64;
            if !chunk.is_empty() {
                return Delivered::Chunk;
            }
        }
    }
}
