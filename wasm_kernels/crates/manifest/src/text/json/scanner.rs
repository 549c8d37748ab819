//! Walks over a text and knows line and column without counting anything twice.

use crate::tree::Place;

pub(in crate::text) struct Scanner<'t> {
    pub text: &'t str,
    /// In bytes.
    pub at: usize,
    counted: usize,
    place: Place,
}

impl<'t> Scanner<'t> {
    pub(super) fn new(text: &'t str) -> Self {
        Self { text, at: 0, counted: 0, place: Place { line: 1, column: 1 } }
    }

    /// Line and column of where it stands. Never goes back.
    pub(super) fn place(&mut self) -> Place {
        for letter in self.text[self.counted..self.at].chars() {
            if letter == '\n' {
                self.place = Place { line: self.place.line + 1, column: 1 };
            } else {
                self.place.column += 1;
            }
        }
        self.counted = self.at;
        self.place
    }

    pub(super) fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    /// What is left.
    pub(super) fn rest(&self) -> &'t str {
        &self.text[self.at..]
    }

    /// Takes `byte` if it comes next.
    pub(super) fn take(&mut self, byte: u8) -> bool {
        let is_next = self.peek() == Some(byte);
        self.at += usize::from(is_next);
        is_next
    }

    /// Takes letters for as long as they are `wanted`.
    pub(super) fn take_while(&mut self, wanted: impl Fn(char) -> bool) -> &'t str {
        let rest = self.rest();
        let end = rest.find(|letter| !wanted(letter)).unwrap_or(rest.len());
        self.at += end;
        &rest[..end]
    }
}
