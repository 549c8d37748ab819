//! What stands without quotes in JSON: numbers, three words, and what people write instead.

use serde_json::Number;

use super::Reader;
use crate::text::Stop;
use crate::tree::{Place, Value};

/// What text programs make of quotes.
const CURLY: [char; 5] = ['“', '”', '„', '‘', '’'];
const STRAIGHT: &str = "Use straight double quotes (\"), here and in all that follows.";

impl Reader<'_, '_> {
    /// A number, `true`, `false` or `null`, or what must have been meant by one.
    pub(super) fn word(&mut self, place: Place) -> Result<Value, Stop> {
        let word = self.scanner.take_while(is_word);
        let is_number = |word: &str| word.starts_with(|first: char| first.is_ascii_digit() || "+-.".contains(first));
        match word {
            "true" => Ok(Value::Bool(true)),
            "false" => Ok(Value::Bool(false)),
            "null" => Ok(Value::Null),
            "" => {
                let letter = self.scanner.rest().chars().next().unwrap_or_default();
                if CURLY.contains(&letter) {
                    return Err(self.stop(place, "Text stands in curly quotes.", STRAIGHT));
                }
                let help = "A value is text in double quotes, a number, true, false, null, a list or an object.";
                Err(self.stop(place, format!("No value begins with \"{}\".", letter.escape_default()), help))
            }
            "True" | "TRUE" | "yes" => Ok(self.meant(place, word, "true", Value::Bool(true))),
            "False" | "FALSE" | "no" => Ok(self.meant(place, word, "false", Value::Bool(false))),
            "None" | "nil" | "undefined" | "NULL" | "Null" => Ok(self.meant(place, word, "null", Value::Null)),
            "NaN" | "Infinity" | "-Infinity" | "nan" | "inf" | "-inf" => {
                self.fault(
                    place,
                    format!("\"{word}\" is no number that JSON can say."),
                    "Write null or a finite number.",
                );
                Ok(Value::Null)
            }
            word if is_number(word) => Ok(self.number(place, word)),
            word => {
                let quoted = serde_json::Value::from(word);
                self.fault(place, format!("The text {word} has no quotes."), format!("Write {quoted}."));
                Ok(Value::Text(word.into()))
            }
        }
    }

    /// A key without quotes, which is reported.
    pub(super) fn bare_key(&mut self, place: Place) -> Result<String, Stop> {
        let key = self.scanner.take_while(is_word);
        if key.is_empty() {
            let is_curly = self.scanner.rest().starts_with(CURLY);
            let help = if is_curly { STRAIGHT } else { "Write \"key\": value." };
            return Err(self.stop(place, "A key in double quotes should stand here.", help));
        }
        let quoted = serde_json::Value::from(key);
        self.fault(place, format!("The key {key} has no quotes."), format!("Write {quoted}."));
        Ok(key.into())
    }

    fn meant(&mut self, place: Place, word: &str, meant: &str, value: Value) -> Value {
        self.fault(place, format!("\"{word}\" is no word of JSON."), format!("Write {meant}."));
        value
    }

    fn number(&mut self, place: Place, word: &str) -> Value {
        let number: Option<Number> = serde_json::from_str(word).ok();
        let Some(number) = number else {
            self.fault(
                place,
                format!("\"{word}\" is no number."),
                "Write it in decimal digits, such as 0.5, -3 or 1e-6.",
            );
            return Value::Null;
        };
        if !word.parse().is_ok_and(f64::is_finite) {
            self.fault(place, format!("\"{word}\" is beyond what a number can hold."), "Use a number below 1.8e308.");
            return Value::Null;
        }
        Value::Number(number)
    }
}

fn is_word(letter: char) -> bool {
    letter.is_alphanumeric() || "_+-.$".contains(letter)
}
