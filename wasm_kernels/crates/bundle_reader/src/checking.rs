//! Reads every entry once, in the order of the file, and collects what is wrong with each.

use crate::content::Content;
use crate::diagnostic::{Diagnostic, counted};
use crate::opening::{is_node_source, overlap};
use crate::provenance::{PROVENANCE, Provenance, is_older_note};
use crate::python::{NodeClass, node_classes};
use crate::reason::Reason;
use crate::window::Window;
use crate::zip::entry::Entry;
use crate::zip::{FLAG_DESCRIPTOR, file_order, local};

/// What an entry turned out to be.
pub enum Finding {
    /// Read to its end; the checksum of its bytes stands beside the one announced.
    Read { crc: u32 },
    /// Not what was announced, or not to be read.
    Faulty(Diagnostic),
}

/// The walk through the entries.
pub struct Checking {
    order: Vec<usize>,
    /// How many of `order` are done.
    done: usize,
    directory_offset: u64,
    stage: Stage,
    /// By entry.
    pub findings: Vec<Option<Finding>>,
    /// Node classes by entry.
    pub classes: Vec<(usize, Vec<NodeClass>)>,
    pub provenance: Option<Result<Provenance, Diagnostic>>,
}

enum Stage {
    Header,
    Body { at: u64, content: Box<Content>, kept: Option<Vec<u8>> },
    Descriptor { at: u64, crc: u32 },
}

impl Checking {
    pub fn new(entries: &[Entry], directory_offset: u64) -> Self {
        Self {
            order: file_order(entries),
            done: 0,
            directory_offset,
            stage: Stage::Header,
            findings: entries.iter().map(|_| None).collect(),
            classes: Vec::new(),
            provenance: None,
        }
    }

    /// Goes on as far as the window reaches; true when every entry was read.
    pub fn advance(&mut self, window: &mut Window, entries: &mut [Entry]) -> bool {
        while let Some(&index) = self.order.get(self.done) {
            let bound =
                self.order.get(self.done + 1).map_or(self.directory_offset, |&next| entries[next].header_offset);
            if window.ended_at().is_some() {
                self.finish(index, Finding::Faulty(ended_early(&entries[index], window)));
                continue;
            }
            let stage = core::mem::replace(&mut self.stage, Stage::Header);
            let step = match stage {
                Stage::Header => read_header(window, &mut entries[index], bound),
                Stage::Body { at, content, kept } => {
                    self.read_body(window, &mut entries[index], index, at, content, kept)
                }
                Stage::Descriptor { at, crc } => read_descriptor(window, &entries[index], at, bound, crc),
            };
            match step {
                Step::Next(stage) => self.stage = stage,
                Step::Wait(stage, offset) => {
                    self.stage = stage;
                    window.want(offset);
                    return false;
                }
                Step::Found(finding) => self.finish(index, finding),
            }
        }
        true
    }

    fn finish(&mut self, index: usize, finding: Finding) {
        self.findings[index] = Some(finding);
        self.stage = Stage::Header;
        self.done += 1;
    }

    fn read_body(
        &mut self,
        window: &Window,
        entry: &mut Entry,
        index: usize,
        mut at: u64,
        mut content: Box<Content>,
        mut kept: Option<Vec<u8>>,
    ) -> Step {
        while !content.is_complete() {
            let input = window.held(at);
            if input.is_empty() && content.needs_input() {
                return Step::Wait(Stage::Body { at, content, kept }, at);
            }
            match content.decode(input) {
                Ok(piece) => {
                    at += piece.consumed as u64;
                    if let Some(kept) = &mut kept {
                        kept.extend_from_slice(piece.bytes);
                    }
                }
                Err((reason, message)) => return faulty(reason, entry, message),
            }
        }
        match content.finish() {
            Err((reason, message)) => faulty(reason, entry, message),
            Ok(sums) => {
                entry.sha256 = Some(sums.sha256);
                if let Some(bytes) = kept {
                    self.keep(index, entry, &bytes);
                }
                Step::Next(Stage::Descriptor { at, crc: sums.crc })
            }
        }
    }

    fn keep(&mut self, index: usize, entry: &Entry, bytes: &[u8]) {
        if entry.name == PROVENANCE {
            self.provenance = (!is_older_note(bytes)).then(|| Provenance::read(bytes));
        } else {
            self.classes.push((index, node_classes(&String::from_utf8_lossy(bytes))));
        }
    }
}

enum Step {
    Next(Stage),
    /// The window has to move to this offset first.
    Wait(Stage, u64),
    Found(Finding),
}

fn faulty(reason: Reason, entry: &Entry, message: String) -> Step {
    Step::Found(Finding::Faulty(Diagnostic::of_entry(reason, &entry.name, message)))
}

fn ended_early(entry: &Entry, window: &Window) -> Diagnostic {
    let end = window.ended_at().unwrap_or_default();
    let message =
        format!("The file was said to have {} bytes and ended after {end}, inside this entry.", window.size());
    Diagnostic::of_entry(Reason::TruncatedFile, &entry.name, message)
}

/// The bytes between `header_offset` and `bound` are this entry's, all of them and no others.
fn read_header(window: &Window, entry: &mut Entry, bound: u64) -> Step {
    let start = entry.header_offset;
    let room = bound.saturating_sub(start);
    let outside = || Step::Found(Finding::Faulty(overlap(&entry.name, "what follows it")));
    if room < local::FIXED_BYTES as u64 {
        return outside();
    }
    let Some(fixed) = window.get(start, local::FIXED_BYTES) else {
        return Step::Wait(Stage::Header, start);
    };
    let Some(bytes) = local::header_bytes(fixed) else {
        return faulty(
            Reason::HeaderMismatch,
            entry,
            format!("There is no entry at byte {start}, where the table of contents has one."),
        );
    };
    let Some(gap) = room.checked_sub(bytes as u64).and_then(|left| left.checked_sub(entry.stored_bytes)) else {
        return outside();
    };
    let Some(header) = window.get(start, bytes) else {
        return Step::Wait(Stage::Header, start);
    };
    if let Err(message) = local::compare(header, entry) {
        return faulty(Reason::HeaderMismatch, entry, message);
    }
    let descriptor = entry.flags & FLAG_DESCRIPTOR != 0;
    if (descriptor && !matches!(gap, 12 | 16 | 20 | 24)) || (!descriptor && gap != 0) {
        let what = if descriptor { " instead of a data descriptor" } else { "" };
        return faulty(
            Reason::HiddenBytes,
            entry,
            format!("Behind the entry, {}{what} belong to no entry.", counted(gap)),
        );
    }
    entry.data_offset = start + bytes as u64;
    let kept = (entry.name == PROVENANCE || is_node_source(&entry.name)).then(Vec::new);
    Step::Next(Stage::Body { at: entry.data_offset, content: Box::new(Content::new(entry)), kept })
}

fn read_descriptor(window: &Window, entry: &Entry, at: u64, bound: u64, crc: u32) -> Step {
    let bytes = (bound - at) as usize;
    if bytes > 0 {
        let Some(descriptor) = window.get(at, bytes) else {
            return Step::Wait(Stage::Descriptor { at, crc }, at);
        };
        if let Err(message) = local::compare_descriptor(descriptor, entry) {
            return faulty(Reason::HeaderMismatch, entry, message);
        }
    }
    Step::Found(Finding::Read { crc })
}
