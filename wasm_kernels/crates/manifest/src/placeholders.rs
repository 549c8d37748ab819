//! Fills `${NAME}`, `${NAME:-default}` and `${NAME:=default}` from values that the host hands in.
//!
//! A text that is nothing but one placeholder then has the type that YAML gives a plain word: 0.5 is a
//! number, true is true, null is nothing. With anything around it, or `!!str` before it, it stays text, as
//! does the empty text. `$${` stands for `${`. A default may hold placeholders; values are not looked into.

use std::collections::{BTreeMap, BTreeSet};

use crate::asked::{Asked, Host};
use crate::diagnostic::{Diagnostic, Severity};
use crate::path::{element, member};
use crate::problems::Problems;
use crate::spelling::did_you_mean;
use crate::text::plain_scalar;
use crate::tree::{Place, Tree, Value};

/// Where the params of nodes are: what has no value there counts as not written.
const PARAMS: [&str; 2] = ["params", "config"];
/// What people write for people: a placeholder without a value stays as it is there.
const FOR_PEOPLE: [&str; 5] = ["metadata", "description", "comment", "note", "$schema"];
/// Longer defaults, in bytes, are none.
const LONGEST: usize = 4096;
/// Defaults within defaults.
const DEEPEST: usize = 10;
/// What everything that is filled in may come to, in bytes.
const MOST_BYTES: usize = 8 << 20;

/// What happens to placeholders.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Filling {
    /// All of them are filled; one without a value is an error.
    #[default]
    All,
    /// All that have a value are filled; the others say nothing until it runs, which is no more than a warning.
    Known,
    /// Those in params and in what is for people stay, to be filled when it runs.
    Structure,
}

/// In which part of the manifest a text stands.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Part {
    Structure,
    Params,
    ForPeople,
}

impl Part {
    /// The part that the value of `key` belongs to.
    fn below(self, key: &str) -> Self {
        match self {
            Part::Structure if PARAMS.contains(&key) => Part::Params,
            Part::Structure if FOR_PEOPLE.contains(&key) => Part::ForPeople,
            part => part,
        }
    }
}

struct Filler<'a, 'p> {
    values: BTreeMap<String, String>,
    used: BTreeSet<String>,
    filling: Filling,
    problems: &'p mut Problems,
    room: usize,
    given: &'a BTreeMap<String, String>,
    host: Host,
    asked: Asked,
    /// Inside of a default that does not count: what it holds is only noted.
    is_noting: bool,
}

/// Where a text stands.
#[derive(Clone, Copy)]
struct At<'t> {
    path: &'t str,
    place: Place,
    part: Part,
}

/// Fills all placeholders of `tree`; says which there are.
pub(crate) fn fill(
    tree: &mut Tree,
    values: &BTreeMap<String, String>,
    filling: Filling,
    host: Host,
    problems: &mut Problems,
) -> Asked {
    let mut filler = Filler {
        values: values.clone(),
        used: BTreeSet::new(),
        filling,
        problems,
        room: MOST_BYTES,
        given: values,
        host,
        asked: Asked::default(),
        is_noting: false,
    };
    filler.tree(tree, "", Part::Structure);
    filler.warn_of_unused();
    filler.asked
}

impl Filler<'_, '_> {
    fn tree(&mut self, tree: &mut Tree, path: &str, part: Part) {
        match &mut tree.value {
            Value::Text(text) if text.contains("${") => {
                let at = At { path, place: tree.place, part };
                if let Some(value) = self.text(text, tree.is_verbatim, at) {
                    tree.value = value;
                }
            }
            Value::List(list) => {
                for (index, tree) in list.iter_mut().enumerate() {
                    self.tree(tree, &element(path, index), part);
                }
            }
            Value::Object(members) => {
                for inner in members {
                    let part = part.below(&inner.key);
                    if self.filling != Filling::Structure || part == Part::Structure {
                        let path = member(path, &inner.key);
                        self.tree(&mut inner.tree, &path, part);
                    }
                }
            }
            _ => {}
        }
    }

    /// The value of a text, if it differs.
    fn text(&mut self, text: &str, is_verbatim: bool, at: At<'_>) -> Option<Value> {
        let At { path, part, .. } = at;
        let whole = Written::parse(text).is_some_and(|found| found.length == text.len());
        let filled = self.filled(text, at, 0);
        if filled == text {
            return (whole && part == Part::Params).then_some(Value::Null);
        }
        let Some(room) = self.room.checked_sub(filled.len()) else {
            if self.room > 0 {
                self.room = 0;
                let message = "What the placeholders stand for is too much for a manifest.";
                self.problems.add(Diagnostic::error("manifest-too-large", message).at(path));
            }
            return None;
        };
        self.room = room;
        if !whole || is_verbatim || filled.is_empty() {
            return Some(Value::Text(filled));
        }
        plain_scalar(&filled).or_else(|| {
            let message = format!("The placeholder stands for {filled}, which is no finite number.");
            self.problems.add_unreadable(Diagnostic::error("bad-placeholder", message).at(path));
            None
        })
    }

    fn filled(&mut self, text: &str, here: At<'_>, depth: usize) -> String {
        let mut filled = String::with_capacity(text.len());
        let mut rest = text;
        while let Some(at) = rest.find("${") {
            if at > 0 && rest.as_bytes()[at - 1] == b'$' {
                filled.push_str(&rest[..at - 1]);
                filled.push_str("${");
                rest = &rest[at + 2..];
                continue;
            }
            filled.push_str(&rest[..at]);
            rest = &rest[at..];
            let Some(found) = Written::parse(rest) else {
                filled.push_str("${");
                rest = &rest[2..];
                continue;
            };
            match self.value(&found, here, depth) {
                Some(value) => filled.push_str(&value),
                None => filled.push_str(&rest[..found.length]),
            }
            rest = &rest[found.length..];
            if filled.len() > MOST_BYTES {
                break;
            }
        }
        filled + rest
    }

    fn value(&mut self, found: &Written<'_>, at: At<'_>, depth: usize) -> Option<String> {
        self.used.insert(found.name.into());
        let counts = at.part != Part::ForPeople && !self.is_noting;
        let is_needed = counts && found.default.is_none() && !self.has_own_default(found.name);
        self.asked.add(found.name, is_needed, at.path, at.place);
        // As in a shell: a default also stands for what is empty.
        let value = self.values.get(found.name).filter(|value| found.default.is_none() || !value.is_empty()).cloned();
        if let Some(default) = found.default.filter(|_| depth < DEEPEST) {
            // Beside a value too: whoever takes that back has to see what counts then.
            let before = self.is_noting;
            self.is_noting |= value.is_some();
            let default = self.filled(default, at, depth + 1);
            self.is_noting = before;
            self.asked.default_of(found.name, &default);
            if found.keeps && value.is_none() && !self.is_noting {
                self.values.insert(found.name.into(), default.clone());
            }
            return Some(value.unwrap_or(default));
        }
        if value.is_none() && counts {
            let name = found.name;
            let message = format!("The placeholder ${{{name}}} has no value and no default.");
            let way_out = match self.host {
                Host::Terminal => format!("Give it one with --set {name}=…, or a default"),
                Host::Page => format!("Fill in {name} above, or give it a default in the manifest"),
            };
            let help = format!("{way_out}: ${{{name}:-…}}; for the text itself write $${{{name}}}.");
            let mut problem = Diagnostic::error("missing-value", message).with_help(help).at(at.path);
            problem.placeholder = Some(name.into());
            if self.filling == Filling::Known {
                problem.severity = Severity::Warning;
                self.problems.add(problem);
            } else {
                self.problems.add_unreadable(problem);
            }
        }
        value
    }

    /// A default that was kept stands among the values, though nobody gave one.
    fn has_own_default(&self, name: &str) -> bool {
        self.values.contains_key(name) && !self.given.contains_key(name)
    }

    fn warn_of_unused(&mut self) {
        for name in self.given.keys().filter(|name| !self.used.contains(*name)) {
            let known = self.used.iter().map(String::as_str);
            let help = did_you_mean(name, known, "The manifest has no such placeholder; leave it out.");
            let message = format!("A value was given for {name}, and nothing takes it.");
            self.problems.add(Diagnostic::warning("unused-value", message).with_help(help));
        }
    }
}

/// A placeholder as it is written.
struct Written<'t> {
    name: &'t str,
    default: Option<&'t str>,
    /// Whether the default counts for what follows too.
    keeps: bool,
    /// In bytes, with its braces.
    length: usize,
}

impl<'t> Written<'t> {
    /// The placeholder that `text` begins with.
    fn parse(text: &'t str) -> Option<Self> {
        let inner = text.strip_prefix("${")?;
        let end = inner.find(|letter: char| !letter.is_ascii_alphanumeric() && letter != '_').unwrap_or(inner.len());
        let (name, rest) = inner.split_at(end);
        if name.is_empty() || name.starts_with(|first: char| first.is_ascii_digit()) {
            return None;
        }
        if rest.starts_with('}') {
            return Some(Self { name, default: None, keeps: false, length: 2 + end + 1 });
        }
        let keeps = rest.starts_with(":=");
        let default = rest.strip_prefix(":=").or_else(|| rest.strip_prefix(":-"))?;
        let close = closing(default)?;
        Some(Self { name, default: Some(&default[..close]), keeps, length: 2 + end + 2 + close + 1 })
    }
}

/// Where the brace is that closes a default; placeholders inside have braces of their own.
fn closing(text: &str) -> Option<usize> {
    let mut depth = 0_usize;
    let mut last = ' ';
    for (at, letter) in text.char_indices().take_while(|(at, _)| *at < LONGEST) {
        match letter {
            '{' if last == '$' => depth += 1,
            '}' if depth == 0 => return Some(at),
            '}' => depth -= 1,
            _ => {}
        }
        last = letter;
    }
    None
}
