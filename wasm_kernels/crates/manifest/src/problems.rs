//! Collects what is wrong with a manifest.

use std::collections::BTreeSet;

use crate::diagnostic::{Diagnostic, Severity};
use crate::tree::{Place, Tree};

/// More problems than this help nobody, and finding their lines would take long in a hostile file.
const MOST: usize = 100;

/// Longer words are cut, in characters: a hostile file may have names that are as long as itself.
const LONGEST: usize = 600;

/// More places than this are no help with one problem.
const MOST_RELATED: usize = 20;

/// Warnings that `strict` makes errors: what stands there means nothing, or is not what was meant.
const SLIPS: [&str; 6] =
    ["unknown-key", "unknown-param", "bad-runtime-hint", "key-twice", "json-comment", "json-comma"];

/// Diagnostics of one manifest.
#[derive(Debug, Default)]
pub struct Problems {
    is_strict: bool,
    list: Vec<Diagnostic>,
    left_out: usize,
    /// Paths of values that could not be read: whatever else is said of them comes from that.
    unreadable: BTreeSet<String>,
}

impl Problems {
    /// `is_strict`: what means nothing is an error.
    #[must_use]
    pub fn new(is_strict: bool) -> Self {
        Self { is_strict, ..Self::default() }
    }

    /// The way out, or nothing where nobody would read it: finding it takes time.
    pub fn advice(&self, find: impl FnOnce() -> String) -> String {
        if self.list.len() < MOST { find() } else { String::new() }
    }

    /// Adds an error for which a value cannot be read: what would be said of that value afterwards is left out.
    pub(crate) fn add_unreadable(&mut self, problem: Diagnostic) {
        let path = problem.path.clone();
        self.keep(problem);
        self.unreadable.extend(path);
    }

    /// Whether a problem is about a value that could not be read: the value itself, something in it, or a
    /// param that holds it.
    fn follows(&self, problem: &Diagnostic) -> bool {
        let Some(path) = problem.path.as_deref().filter(|_| !self.unreadable.is_empty()) else { return false };
        let above = path.match_indices(['.', '[']).map(|(end, _)| &path[..end]);
        above.chain([path]).any(|place| self.unreadable.contains(place))
            || problem.code == "bad-param"
                && ['.', '['].into_iter().any(|mark| {
                    let inside = format!("{path}{mark}");
                    self.unreadable.range(inside.clone()..).next().is_some_and(|inner| inner.starts_with(&inside))
                })
    }

    /// Adds a problem whose path, if it has one, is that of the text.
    pub fn add(&mut self, problem: Diagnostic) {
        if !self.follows(&problem) {
            self.keep(problem);
        }
    }

    fn keep(&mut self, mut problem: Diagnostic) {
        clip(&mut problem.message);
        clip(&mut problem.help);
        problem.path.as_mut().map(clip_path);
        problem.related.truncate(MOST_RELATED);
        problem.related.iter_mut().for_each(|place| clip_path(&mut place.path));
        problem.node.as_mut().map(clip);
        problem.node_type.as_mut().map(clip);
        if self.is_strict && SLIPS.contains(&problem.code.as_str()) {
            problem.severity = Severity::Error;
        }
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

    pub(crate) fn add_at(&mut self, mut problem: Diagnostic, place: Place) {
        (problem.line, problem.column) = (Some(place.line), Some(place.column));
        self.add(problem);
    }

    /// Whether any of them stops what it is about.
    #[must_use]
    pub fn has_errors(&self) -> bool {
        self.list.iter().any(Diagnostic::is_error)
    }

    /// Whether one of them has one of these codes.
    #[must_use]
    pub fn any_of(&self, codes: &[&str]) -> bool {
        self.list.iter().any(|problem| codes.contains(&problem.code.as_str()))
    }

    /// All of them in the order of the file, with lines and columns where there is a tree.
    pub(crate) fn into_diagnostics(mut self, tree: Option<&Tree>, file: Option<&str>) -> Vec<Diagnostic> {
        if self.left_out > 0 {
            self.list.push(
                Diagnostic::warning("more-problems", format!("{} more problems are not listed.", self.left_out))
                    .with_help("Solve the first ones and open it again."),
            );
        }
        for problem in &mut self.list {
            problem.file = file.map(String::from);
            let Some(tree) = tree else { continue };
            if let (None, Some(path)) = (problem.line, &problem.path) {
                let place = tree.locate(path);
                (problem.line, problem.column) = (Some(place.line), Some(place.column));
            }
            for other in problem.related.iter_mut().filter(|other| other.line.is_none()) {
                let place = tree.locate(&other.path);
                (other.line, other.column) = (Some(place.line), Some(place.column));
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

/// A path loses its end: what is left leads as near as can be.
fn clip_path(path: &mut String) {
    if let Some((end, _)) = path.char_indices().nth(LONGEST) {
        path.truncate(end);
    }
}

#[cfg(test)]
mod tests {
    use super::Problems;
    use crate::diagnostic::Diagnostic;

    #[test]
    fn a_value_that_cannot_be_read_is_told_once() {
        let mut problems = Problems::new(false);
        problems.add_unreadable(Diagnostic::error("bad-placeholder", "first").at("nodes[0].params.bands[1]"));
        problems.add_unreadable(Diagnostic::error("missing-value", "two in one text").at("nodes[1].id"));
        problems.add_unreadable(Diagnostic::error("missing-value", "two in one text").at("nodes[1].id"));
        for (code, path) in [
            ("bad-param", "nodes[0].params.bands[1]"),
            ("bad-param", "nodes[0].params.bands"),
            ("bad-value", "nodes[0].params.bands[1].low"),
        ] {
            problems.add(Diagnostic::error(code, "what follows from it").at(path));
        }
        for (code, path) in [
            ("bad-param", "nodes[0].params.bands[10]"),
            ("bad-param", "nodes[0].params.band"),
            ("unfed-node", "nodes[0]"),
        ] {
            problems.add(Diagnostic::error(code, "another").at(path));
        }
        let told: Vec<_> = problems.list.iter().map(|problem| &*problem.message).collect();
        assert_eq!(told, ["first", "two in one text", "two in one text", "another", "another", "another"]);
    }
}
