//! The one pass over the tar: every file hashed, and the documents kept that say what it is.

use std::collections::{BTreeMap, BTreeSet};

use sha2::{Digest, Sha256};

use super::files::OciFile;
use super::tar::{self, BLOCK_BYTES, TarHeader};
use super::unzstd::{Filled, Unzstd};
use super::{MAGIC, layout};
use crate::content::hex;
use crate::diagnostic::Diagnostic;
use crate::limits;
use crate::reason::Reason;
use crate::window::Window;

/// A file that is passing.
struct Body {
    file: OciFile,
    left: u64,
    hash: Sha256,
    kept: Option<Vec<u8>>,
}

/// What came of the pass.
pub struct Reading {
    stream: Unzstd,
    stage: Stage,
    /// Bytes of the unpacked tar that were consumed.
    at: u64,
    block: Vec<u8>,
    pub files: Vec<OciFile>,
    paths: BTreeSet<String>,
    /// By path: what may be a JSON document.
    pub documents: BTreeMap<String, Vec<u8>>,
    kept_bytes: u64,
    pub problems: Vec<Diagnostic>,
}

enum Stage {
    Header,
    Body(Box<Body>),
    Padding {
        left: usize,
    },
    /// Zeros to the end of the file.
    Tail {
        blocks: u32,
    },
    Done,
}

impl Reading {
    pub fn new() -> Self {
        Self {
            stream: Unzstd::new(),
            stage: Stage::Header,
            at: 0,
            block: Vec::with_capacity(BLOCK_BYTES),
            files: Vec::new(),
            paths: BTreeSet::new(),
            documents: BTreeMap::new(),
            kept_bytes: 0,
            problems: Vec::new(),
        }
    }

    /// Whether a file that starts like this is one for this reader.
    pub fn recognises(head: &[u8]) -> bool {
        head == MAGIC
    }

    /// Goes on as far as the window reaches; true at the end of the file, or where nothing further
    /// can be read of it.
    pub fn advance(&mut self, window: &mut Window) -> bool {
        loop {
            if let Some(end) = window.ended_at() {
                return self.stop(Diagnostic::of_file(
                    Reason::TruncatedFile,
                    format!("The file was said to have {} bytes and ends after {end}.", window.size()),
                ));
            }
            match self.stream.fill(window) {
                Ok(Filled::Some) => {}
                Ok(Filled::Wants) => return false,
                Ok(Filled::End) => {
                    if !matches!(self.stage, Stage::Tail { blocks: 2.. } | Stage::Done) {
                        return self.stop(Diagnostic::of_file(
                            Reason::TruncatedFile,
                            "The tar that is packed ends before its end mark.",
                        ));
                    }
                    return true;
                }
                Err(problem) => return self.stop(problem),
            }
            if let Err(problem) = self.take() {
                return self.stop(problem);
            }
        }
    }

    fn stop(&mut self, problem: Diagnostic) -> bool {
        self.problems.push(problem);
        self.stage = Stage::Done;
        true
    }

    /// Takes what it can use of the bytes held.
    fn take(&mut self) -> Result<(), Diagnostic> {
        let held = self.stream.held();
        let used = match &mut self.stage {
            Stage::Done => held.len(),
            Stage::Padding { left } => {
                let used = held.len().min(*left);
                if held[..used].iter().any(|&byte| byte != 0) {
                    return Err(hidden());
                }
                *left -= used;
                if *left == 0 {
                    self.stage = Stage::Header;
                }
                used
            }
            Stage::Body(body) => {
                let used = held.len().min(usize::try_from(body.left).unwrap_or(usize::MAX));
                body.hash.update(&held[..used]);
                body.left -= used as u64;
                if let Some(bytes) = &mut body.kept {
                    bytes.extend_from_slice(&held[..used]);
                    if bytes.first().is_some_and(|&first| first != b'{') {
                        body.kept = None;
                    }
                }
                used
            }
            Stage::Header | Stage::Tail { .. } => {
                let used = held.len().min(BLOCK_BYTES - self.block.len());
                self.block.extend_from_slice(&held[..used]);
                used
            }
        };
        self.stream.consume(used);
        self.at += used as u64;
        if matches!(&self.stage, Stage::Body(body) if body.left == 0) {
            self.end_file();
        }
        if self.block.len() == BLOCK_BYTES {
            let block: [u8; BLOCK_BYTES] = core::mem::take(&mut self.block).try_into().unwrap_or([0; BLOCK_BYTES]);
            self.take_block(&block)?;
        }
        Ok(())
    }

    fn take_block(&mut self, block: &[u8; BLOCK_BYTES]) -> Result<(), Diagnostic> {
        let is_zero = block.iter().all(|&byte| byte == 0);
        match (&mut self.stage, is_zero) {
            (Stage::Tail { blocks }, true) => *blocks = blocks.saturating_add(1),
            (Stage::Tail { .. }, false) => return Err(hidden()),
            (_, true) => self.stage = Stage::Tail { blocks: 1 },
            (_, false) => self.begin(tar::read(block)?)?,
        }
        Ok(())
    }

    fn begin(&mut self, header: TarHeader) -> Result<(), Diagnostic> {
        if self.files.len() as u64 >= limits::ENTRIES {
            let message = format!("The bundle has more than {} entries.", limits::ENTRIES);
            return Err(Diagnostic::of_file(Reason::TooManyEntries, message));
        }
        let TarHeader { path, bytes } = header;
        self.problems.extend(layout::check(&path));
        if !self.paths.insert(path.clone()) {
            self.problems.push(Diagnostic::of_entry(Reason::DuplicateName, &path, "Two entries have this name."));
        }
        // Whether a blob is a document is known only from those that name it, which come later.
        let fits = bytes <= limits::METADATA_BYTES && self.kept_bytes + bytes <= limits::DOCUMENTS_BYTES;
        let file = OciFile { name: path.clone(), path, offset: self.at, bytes, sha256: [0; 32] };
        let kept = fits.then(Vec::new);
        self.stage = Stage::Body(Box::new(Body { file, left: bytes, hash: Sha256::new(), kept }));
        if bytes == 0 {
            self.end_file();
        }
        Ok(())
    }

    fn end_file(&mut self) {
        let Stage::Body(body) = core::mem::replace(&mut self.stage, Stage::Header) else {
            return;
        };
        let Body { mut file, hash, kept, .. } = *body;
        file.sha256 = hash.finalize().into();
        let actual = hex(&file.sha256);
        if layout::promised(&file.path).is_some_and(|digest| digest != actual) {
            let message = format!("The file was changed: its SHA-256 should be its name and is {actual}.");
            self.problems.push(Diagnostic::of_entry(Reason::ChangedFile, &file.path, message));
        }
        let padding = (BLOCK_BYTES - (file.bytes % BLOCK_BYTES as u64) as usize) % BLOCK_BYTES;
        if padding > 0 {
            self.stage = Stage::Padding { left: padding };
        }
        if let Some(bytes) = kept {
            self.kept_bytes += bytes.len() as u64;
            self.documents.insert(file.path.clone(), bytes);
        }
        self.files.push(file);
    }
}

fn hidden() -> Diagnostic {
    Diagnostic::of_file(Reason::HiddenBytes, "The tar has bytes that belong to no file.")
}
