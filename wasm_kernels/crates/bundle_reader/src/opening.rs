//! From a file of unknown content to a table of contents that can be trusted to be one.

use crate::diagnostic::{Diagnostic, counted};
use crate::limits::{self, most_unpacked};
use crate::names;
use crate::oci;
use crate::provenance::PROVENANCE;
use crate::reason::Reason;
use crate::report::is_manifest;
use crate::top_folder;
use crate::window::Window;
use crate::zip::central;
use crate::zip::end_record::{self, EndRecord, Found, TAIL_BYTES, WIDE_BYTES};
use crate::zip::entry::Entry;
use crate::zip::file_order;

/// Reads the end record and the table of contents.
pub struct Opening {
    stage: Stage,
    /// The first bytes of the file, for telling what a file is that is no bundle.
    head: Vec<u8>,
    /// It is no ZIP but the other container.
    pub is_oci: bool,
    pub entries: Vec<Entry>,
    /// Where the table of contents starts, and so the last entry ends.
    pub directory_offset: u64,
    pub problems: Vec<Diagnostic>,
    /// What to know of a bundle that has no problems.
    pub note: Option<Diagnostic>,
}

enum Stage {
    Head,
    Tail,
    WideEnd { offset: u64, locator: u64, narrow: EndRecord },
    Directory { at: u64, end: u64, left: u64 },
    Done,
}

impl Opening {
    pub fn new() -> Self {
        Self {
            stage: Stage::Head,
            head: Vec::new(),
            is_oci: false,
            entries: Vec::new(),
            directory_offset: 0,
            problems: Vec::new(),
            note: None,
        }
    }

    /// Goes on as far as the window reaches. True once the table of contents is read, or cannot be;
    /// false when the window wants bytes.
    pub fn advance(&mut self, window: &mut Window) -> bool {
        loop {
            if let Some(end) = window.ended_at() {
                self.stop(Diagnostic::of_file(
                    Reason::TruncatedFile,
                    format!("The file was said to have {} bytes and ends after {end}.", window.size()),
                ));
            }
            let step = match &self.stage {
                Stage::Head => self.read_head(window),
                Stage::Tail => self.read_tail(window),
                Stage::WideEnd { offset, locator, narrow } => {
                    let (offset, locator, narrow) = (*offset, *locator, *narrow);
                    self.read_wide_end(window, offset, locator, &narrow)
                }
                Stage::Directory { at, end, left } => {
                    let (at, end, left) = (*at, *end, *left);
                    self.read_directory(window, at, end, left)
                }
                Stage::Done => return true,
            };
            match step {
                Ok(Some(stage)) => self.stage = stage,
                Ok(None) => return false,
                Err(problem) => self.stop(problem),
            }
        }
    }

    fn stop(&mut self, problem: Diagnostic) {
        self.problems.push(problem);
        self.stage = Stage::Done;
    }

    fn read_head(&mut self, window: &mut Window) -> Step {
        if window.size() == 0 {
            return Err(Diagnostic::of_file(Reason::EmptyFile, "The file is empty."));
        }
        let Some(head) = window.get(0, window.size().min(4) as usize) else {
            return later(window, 0);
        };
        self.head = head.to_vec();
        self.is_oci = oci::Reading::recognises(head);
        Ok(Some(if self.is_oci { Stage::Done } else { Stage::Tail }))
    }

    fn read_tail(&mut self, window: &mut Window) -> Step {
        let start = window.size().saturating_sub(TAIL_BYTES);
        let Some(tail) = window.get(start, (window.size() - start) as usize) else {
            return later(window, start);
        };
        match end_record::find(tail, start, &self.head)? {
            Found::Here(end) => Ok(Some(self.start_directory(&end))),
            Found::Wide { offset, locator, narrow } => Ok(Some(Stage::WideEnd { offset, locator, narrow })),
        }
    }

    fn read_wide_end(&mut self, window: &mut Window, offset: u64, locator: u64, narrow: &EndRecord) -> Step {
        if offset.saturating_add(WIDE_BYTES as u64) > locator {
            return Err(Diagnostic::of_file(
                Reason::BadEndRecord,
                format!("The ZIP's 64-bit end record should be at byte {offset}, which is behind its own end."),
            ));
        }
        let Some(record) = window.get(offset, WIDE_BYTES) else {
            return later(window, offset);
        };
        let end = end_record::read_wide(record, offset, locator, narrow)?;
        Ok(Some(self.start_directory(&end)))
    }

    fn start_directory(&mut self, end: &EndRecord) -> Stage {
        self.directory_offset = end.directory_offset;
        Stage::Directory { at: end.directory_offset, end: end.directory_end, left: end.entries }
    }

    fn read_directory(&mut self, window: &mut Window, at: u64, end: u64, left: u64) -> Step {
        if left == 0 {
            if at != end {
                return Err(directory(format!(
                    "The table of contents has {} after its last entry.",
                    counted(end - at)
                )));
            }
            self.check_together(window.size());
            return Ok(Some(Stage::Done));
        }
        let cut = || directory(format!("The table of contents ends {left} entries too early."));
        if at + central::FIXED_BYTES as u64 > end {
            return Err(cut());
        }
        let Some(fixed) = window.get(at, central::FIXED_BYTES) else {
            return later(window, at);
        };
        let Some(bytes) = central::header_bytes(fixed) else {
            return Err(directory(format!(
                "There is no entry at byte {at}, where the table of contents should have one."
            )));
        };
        if at + bytes as u64 > end {
            return Err(cut());
        }
        let Some(header) = window.get(at, bytes) else {
            return later(window, at);
        };
        if let Some(entry) = central::read(header, &mut self.problems) {
            self.entries.push(entry);
        }
        Ok(Some(Stage::Directory { at: at + bytes as u64, end, left: left - 1 }))
    }

    /// What can be wrong with the entries taken together.
    fn check_together(&mut self, size: u64) {
        let names = self.entries.iter().map(|entry| entry.name.as_str());
        names::check_collisions(names, &mut self.problems);
        self.note = top_folder::descend(&mut self.entries);
        let total = self.entries.iter().fold(0u64, |sum, entry| sum.saturating_add(entry.bytes));
        if total > limits::TOTAL_BYTES {
            let message = format!("The bundle unpacks to {total} bytes; {} are allowed.", limits::TOTAL_BYTES);
            self.problems.push(Diagnostic::of_file(Reason::TooLarge, message));
        }
        for entry in &self.entries {
            let most = held_whole(&entry.name);
            if most.is_some_and(|most| entry.bytes > most) {
                let message = format!("The file has {} bytes; {} are allowed for it.", entry.bytes, most.unwrap_or(0));
                self.problems.push(Diagnostic::of_entry(Reason::TooLarge, &entry.name, message));
            }
        }
        self.check_places();
        if self.problems.is_empty() && total > most_unpacked(size) {
            // Each within its bounds, and together a bomb.
            let message = format!("{size} bytes would unpack to {total}: more than {} times.", limits::RATIO);
            self.problems.push(Diagnostic::of_file(Reason::SuspiciousRatio, message));
        }
    }

    /// Every entry starts where the one before could end, and the first at the start of the file.
    fn check_places(&mut self) {
        let order = file_order(&self.entries);
        let first = order.first().map_or(self.directory_offset, |&i| self.entries[i].header_offset);
        if first != 0 && self.problems.is_empty() {
            let first = first.min(self.directory_offset);
            let message = format!("The file starts with {} that belong to no entry.", counted(first));
            self.problems.push(Diagnostic::of_file(Reason::HiddenBytes, message));
        }
        for pair in order.windows(2) {
            let (before, after) = (&self.entries[pair[0]], &self.entries[pair[1]]);
            let least = (crate::zip::local::FIXED_BYTES as u64).saturating_add(before.stored_bytes);
            if before.header_offset.saturating_add(least) > after.header_offset {
                self.problems.push(overlap(&before.name, &after.name));
            }
        }
        if let Some(&last) = order.last() {
            let last = &self.entries[last];
            if last.header_offset.saturating_add(last.stored_bytes) > self.directory_offset {
                self.problems.push(overlap(&last.name, "the table of contents"));
            }
        }
    }
}

type Step = Result<Option<Stage>, Diagnostic>;

/// The step waits until the window has moved there.
#[allow(clippy::unnecessary_wraps)] // every step ends in this type
fn later(window: &mut Window, offset: u64) -> Step {
    window.want(offset);
    Ok(None)
}

fn directory(message: String) -> Diagnostic {
    Diagnostic::of_file(Reason::BadDirectory, message)
}

/// `name` claims bytes of `other`.
pub fn overlap(name: &str, other: &str) -> Diagnostic {
    let other = crate::diagnostic::shown(other);
    Diagnostic::of_entry(Reason::OverlappingEntries, name, format!("The entry runs into `{other}`."))
}

/// Most bytes of a file that somebody has to hold whole.
fn held_whole(name: &str) -> Option<u64> {
    if is_manifest(name) || name == PROVENANCE {
        Some(limits::METADATA_BYTES)
    } else if is_node_source(name) {
        Some(limits::PYTHON_BYTES)
    } else {
        None
    }
}

/// `nodes/**/*.py`: the files whose classes are node types, as `py_nodes` imports them.
pub fn is_node_source(name: &str) -> bool {
    name.starts_with("nodes/") && name.strip_suffix(".py").is_some()
}
