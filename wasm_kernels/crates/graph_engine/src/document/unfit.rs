//! What valid JSON may hold and a packet cannot: one refusal here, not another in every node that reads it.

use alloc::string::String;

/// Lists and objects inside one another in a packet: as many as the nodes' JSON reader takes.
pub(crate) const DEEPEST: usize = 127;
/// Digits of the longest whole number that is below the largest float64 whatever they are.
const LONGEST_SMALL: usize = 308;

#[derive(Debug, PartialEq)]
pub(crate) enum Unfit {
    /// No float64 holds it: it would become an infinity, and that null.
    HugeNumber(String),
    /// An escape of half a UTF-16 pair, as it is written: no text in UTF-8 has that.
    HalfCharacter(String),
    TooDeep,
}

/// The first such thing in valid JSON, and the byte where it begins; `deepest` brackets may be open at once.
pub(super) fn first_unfit(json: &[u8], deepest: usize) -> Option<(usize, Unfit)> {
    let (mut at, mut open) = (0, 0_usize);
    while let Some(&byte) = json.get(at) {
        let begins = at;
        at += 1;
        match byte {
            b'"' => {
                while json.get(at).is_some_and(|byte| *byte != b'"') {
                    match after_letter(json, at) {
                        Some(next) => at = next,
                        None => return Some((at, Unfit::HalfCharacter(shown(&json[at..], 6)))),
                    }
                }
                at += 1;
            }
            b'[' | b'{' => {
                open += 1;
                if open > deepest {
                    return Some((begins, Unfit::TooDeep));
                }
            }
            b']' | b'}' => open = open.saturating_sub(1),
            b'-' | b'0'..=b'9' => {
                let is_part = |byte: &u8| matches!(byte, b'0'..=b'9' | b'+' | b'-' | b'.' | b'e' | b'E');
                while json.get(at).is_some_and(is_part) {
                    at += 1;
                }
                // Shorter ones without an exponent cannot be too large.
                let token = &json[begins..at];
                if token.len() > LONGEST_SMALL || token.iter().any(|byte| matches!(byte, b'e' | b'E')) {
                    let token = shown(token, token.len());
                    if token.parse().is_ok_and(f64::is_infinite) {
                        return Some((begins, Unfit::HugeNumber(token)));
                    }
                }
            }
            _ => {}
        }
    }
    None
}

/// Where the next letter of a string begins, or nothing where this one is half of one.
fn after_letter(json: &[u8], at: usize) -> Option<usize> {
    if json[at] != b'\\' {
        return Some(at + 1);
    }
    match escaped_unit(json, at) {
        None => Some(at + 2),
        Some(0xD800..=0xDBFF) => matches!(escaped_unit(json, at + 6), Some(0xDC00..=0xDFFF)).then_some(at + 12),
        Some(0xDC00..=0xDFFF) => None,
        Some(_) => Some(at + 6),
    }
}

/// The UTF-16 unit of an escape `\uXXXX` that begins at `at`.
fn escaped_unit(json: &[u8], at: usize) -> Option<u16> {
    let digits = json.get(at..at + 6)?.strip_prefix(b"\\u")?;
    u16::from_str_radix(core::str::from_utf8(digits).ok()?, 16).ok()
}

fn shown(bytes: &[u8], most: usize) -> String {
    String::from_utf8_lossy(&bytes[..most.min(bytes.len())]).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pairs_are_letters_and_halves_are_not() {
        let half = |at, text: &str| Some((at, Unfit::HalfCharacter(text.into())));
        for (json, found) in [
            (r#"["\ud83d\ude00", "\\ud800", "\u00e9\n"]"#, None),
            (r#""\ud800""#, half(1, r"\ud800")),
            (r#"{"a\uDC00": 1}"#, half(3, r"\uDC00")),
            (r#"["\ud83dx"]"#, half(2, r"\ud83d")),
            (r#"["\ud83d\n"]"#, half(2, r"\ud83d")),
            (r#"["\ud83d\ud83d\ude00"]"#, half(2, r"\ud83d")),
        ] {
            assert_eq!(first_unfit(json.as_bytes(), DEEPEST), found, "{json}");
        }
    }

    #[test]
    fn what_is_too_deep_is_what_the_reader_of_json_refuses() {
        for depth in [DEEPEST - 1, DEEPEST, DEEPEST + 1] {
            let text = "[".repeat(depth) + &"]".repeat(depth);
            let is_read = serde_json::from_str::<serde_json::Value>(&text).is_ok();
            assert_eq!(first_unfit(text.as_bytes(), DEEPEST).is_none(), is_read, "{depth}");
        }
        assert_eq!(first_unfit(b"[[], [], {\"a[[\": []}]", 2), Some((17, Unfit::TooDeep)));
    }
}
