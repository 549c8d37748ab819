//! Values of a wanted type, or a problem that says what was wanted.

use super::Reader;
use super::object::{Found, Object};
use crate::diagnostic::Diagnostic;
use crate::spelling::{did_you_mean, number_in_quotes};

impl Reader<'_> {
    /// `true` or `false`; `false` where nothing is said.
    pub(super) fn flag(&mut self, object: &Object<'_>, keys: &[&'static str]) -> bool {
        let Some(found) = object.first(keys) else { return false };
        found.tree.bool().unwrap_or_else(|| {
            let help = match found.tree.text().map(str::to_ascii_lowercase).as_deref() {
                Some("true" | "yes" | "on" | "1") => "Write true, without quotes.",
                _ => "Write true or false, without quotes.",
            };
            self.wrong(&found, "bad-value", "true or false", help);
            false
        })
    }

    /// One of some words, or nothing where nothing is said or, after a problem, another word.
    pub(super) fn word<T: Copy>(
        &mut self,
        found: &Found<'_>,
        words: &[(&'static str, T)],
        problem: Diagnostic,
    ) -> Option<T> {
        let said = found.tree.text().unwrap_or_default();
        if let Some((_, meaning)) = words.iter().find(|(word, _)| *word == said) {
            return Some(*meaning);
        }
        let known: Vec<&str> = words.iter().map(|(word, _)| *word).collect();
        let help = did_you_mean(said, known.iter().copied(), &format!("Use one of {}.", known.join(", ")));
        self.problems.add(problem.with_help(help).at(found.path.as_str()));
        None
    }

    /// Records that something else was wanted.
    pub(super) fn wrong(&mut self, found: &Found<'_>, code: &str, wanted: &str, help: &str) {
        let message = format!("\"{}\" must be {wanted}, and is {}.", found.key, found.tree.shown());
        let text = found.tree.text().filter(|_| wanted.contains("number")).and_then(number_in_quotes);
        let unquoted = text.map(|number| format!("Write {number}, without quotes."));
        let help = unquoted.unwrap_or_else(|| help.into());
        self.problems.add(Diagnostic::error(code, message).with_help(help).at(found.path.as_str()));
    }
}
