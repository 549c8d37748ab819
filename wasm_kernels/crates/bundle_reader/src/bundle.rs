//! [`Bundle`]: what a host drives.

use crate::checking::Checking;
use crate::delivery::{Delivered, Delivery};
use crate::diagnostic::Diagnostic;
use crate::judging::judge;
use crate::oci::{self, OciDelivery, OciFile, Reading};
use crate::opening::Opening;
use crate::reason::Reason;
use crate::report::{Report, Verdict};
use crate::window::Window;
use crate::zip::entry::Entry;

/// A bundle in a file that the host reads.
///
/// Call [`poll`](Self::poll) until it is ready; whenever it wants bytes, read what
/// [`wanted`](Self::wanted) says into [`buffer`](Self::buffer) and call [`supply`](Self::supply).
/// Opening always ends in ready: what is wrong with the file is in its [`report`](Self::report).
/// Then [`extract`](Self::extract) an entry and poll on: chunks, and ready after the last of them.
pub struct Bundle {
    window: Window,
    stage: Stage,
    files: Files,
    report: Option<Report>,
    /// What to know of the bundle, found while it was opened.
    note: Option<Diagnostic>,
    /// The last piece of an entry.
    chunk: Vec<u8>,
}

/// What can be handed out, and what is needed to do so.
enum Files {
    Zip(Vec<Entry>, Option<Box<Delivery>>),
    Oci(Vec<OciFile>, Box<OciDelivery>),
}

impl Files {
    /// Starts the delivery of one file; the error is how many there are.
    fn begin(&mut self, index: usize) -> Result<(), usize> {
        match self {
            Self::Zip(entries, delivery) => {
                *delivery = Some(Box::new(Delivery::new(entries.get(index).ok_or(entries.len())?)));
            }
            Self::Oci(files, delivery) => delivery.begin(files.get(index).ok_or(files.len())?),
        }
        Ok(())
    }

    fn advance(&mut self, window: &mut Window, chunk: &mut Vec<u8>) -> Delivered {
        match self {
            Self::Zip(_, Some(delivery)) => delivery.advance(window, chunk),
            Self::Zip(_, None) => Delivered::All,
            Self::Oci(_, delivery) => delivery.advance(window, chunk),
        }
    }
}

enum Stage {
    Opening(Opening),
    Checking { entries: Vec<Entry>, checking: Checking },
    Reading(Box<Reading>),
    Ready,
    Delivering,
    Failed(Vec<Diagnostic>),
}

/// Answer of [`Bundle::poll`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Poll {
    /// Bytes of the file: see [`Bundle::wanted`].
    Wants,
    /// The next piece of an entry is in [`Bundle::chunk`].
    Chunk,
    /// The report is there, or the entry was delivered to its end.
    Ready,
    /// The entry could not be delivered: see [`Bundle::failure`]. Another one may still be.
    Failed,
}

impl Bundle {
    /// `size`: of the file, in bytes.
    #[must_use]
    pub fn new(size: u64) -> Self {
        Self {
            window: Window::new(size),
            stage: Stage::Opening(Opening::new()),
            files: Files::Zip(Vec::new(), None),
            report: None,
            note: None,
            chunk: Vec::new(),
        }
    }

    /// Goes on as far as the bytes at hand reach.
    pub fn poll(&mut self) -> Poll {
        loop {
            match &mut self.stage {
                Stage::Opening(opening) => {
                    if !opening.advance(&mut self.window) {
                        return Poll::Wants;
                    }
                    if opening.is_oci && opening.problems.is_empty() {
                        self.stage = Stage::Reading(Box::new(Reading::new()));
                        continue;
                    }
                    let entries = core::mem::take(&mut opening.entries);
                    let problems = core::mem::take(&mut opening.problems);
                    self.note = opening.note.take();
                    let checking = Checking::new(&entries, opening.directory_offset);
                    if problems.is_empty() {
                        self.stage = Stage::Checking { entries, checking };
                    } else {
                        self.conclude(entries, problems, checking);
                    }
                }
                Stage::Checking { entries, checking } => {
                    if !checking.advance(&mut self.window, entries) {
                        return Poll::Wants;
                    }
                    if let Stage::Checking { entries, checking } = core::mem::replace(&mut self.stage, Stage::Ready) {
                        self.conclude(entries, Vec::new(), checking);
                    }
                }
                Stage::Reading(reading) => {
                    if !reading.advance(&mut self.window) {
                        return Poll::Wants;
                    }
                    if let Stage::Reading(reading) = core::mem::replace(&mut self.stage, Stage::Ready) {
                        let (report, files) = oci::judge(*reading);
                        self.report = Some(report);
                        self.files = Files::Oci(files, Box::new(OciDelivery::new()));
                    }
                }
                Stage::Ready => return Poll::Ready,
                Stage::Failed(_) => return Poll::Failed,
                Stage::Delivering => match self.files.advance(&mut self.window, &mut self.chunk) {
                    Delivered::Wants => return Poll::Wants,
                    Delivered::Chunk if self.chunk.is_empty() => {}
                    Delivered::Chunk => return Poll::Chunk,
                    Delivered::All => self.stage = Stage::Ready,
                    Delivered::Failed(problem) => {
                        self.window.forget();
                        self.stage = Stage::Failed(vec![problem]);
                    }
                },
            }
        }
    }

    fn conclude(&mut self, entries: Vec<Entry>, problems: Vec<Diagnostic>, checking: Checking) {
        let (report, files) = judge(entries, problems, self.note.take(), checking);
        self.report = Some(report);
        self.files = Files::Zip(files, None);
        self.stage = Stage::Ready;
    }

    /// After [`Poll::Wants`]: offset in the file and number of bytes, at most
    /// [`limits::WINDOW_BYTES`](crate::limits::WINDOW_BYTES).
    #[must_use]
    pub fn wanted(&self) -> (u64, usize) {
        self.window.wanted()
    }

    /// Room for the wanted bytes.
    pub fn buffer(&mut self, bytes: usize) -> &mut [u8] {
        self.window.buffer(bytes)
    }

    /// So many bytes of the buffer were filled. Fewer than wanted mean that the file ends there.
    pub fn supply(&mut self, bytes: usize) {
        self.window.supply(bytes);
    }

    /// After [`Poll::Chunk`]: a piece of the entry, until the next `poll`.
    #[must_use]
    pub fn chunk(&self) -> &[u8] {
        &self.chunk
    }

    /// Once the bundle is open.
    #[must_use]
    pub fn report(&self) -> Option<&Report> {
        self.report.as_ref()
    }

    /// After [`Poll::Failed`].
    #[must_use]
    pub fn failure(&self) -> &[Diagnostic] {
        match &self.stage {
            Stage::Failed(problems) => problems,
            _ => &[],
        }
    }

    /// Starts the delivery of one entry of the report. Nothing of a broken bundle is delivered.
    pub fn extract(&mut self, index: usize) {
        let Some(report) = &self.report else {
            return self
                .fail(Diagnostic::of_file(Reason::NoSuchEntry, "An entry was asked for before the bundle was open."));
        };
        if report.verdict == Verdict::Broken {
            return self.fail(Diagnostic::of_file(
                Reason::BrokenBundle,
                "The bundle is broken, so none of its files is handed out.",
            ));
        }
        match self.files.begin(index) {
            Ok(()) => self.stage = Stage::Delivering,
            Err(count) => {
                let message = format!("There is no entry {index}; the bundle has {count}.");
                self.fail(Diagnostic::of_file(Reason::NoSuchEntry, message));
            }
        }
    }

    fn fail(&mut self, problem: Diagnostic) {
        self.stage = Stage::Failed(vec![problem]);
    }
}
