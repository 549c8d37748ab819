//! Text in quotes.

use super::{ENDS, Habit, Reader};
use crate::text::Stop;

impl Reader<'_, '_> {
    /// The text between two quotes. Single quotes are reported and read all the same.
    pub(super) fn string(&mut self, quote: u8) -> Result<String, Stop> {
        let begin = self.scanner.place();
        if quote == b'\'' && self.is_first(Habit::SingleQuotes) {
            self.fault(begin, "Text stands in single quotes.", "Use double quotes, here and in all that follows.");
        }
        self.scanner.at += 1;
        let mut text = String::new();
        loop {
            let piece =
                self.scanner.take_while(|letter| letter as u32 != u32::from(quote) && letter != '\\' && letter >= ' ');
            text.push_str(piece);
            match self.scanner.peek() {
                Some(byte) if byte == quote => {
                    self.scanner.at += 1;
                    return Ok(text);
                }
                Some(b'\\') => text.push(self.escape()?),
                None => return Err(self.stop(begin, "The text ends inside the quotes that begin here.", ENDS)),
                Some(b'\n' | b'\r') => {
                    let help = "Close the quotes before the line ends; a line break inside is written \\n.";
                    return Err(self.stop(begin, "The quotes that begin here are not closed on their line.", help));
                }
                Some(control) => {
                    let place = self.scanner.place();
                    let message = format!("A control character (code {control}) stands inside quotes.");
                    self.fault(place, message, format!("Write it as \\u{control:04x}."));
                    text.push(control as char);
                    self.scanner.at += 1;
                }
            }
        }
    }

    fn escape(&mut self) -> Result<char, Stop> {
        let place = self.scanner.place();
        self.scanner.at += 1;
        let Some(letter) = self.scanner.rest().chars().next() else {
            return Err(self.stop(place, "The text ends after a backslash.", ENDS));
        };
        self.scanner.at += letter.len_utf8();
        Ok(match letter {
            '"' | '\\' | '/' => letter,
            'b' => '\u{8}',
            'f' => '\u{c}',
            'n' => '\n',
            'r' => '\r',
            't' => '\t',
            'u' => {
                if let Some(letter) = self.unicode() {
                    return Ok(letter);
                }
                let help = "Write \\u and four hexadecimal digits; above \\uffff two such halves that belong together.";
                self.fault(place, "This \\u names no character.", help);
                '\u{fffd}'
            }
            other => {
                let message = format!("A backslash before \"{}\" means nothing.", other.escape_default());
                self.fault(place, message, "Write two backslashes for one.");
                other
            }
        })
    }

    /// After `\u`: one character, from one escape or from two halves.
    fn unicode(&mut self) -> Option<char> {
        let first = self.four_digits()?;
        if !(0xd800..0xdc00).contains(&first) {
            return char::from_u32(first);
        }
        let rest = self.scanner.rest().strip_prefix("\\u")?;
        let second = u32::from_str_radix(rest.get(..4)?, 16).ok().filter(|half| (0xdc00..0xe000).contains(half))?;
        self.scanner.at += 6;
        char::from_u32(0x1_0000 + ((first - 0xd800) << 10) + (second - 0xdc00))
    }

    fn four_digits(&mut self) -> Option<u32> {
        let digits =
            self.scanner.rest().get(..4).filter(|digits| digits.bytes().all(|byte| byte.is_ascii_hexdigit()))?;
        self.scanner.at += 4;
        u32::from_str_radix(digits, 16).ok()
    }
}
