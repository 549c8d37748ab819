//! [`Bundle`]: what a host drives.

use crate::checking::Checking;
use crate::delivery::{Delivered, Delivery};
use crate::diagnostic::Diagnostic;
use crate::judging::judge;
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
    entries: Vec<Entry>,
    report: Option<Report>,
    /// What to know of the bundle, found while it was opened.
    note: Option<Diagnostic>,
    /// Address and length of the last chunk, which lies in the window or in the delivery.
    chunk: Vec<u8>,
}

enum Stage {
    Opening(Opening),
    Checking(Checking),
    Ready,
    Delivering(Delivery),
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
            entries: Vec::new(),
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
                    self.entries = core::mem::take(&mut opening.entries);
                    let problems = core::mem::take(&mut opening.problems);
                    self.note = opening.note.take();
                    let checking = Checking::new(&self.entries, opening.directory_offset);
                    if problems.is_empty() {
                        self.stage = Stage::Checking(checking);
                    } else {
                        self.conclude(problems, checking);
                    }
                }
                Stage::Checking(checking) => {
                    if !checking.advance(&mut self.window, &mut self.entries) {
                        return Poll::Wants;
                    }
                    if let Stage::Checking(checking) = core::mem::replace(&mut self.stage, Stage::Ready) {
                        self.conclude(Vec::new(), checking);
                    }
                }
                Stage::Ready => return Poll::Ready,
                Stage::Failed(_) => return Poll::Failed,
                Stage::Delivering(delivery) => match delivery.advance(&mut self.window) {
                    Delivered::Wants => return Poll::Wants,
                    Delivered::Chunk([]) => {}
                    Delivered::Chunk(bytes) => {
                        self.chunk.clear();
                        self.chunk.extend_from_slice(bytes);
                        return Poll::Chunk;
                    }
                    Delivered::All => self.stage = Stage::Ready,
                    Delivered::Failed(problem) => {
                        self.window.forget();
                        self.stage = Stage::Failed(vec![problem]);
                    }
                },
            }
        }
    }

    fn conclude(&mut self, problems: Vec<Diagnostic>, checking: Checking) {
        let entries = core::mem::take(&mut self.entries);
        let (report, files) = judge(entries, problems, self.note.take(), checking);
        self.report = Some(report);
        self.entries = files;
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
        let Some(entry) = self.entries.get(index) else {
            let message = format!("There is no entry {index}; the bundle has {}.", self.entries.len());
            return self.fail(Diagnostic::of_file(Reason::NoSuchEntry, message));
        };
        self.stage = Stage::Delivering(Delivery::new(entry));
    }

    fn fail(&mut self, problem: Diagnostic) {
        self.stage = Stage::Failed(vec![problem]);
    }
}
