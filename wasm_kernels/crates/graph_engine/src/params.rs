//! Typed reading of a node's `params`, with problems collected and unknown keys noticed.

use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;
use core::ops::RangeInclusive;

use serde_json::{Map, Number, Value};

use crate::diagnostic::Diagnostic;
use crate::document::number_words;
use manifest::spelling::{did_you_mean, number_in_quotes};

/// The `params` of one node, read key by key by its constructor.
///
/// Every getter takes the key, older spellings of it, and what counts when it is absent; it records
/// a problem (with the path `nodes[i].params.key`) and returns the default where the value is of the
/// wrong type or out of range. `null` counts as absent, and every key is also found in camelCase.
/// Keys that nobody asked for become warnings with "did you mean".
///
/// A constructor reads everything first and then says `params.check()?`, so that all problems of a
/// node are reported at once.
pub struct Params<'a> {
    values: &'a Map<String, Value>,
    path: &'a str,
    problems: Vec<Diagnostic>,
    asked: Vec<Asked>,
    /// Older spellings that were found, and what is written now.
    renamed: Vec<(String, &'static str)>,
    used: Vec<&'a str>,
    /// Keys whose value a placeholder without a default gives, and its name.
    given: Vec<(&'a str, String)>,
}

/// A param as its constructor asks for it.
#[derive(Clone, Debug)]
pub struct Asked {
    /// As it should be written.
    pub key: &'static str,
    /// Older spellings; each is also read in camelCase, as the key is.
    pub aliases: Vec<&'static str>,
    /// What it takes.
    pub kind: Kind,
    /// What counts when it is absent, where that is one value.
    pub default: Option<Value>,
}

/// What a param takes.
#[derive(Clone, Debug)]
pub enum Kind {
    /// A number within bounds, which may be infinite.
    Number(RangeInclusive<f64>),
    /// A whole number within bounds.
    Whole(RangeInclusive<u32>),
    /// `true` or `false`.
    Flag,
    /// A text.
    Text,
    /// One of these words; case does not count.
    Word(Vec<&'static str>),
    /// Anything that the constructor itself looks at.
    Json,
}

const ANY_NUMBER: Kind = Kind::Number(f64::NEG_INFINITY..=f64::INFINITY);

/// The key as it was written, and its value.
type Found<'a> = (&'a str, &'a Value);

impl<'a> Params<'a> {
    /// `path` is the place of `values` in the manifest, such as `nodes[2].params`.
    #[must_use]
    pub fn new(values: &'a Map<String, Value>, path: &'a str) -> Self {
        Self {
            values,
            path,
            problems: Vec::new(),
            asked: Vec::new(),
            renamed: Vec::new(),
            used: Vec::new(),
            given: Vec::new(),
        }
    }

    /// The same, with the keys that cannot be left out since a placeholder without a default stands in
    /// their value, and the placeholder's name.
    #[must_use]
    pub fn with_given(self, given: Vec<(&'a str, String)>) -> Self {
        Self { given, ..self }
    }

    /// A finite number in `range`, or `default`.
    pub fn f64(
        &mut self,
        key: &'static str,
        aliases: &[&'static str],
        default: f64,
        range: RangeInclusive<f64>,
    ) -> f64 {
        self.asks(key, aliases, Kind::Number(range.clone()), Some(default.into()));
        self.read_f64(key, aliases, &range).unwrap_or(default)
    }

    /// A finite number in `range`, or nothing.
    pub fn optional_f64(
        &mut self,
        key: &'static str,
        aliases: &[&'static str],
        range: RangeInclusive<f64>,
    ) -> Option<f64> {
        self.asks(key, aliases, Kind::Number(range.clone()), None);
        self.read_f64(key, aliases, &range)
    }

    fn read_f64(&mut self, key: &'static str, aliases: &[&'static str], range: &RangeInclusive<f64>) -> Option<f64> {
        let (written, value) = self.find(key, aliases)?;
        match value.as_f64().filter(|number| number.is_finite()) {
            Some(number) => self.in_range(written, number, range),
            None => self.wrong_type(written, value, "a number"),
        }
    }

    /// A number as it was written, so that integers stay integers, or `default` as it would be written.
    pub fn number(&mut self, key: &'static str, aliases: &[&'static str], default: &'static str) -> &'a str {
        self.asks(key, aliases, ANY_NUMBER, serde_json::from_str(default).ok());
        self.read_number(key, aliases).map_or(default, Number::as_str)
    }

    /// A number as it was written, or nothing.
    pub fn optional_number(&mut self, key: &'static str, aliases: &[&'static str]) -> Option<&'a Number> {
        self.asks(key, aliases, ANY_NUMBER, None);
        self.read_number(key, aliases)
    }

    fn read_number(&mut self, key: &'static str, aliases: &[&'static str]) -> Option<&'a Number> {
        let (written, value) = self.find(key, aliases)?;
        value.as_number().or_else(|| self.wrong_type(written, value, "a number"))
    }

    /// A whole number in `range`, or `default`.
    pub fn u32(
        &mut self,
        key: &'static str,
        aliases: &[&'static str],
        default: u32,
        range: RangeInclusive<u32>,
    ) -> u32 {
        self.asks(key, aliases, Kind::Whole(range.clone()), Some(default.into()));
        self.read_u32(key, aliases, &range).unwrap_or(default)
    }

    /// A whole number in `range`, or nothing.
    pub fn optional_u32(
        &mut self,
        key: &'static str,
        aliases: &[&'static str],
        range: RangeInclusive<u32>,
    ) -> Option<u32> {
        self.asks(key, aliases, Kind::Whole(range.clone()), None);
        self.read_u32(key, aliases, &range)
    }

    fn read_u32(&mut self, key: &'static str, aliases: &[&'static str], range: &RangeInclusive<u32>) -> Option<u32> {
        let (written, value) = self.find(key, aliases)?;
        let range = f64::from(*range.start())..=f64::from(*range.end());
        // 512.0 is what some writers make of 512.
        match value.as_f64().filter(|number| number.fract() == 0.0) {
            Some(number) => self.in_range(written, number, &range).map(|number| number as u32),
            None => self.wrong_type(written, value, "a whole number"),
        }
    }

    /// As [`Params::u32`], for lengths and counts.
    pub fn usize(
        &mut self,
        key: &'static str,
        aliases: &[&'static str],
        default: usize,
        range: RangeInclusive<u32>,
    ) -> usize {
        self.asks(key, aliases, Kind::Whole(range.clone()), Some(default.into()));
        self.read_u32(key, aliases, &range).map_or(default, |number| number as usize)
    }

    /// `true` or `false`, or `default`.
    pub fn bool(&mut self, key: &'static str, aliases: &[&'static str], default: bool) -> bool {
        self.asks(key, aliases, Kind::Flag, Some(default.into()));
        let Some((written, value)) = self.find(key, aliases) else {
            return default;
        };
        value.as_bool().or_else(|| self.wrong_type(written, value, "true or false")).unwrap_or(default)
    }

    /// A string, or `default`.
    pub fn string(&mut self, key: &'static str, aliases: &[&'static str], default: &str) -> String {
        self.asks(key, aliases, Kind::Text, Some(default.into()));
        self.read_string(key, aliases).unwrap_or_else(|| default.into())
    }

    /// A string, or nothing.
    pub fn optional_string(&mut self, key: &'static str, aliases: &[&'static str]) -> Option<String> {
        self.asks(key, aliases, Kind::Text, None);
        self.read_string(key, aliases)
    }

    fn read_string(&mut self, key: &'static str, aliases: &[&'static str]) -> Option<String> {
        let (written, value) = self.find(key, aliases)?;
        value.as_str().map(String::from).or_else(|| self.wrong_type(written, value, "a string"))
    }

    /// One of `words`, each with what it stands for; case does not count.
    pub fn choice<T: Copy>(
        &mut self,
        key: &'static str,
        aliases: &[&'static str],
        default: T,
        words: &[(&'static str, T)],
    ) -> T {
        self.asks(key, aliases, Kind::Word(words.iter().map(|(word, _)| *word).collect()), None);
        let Some((written, value)) = self.find(key, aliases) else {
            return default;
        };
        let Some(word) = value.as_str() else {
            return self.wrong_type(written, value, "a string").unwrap_or(default);
        };
        if let Some((_, meaning)) = words.iter().find(|(known, _)| known.eq_ignore_ascii_case(word)) {
            return *meaning;
        }
        let known: Vec<&str> = words.iter().map(|(known, _)| *known).collect();
        let help = did_you_mean(word, known.iter().copied(), &format!("Use one of {}.", known.join(", ")));
        let message = format!("\"{written}\" must be one of {}, and is \"{word}\".", known.join(", "));
        self.problems.push(Diagnostic::error("bad-param", message).with_help(help).at(self.place(written)));
        default
    }

    /// Any JSON value, or nothing.
    pub fn json(&mut self, key: &'static str, aliases: &[&'static str]) -> Option<&'a Value> {
        self.asks(key, aliases, Kind::Json, None);
        self.find(key, aliases).map(|(_, value)| value)
    }

    /// Records a problem that the getters cannot see, such as two keys that do not go together.
    pub fn refuse(&mut self, key: &str, message: impl Into<String>, help: impl Into<String>) {
        self.problems.push(Diagnostic::error("bad-param", message).with_help(help).at(self.place(key)));
    }

    /// Records what has no effect, or another than it seems to have.
    pub fn warn(&mut self, key: &str, message: impl Into<String>, help: impl Into<String>) {
        self.problems.push(Diagnostic::warning("bad-param", message).with_help(help).at(self.place(key)));
    }

    /// All params, as they are written.
    #[must_use]
    pub fn written(&self) -> &'a Map<String, Value> {
        self.values
    }

    /// Whether all that was read so far could be used.
    ///
    /// # Errors
    /// The problems, if any of them stops the node.
    pub fn check(&mut self) -> Result<(), Vec<Diagnostic>> {
        if self.problems.iter().any(Diagnostic::is_error) { Err(core::mem::take(&mut self.problems)) } else { Ok(()) }
    }

    /// What is left to say once the constructor is done: problems that it did not collect, and the
    /// keys that nobody asked for.
    #[must_use]
    pub fn into_problems(mut self) -> Vec<Diagnostic> {
        for key in self.values.keys().filter(|key| !self.used.contains(&key.as_str())) {
            let help = if self.problems.len() > 20 {
                // Nobody reads on, and a hostile file may have very many.
                String::new()
            } else if self.asked.is_empty() {
                "This node type takes no params.".to_string()
            } else {
                let keys: Vec<&str> = self.asked.iter().map(|asked| asked.key).collect();
                did_you_mean(key, keys.iter().copied(), &format!("Known keys: {}.", keys.join(", ")))
            };
            self.problems.push(
                Diagnostic::warning("unknown-param", format!("\"{key}\" is no param of this node type."))
                    .with_help(help)
                    .at(self.place(key)),
            );
        }
        self.problems
    }

    /// What the constructor has asked for, in order.
    #[must_use]
    pub fn asked(&self) -> &[Asked] {
        &self.asked
    }

    fn asks(&mut self, key: &'static str, aliases: &[&'static str], kind: Kind, default: Option<Value>) {
        self.asked.push(Asked { key, aliases: aliases.to_vec(), kind, default });
    }

    /// Spellings that were found and are written otherwise now: the old one and the new.
    pub(crate) fn renamed(self) -> Vec<(String, &'static str)> {
        self.renamed
    }

    fn find(&mut self, key: &'static str, aliases: &[&'static str]) -> Option<Found<'a>> {
        let mut found: Option<Found<'a>> = None;
        for spelling in core::iter::once(&key).chain(aliases) {
            for (written, value) in self.values {
                if written != spelling && *written != camel_case(spelling) || self.used.contains(&written.as_str()) {
                    continue;
                }
                self.used.push(written);
                if let Some((first, _)) = found {
                    self.problems.push(
                        Diagnostic::warning(
                            "param-twice",
                            format!("\"{written}\" means the same as \"{first}\", which counts."),
                        )
                        .with_help(format!("Remove \"{written}\"."))
                        .at(self.place(written)),
                    );
                } else {
                    found = Some((written, value));
                    if written != key {
                        self.renamed.push((written.clone(), key));
                    }
                }
            }
        }
        found.filter(|(_, value)| !value.is_null())
    }

    fn in_range(&mut self, written: &str, number: f64, range: &RangeInclusive<f64>) -> Option<f64> {
        if range.contains(&number) {
            return Some(number);
        }
        let (least, most) = (number_words(*range.start()), number_words(*range.end()));
        let allowed = match (range.start().is_finite(), range.end().is_finite()) {
            (true, true) => format!("from {least} to {most}"),
            (true, false) => format!("{least} or more"),
            _ => format!("{most} or less"),
        };
        self.refuse(
            written,
            format!("\"{written}\" must be {allowed}, and is {}.", number_words(number)),
            self.way_out(written),
        );
        None
    }

    fn wrong_type<T>(&mut self, written: &str, value: &Value, wanted: &str) -> Option<T> {
        let mut shown: String = value.to_string();
        if shown.chars().count() > 40 {
            shown = shown.chars().take(39).chain(['…']).collect();
        }
        let text = value.as_str().map(str::trim);
        let meant = match wanted {
            "true or false" => text.filter(|text| matches!(*text, "true" | "false")),
            "a string" => None,
            _ => text.and_then(number_in_quotes),
        };
        let help = meant.map_or_else(|| self.way_out(written), |meant| format!("Write {meant}, without quotes."));
        self.refuse(written, format!("\"{written}\" must be {wanted}, and is {shown}."), help);
        None
    }

    /// What to do about a value of the param asked for last that does not fit, where nothing better is known.
    fn way_out(&self, written: &str) -> String {
        if let Some((_, placeholder)) = self.given.iter().find(|(key, _)| *key == written) {
            return format!("Give {placeholder} another value.");
        }
        let default = self.asked.last().and_then(|asked| match asked.default.as_ref()? {
            Value::Null => None,
            Value::Number(number) => number.as_f64().map(number_words),
            other => Some(other.to_string()).filter(|text| text != "\"\""),
        });
        match default {
            Some(default) => format!("Leave it out for its default, {default}."),
            None => "Leave it out for what counts without it.".into(),
        }
    }

    fn place(&self, key: &str) -> String {
        manifest::path::member(self.path, key)
    }
}

/// `sample_rate` as `sampleRate`.
fn camel_case(key: &str) -> String {
    let mut raise = false;
    let mut camel = String::with_capacity(key.len());
    for letter in key.chars() {
        if letter == '_' {
            raise = true;
        } else if core::mem::take(&mut raise) {
            camel.extend(letter.to_uppercase());
        } else {
            camel.push(letter);
        }
    }
    camel
}

#[cfg(test)]
#[allow(clippy::float_cmp)] // what is read is exactly what was written
mod tests {
    use super::*;

    fn map(text: &str) -> Map<String, Value> {
        serde_json::from_str(text).unwrap()
    }

    #[test]
    fn getters_find_keys_aliases_and_camel_case_and_fall_back_to_the_default() {
        let values = map(r#"{"multiplier": 2, "sampleRate": 512.0, "on": true, "mode": "HIGH", "gone": null}"#);
        let mut params = Params::new(&values, "nodes[0].params");
        assert_eq!(params.f64("factor", &["multiplier"], 1.0, f64::NEG_INFINITY..=f64::INFINITY), 2.0);
        assert_eq!(params.u32("sample_rate", &[], 8000, 1..=192_000), 512);
        assert!(params.bool("on", &[], false));
        assert_eq!(params.choice("mode", &[], 1, &[("low", 1), ("high", 2)]), 2);
        assert_eq!(params.optional_string("gone", &[]), None);
        assert_eq!(params.string("name", &[], "x"), "x");
        assert!(params.check().is_ok());
        assert!(params.into_problems().is_empty());
    }

    #[test]
    fn every_problem_is_collected_with_its_place() {
        let values = map(r#"{"rate": "fast", "hop": 1.5, "gain": 9, "mode": "hihg", "thresold": 1, "a b": 0}"#);
        let mut params = Params::new(&values, "nodes[3].params");
        params.f64("rate", &[], 1.0, 0.0..=1.0);
        params.u32("hop", &[], 1, 1..=10);
        params.f64("gain", &[], 1.0, 0.0..=f64::INFINITY);
        params.f64("gain_db", &["gain"], 1.0, 0.0..=1.0);
        params.choice("mode", &[], 0, &[("low", 0), ("high", 1)]);
        params.f64("threshold", &[], 1.0, 0.0..=1.0);
        let problems = params.check().unwrap_err();
        let paths: Vec<&str> = problems.iter().map(|problem| problem.path.as_deref().unwrap()).collect();
        assert_eq!(paths, ["nodes[3].params.rate", "nodes[3].params.hop", "nodes[3].params.mode"]);
        assert_eq!(problems[0].help, "Leave it out for its default, 1.");
        assert_eq!(problems[2].help, "Did you mean \"high\"?");
        let left = params.into_problems();
        assert_eq!(left[0].help, "Did you mean \"threshold\"?");
        assert_eq!(left[1].path.as_deref(), Some("nodes[3].params[\"a b\"]"));
        assert!(left.iter().all(|problem| !problem.is_error()));
    }

    #[test]
    fn what_stands_in_quotes_is_told_without_them() {
        let values = map(r#"{"rate": "-20", "hop": " 5 ", "on": "true", "count": "1_0"}"#);
        let mut params = Params::new(&values, "p");
        params.f64("rate", &[], 1.0, -99.0..=1.0);
        params.u32("hop", &[], 1, 1..=10);
        params.bool("on", &[], false);
        params.optional_number("count", &[]);
        let helps: Vec<String> = params.check().unwrap_err().into_iter().map(|problem| problem.help).collect();
        let expected = ["-20", "5", "true"].map(|said| format!("Write {said}, without quotes."));
        assert_eq!(helps[..3], expected);
        assert_eq!(helps[3], "Leave it out for what counts without it.");
    }

    #[test]
    fn the_first_spelling_counts_and_the_second_is_noticed() {
        let values = map(r#"{"multiplier": 3, "factor": 2}"#);
        let mut params = Params::new(&values, "p");
        assert_eq!(params.f64("factor", &["multiplier"], 1.0, 0.0..=9.0), 2.0);
        assert_eq!(params.into_problems()[0].code, "param-twice");
    }
}
