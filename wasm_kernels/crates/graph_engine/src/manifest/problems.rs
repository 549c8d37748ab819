//! Collects what is wrong with a manifest and finds the lines.

use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use super::place::locate;
use crate::diagnostic::Diagnostic;

/// More problems than this help nobody, and finding their lines would take long in a hostile file.
const MOST: usize = 100;

/// Longer words are cut, in characters: a hostile file may have names that are as long as itself.
const LONGEST: usize = 600;

/// Diagnostics of one manifest.
pub(super) struct Problems<'a> {
    text: &'a str,
    file: Option<String>,
    list: Vec<Diagnostic>,
    left_out: usize,
}

impl<'a> Problems<'a> {
    pub(super) fn new(file: Option<String>) -> Self {
        Self { text: "", file, list: Vec::new(), left_out: 0 }
    }

    /// The text that paths are looked up in.
    pub(super) fn set_text(&mut self, text: &'a str) {
        self.text = text;
    }

    /// The way out, or nothing where nobody would read it: finding it takes time.
    pub(super) fn advice(&self, find: impl FnOnce() -> String) -> String {
        if self.list.len() < MOST { find() } else { String::new() }
    }

    pub(super) fn add(&mut self, mut problem: Diagnostic) {
        clip(&mut problem.message);
        clip(&mut problem.help);
        problem.node.as_mut().map(clip);
        problem.node_type.as_mut().map(clip);
        if self.list.len() < MOST {
            self.list.push(problem);
        } else {
            self.left_out += 1;
            // An error must not get lost behind a hundred warnings.
            let warning = self.list.iter_mut().rev().find(|kept| !kept.is_error());
            if let (true, Some(warning)) = (problem.is_error(), warning) {
                *warning = problem;
            }
        }
    }

    /// All of them in the order of the file, with lines and columns.
    pub(super) fn into_diagnostics(mut self) -> Vec<Diagnostic> {
        if self.left_out > 0 {
            self.list.push(
                Diagnostic::warning("more-problems", format!("{} more problems are not listed.", self.left_out))
                    .with_help("Solve the first ones and open it again."),
            );
        }
        for problem in &mut self.list {
            problem.file.clone_from(&self.file);
            if let (None, Some(path)) = (problem.line, &problem.path)
                && let Some((line, column)) = locate(self.text, path)
            {
                (problem.line, problem.column) = (Some(line), Some(column));
            }
        }
        self.list.sort_by_key(|problem| (problem.line.unwrap_or(u32::MAX), problem.column));
        self.list
    }
}

fn clip(words: &mut String) {
    if let Some((end, _)) = words.char_indices().nth(LONGEST) {
        words.truncate(end);
        words.push('…');
    }
}
