//! JSON (RFC 8259) as a tree. What is not JSON but means only one thing is reported and read on, so
//! that one slip does not hide the next; comments and commas too many are no more than a warning.

mod scanner;
mod strings;
mod words;

use super::{DEEPEST, MOST_BYTES, MOST_VALUES, Stop, too_large};
use crate::diagnostic::Diagnostic;
use crate::problems::Problems;
use crate::tree::{Member, Place, Tree, Value};
use scanner::Scanner;

/// What people write into JSON everywhere or nowhere: it is told once.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Habit {
    Comment,
    Comma,
    SingleQuotes,
}

pub(super) struct Reader<'t, 'p> {
    pub scanner: Scanner<'t>,
    pub problems: &'p mut Problems,
    depth: usize,
    values: usize,
    told: Vec<Habit>,
    /// Inside of values that a run is given, which stand beside a wrapped manifest and are not kept.
    is_skipping: bool,
    /// In bytes.
    skipped: usize,
}

pub(super) fn parse(text: &str, problems: &mut Problems) -> Option<Tree> {
    let scanner = Scanner::new(text);
    let mut reader =
        Reader { scanner, problems, depth: 0, values: 0, told: Vec::new(), is_skipping: false, skipped: 0 };
    reader.document().ok()
}

impl Reader<'_, '_> {
    fn document(&mut self) -> Result<Tree, Stop> {
        self.space()?;
        if self.scanner.peek().is_none() {
            let place = self.scanner.place();
            return Err(self.stop(place, "The manifest is empty.", "Write {\"version\": \"v1\", \"nodes\": [ … ]}."));
        }
        if !self.scanner.peek().is_some_and(|first| b"{[\"'".contains(&first)) {
            let place = self.scanner.place();
            let help = "A manifest in YAML needs a name that ends with .yaml.";
            return Err(self.stop(place, "It does not begin with a brace.", help));
        }
        let tree = self.value()?;
        self.space()?;
        if self.scanner.peek().is_some() {
            let place = self.scanner.place();
            self.fault(
                place,
                "Something follows after the manifest's last bracket.",
                "Remove it, or the bracket before it.",
            );
        }
        let bytes = self.scanner.text.len() - self.skipped;
        if bytes > MOST_BYTES {
            self.problems.add(too_large(bytes));
            return Err(Stop);
        }
        Ok(tree)
    }

    fn value(&mut self) -> Result<Tree, Stop> {
        self.space()?;
        let place = self.scanner.place();
        self.values += usize::from(!self.is_skipping);
        if self.values > MOST_VALUES {
            let message = format!("The manifest has more than {MOST_VALUES} values.");
            return Err(self.stop(place, message, "Keep data out of it: put files beside it and name them in params."));
        }
        let value = match self.scanner.peek() {
            Some(open @ (b'{' | b'[')) => {
                self.depth += 1;
                if self.depth > DEEPEST {
                    let message = format!("Lists and objects are nested more than {DEEPEST} deep.");
                    if self.is_skipping {
                        let message =
                            format!("The input data has lists and objects more than {DEEPEST} deep in each other.");
                        return Err(self.stop(
                            place,
                            message,
                            "Flatten the input data; the manifest beside it is not meant.",
                        ));
                    }
                    return Err(self.stop(place, message, "Flatten it; no manifest needs that."));
                }
                let value = if open == b'{' { self.object(place)? } else { self.list(place)? };
                self.depth -= 1;
                value
            }
            Some(quote @ (b'"' | b'\'')) => Value::Text(self.string(quote)?),
            Some(_) => self.word(place)?,
            None => return Err(self.stop(place, "The text ends where a value should be.", ENDS)),
        };
        Ok(Tree { place, value, is_verbatim: false })
    }

    fn list(&mut self, begin: Place) -> Result<Value, Stop> {
        self.scanner.take(b'[');
        let mut list = Vec::new();
        let mut is_first = true;
        let mut comma = None;
        loop {
            self.space()?;
            if self.scanner.peek() == Some(b']') {
                self.comma_too_many(comma);
                self.scanner.take(b']');
                return Ok(Value::List(list));
            }
            self.between(!is_first, comma.is_some(), begin, b']')?;
            let element = self.value()?;
            is_first = false;
            if !self.is_skipping {
                list.push(element);
            }
            comma = self.comma()?;
        }
    }

    fn object(&mut self, begin: Place) -> Result<Value, Stop> {
        self.scanner.take(b'{');
        let mut members = Vec::new();
        let mut is_first = true;
        let mut comma = None;
        loop {
            self.space()?;
            if self.scanner.peek() == Some(b'}') {
                self.comma_too_many(comma);
                self.scanner.take(b'}');
                return Ok(Value::Object(members));
            }
            self.between(!is_first, comma.is_some(), begin, b'}')?;
            let member = self.member()?;
            is_first = false;
            if !self.is_skipping {
                members.push(member);
            }
            comma = self.comma()?;
        }
    }

    fn member(&mut self) -> Result<Member, Stop> {
        let key_place = self.scanner.place();
        let key = match self.scanner.peek() {
            Some(quote @ (b'"' | b'\'')) => self.string(quote)?,
            _ => self.bare_key(key_place)?,
        };
        self.space()?;
        if !self.scanner.take(b':') {
            let place = self.scanner.place();
            if self.scanner.peek().is_none() {
                return Err(self.stop(place, format!("The text ends after the key \"{key}\"."), ENDS));
            }
            let message = format!("A colon is missing after the key \"{key}\".");
            self.fault(place, message, "Write \"key\": value.");
            self.scanner.take(b'=');
        }
        self.space()?;
        // Values for a run may be far larger than what describes it.
        let is_object = self.scanner.peek() == Some(b'{');
        let skips = self.depth == 1 && (key == "input_data" || key == "inputs" && is_object);
        let begin = self.scanner.at;
        self.is_skipping |= skips;
        let tree = self.value()?;
        if skips {
            self.is_skipping = false;
            self.skipped += self.scanner.at - begin;
        }
        Ok(Member { key, key_place, tree })
    }

    /// What must be before the next element: a comma unless it is the first, and no wrong bracket.
    fn between(&mut self, is_after_another: bool, has_comma: bool, begin: Place, close: u8) -> Result<(), Stop> {
        let place = self.scanner.place();
        let what = if close == b']' { "list" } else { "object" };
        match self.scanner.peek() {
            None => {
                let message = format!(
                    "The text ends inside the {what} that begins in line {}, column {}.",
                    begin.line, begin.column
                );
                Err(self.stop(place, message, ENDS))
            }
            Some(other @ (b'}' | b']')) => {
                let message = format!(
                    "The {what} that begins in line {}, column {} is closed by \"{}\".",
                    begin.line, begin.column, other as char
                );
                Err(self.stop(place, message, format!("Close it with \"{}\".", close as char)))
            }
            Some(b',') => {
                Err(self.stop(place, "A value is missing before this comma.", "Write it, or remove the comma."))
            }
            Some(_) if is_after_another && !has_comma => {
                self.fault(place, "A comma is missing before this.", "Put a comma between two values.");
                Ok(())
            }
            Some(_) => Ok(()),
        }
    }

    /// Whether a habit is met for the first time.
    pub(super) fn is_first(&mut self, habit: Habit) -> bool {
        let is_first = !self.told.contains(&habit);
        if is_first {
            self.told.push(habit);
        }
        is_first
    }

    /// The place of the comma, if there is one.
    fn comma(&mut self) -> Result<Option<Place>, Stop> {
        self.space()?;
        let place = self.scanner.place();
        Ok(self.scanner.take(b',').then_some(place))
    }

    fn comma_too_many(&mut self, comma: Option<Place>) {
        let Some(place) = comma else { return };
        if self.is_first(Habit::Comma) {
            let problem =
                Diagnostic::warning("json-comma", "A comma stands before a closing bracket, which JSON does not have.");
            self.problems.add_at(problem.with_help("Remove the comma: other programs refuse it."), place);
        }
    }

    /// Skips white space and, with a warning, comments.
    pub(super) fn space(&mut self) -> Result<(), Stop> {
        loop {
            self.scanner.take_while(|letter| matches!(letter, ' ' | '\t' | '\n' | '\r' | '\u{feff}'));
            let rest = self.scanner.rest();
            if !rest.starts_with("//") && !rest.starts_with("/*") && !rest.starts_with('#') {
                return Ok(());
            }
            let place = self.scanner.place();
            if self.is_first(Habit::Comment) {
                let problem = Diagnostic::warning("json-comment", "JSON has no comments.");
                let help = "Put it into a key \"comment\", or write the manifest as YAML: other programs refuse it.";
                self.problems.add_at(problem.with_help(help), place);
            }
            let end = if rest.starts_with("/*") {
                rest.find("*/").map(|end| end + 2)
            } else {
                rest.find('\n').or(Some(rest.len()))
            };
            let Some(end) = end else {
                return Err(self.stop(place, "The comment that begins here is not closed.", "Close it with */."));
            };
            self.scanner.at += end;
        }
    }

    /// Records that this is no JSON; reading goes on.
    pub(super) fn fault(&mut self, place: Place, message: impl Into<String>, help: impl Into<String>) {
        let message = format!("This is not valid JSON: {}", in_a_sentence(&message.into()));
        self.problems.add_at(Diagnostic::error("bad-json", message).with_help(help), place);
    }

    /// Records that this is no JSON, and that nobody can say what follows.
    pub(super) fn stop(&mut self, place: Place, message: impl Into<String>, help: impl Into<String>) -> Stop {
        self.fault(place, message, help);
        Stop
    }
}

pub(super) const ENDS: &str = "A closing bracket or quote is missing, or the file was cut off.";

fn in_a_sentence(message: &str) -> String {
    let mut letters = message.chars();
    letters.next().map_or_else(String::new, |first| first.to_lowercase().chain(letters).collect())
}
