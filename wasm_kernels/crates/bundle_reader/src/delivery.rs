//! Hands out one entry that was checked, and checks it again while it is read: the file may have
//! changed since.

use crate::content::Content;
use crate::diagnostic::Diagnostic;
use crate::reason::Reason;
use crate::window::Window;
use crate::zip::entry::Entry;

/// The delivery of one entry of a ZIP.
pub struct Delivery {
    name: String,
    sha256: Option<[u8; 32]>,
    at: u64,
    content: Option<Content>,
}

/// How far it has come.
pub enum Delivered {
    /// The window wants bytes.
    Wants,
    /// The next bytes of the file are in the chunk; there may be none.
    Chunk,
    /// That was all, and it was what it should be.
    All,
    /// It was not: what was handed out is worth nothing.
    Failed(Diagnostic),
}

impl Delivery {
    pub fn new(entry: &Entry) -> Self {
        Self {
            name: entry.name.clone(),
            sha256: entry.sha256,
            at: entry.data_offset,
            content: Some(Content::new(entry)),
        }
    }

    /// Goes on to the next chunk.
    pub fn advance(&mut self, window: &mut Window, chunk: &mut Vec<u8>) -> Delivered {
        if window.ended_at().is_some() {
            return Delivered::Failed(changed(&self.name));
        }
        if self.content.as_ref().is_some_and(Content::is_complete) {
            let sums = self.content.take().map(Content::finish).and_then(Result::ok);
            let is_same = sums.map(|sums| sums.sha256) == self.sha256;
            return if is_same { Delivered::All } else { Delivered::Failed(changed(&self.name)) };
        }
        let Some(content) = &mut self.content else {
            return Delivered::All;
        };
        if content.needs_input() && window.held(self.at).is_empty() {
            window.want(self.at);
            return Delivered::Wants;
        }
        match content.decode(window.held(self.at)) {
            Ok(piece) => {
                self.at += piece.consumed as u64;
                chunk.clear();
                chunk.extend_from_slice(piece.bytes);
                Delivered::Chunk
            }
            Err(_) => Delivered::Failed(changed(&self.name)),
        }
    }
}

pub fn changed(name: &str) -> Diagnostic {
    Diagnostic::of_entry(Reason::ChangedWhileReading, name, "The file is not what it was when the bundle was opened.")
}
