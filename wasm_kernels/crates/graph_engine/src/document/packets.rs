//! JSON text as the packets that it stands for.

use alloc::boxed::Box;
use alloc::string::String;
use alloc::vec::Vec;

use serde_json::value::RawValue;

use crate::diagnostic::Diagnostic;

/// Digits of the longest whole number that is below the largest float64 whatever they are.
const LONGEST_SMALL: usize = 308;

/// One text for each packet: the elements of a list, or the one value that stands there. Each comes
/// as it is spelled, so that `1.0` stays a float and a long integer keeps its digits.
///
/// # Errors
/// Where and why the text is not JSON, or where a number stands in it that no float64 holds: it would
/// become an infinity, and that null.
pub fn split_json(text: &[u8]) -> Result<Vec<Box<str>>, Box<Diagnostic>> {
    let text = text.strip_prefix("\u{feff}".as_bytes()).unwrap_or(text);
    split_part(text, text)
}

/// As [`split_json`], for a part of the text `whole`, in which places are told.
pub(super) fn split_part(part: &[u8], whole: &[u8]) -> Result<Vec<Box<str>>, Box<Diagnostic>> {
    let is_list = part.iter().find(|byte| !byte.is_ascii_whitespace()) == Some(&b'[');
    let packets: Result<Vec<Box<RawValue>>, _> =
        if is_list { serde_json::from_slice(part) } else { serde_json::from_slice(part).map(|one| alloc::vec![one]) };
    match packets {
        Ok(_) if let Some((at, number)) = beyond_float64(part) => {
            let begins = (part.as_ptr() as usize).wrapping_sub(whole.as_ptr() as usize);
            Err(Box::new(crate::json_problem::huge_number(&number, whole, begins + at)))
        }
        Ok(packets) => Ok(packets.into_iter().map(|packet| packet.get().into()).collect()),
        Err(error) => Err(Box::new(crate::json_problem::bad_json(&error, part, "The text"))),
    }
}

/// The first number in valid JSON that no float64 holds, and where it begins.
fn beyond_float64(json: &[u8]) -> Option<(usize, String)> {
    let mut at = 0;
    while let Some(&byte) = json.get(at) {
        let begins = at;
        at += 1;
        match byte {
            b'"' => {
                while json.get(at).is_some_and(|byte| *byte != b'"') {
                    at += if json[at] == b'\\' { 2 } else { 1 };
                }
                at += 1;
            }
            b'-' | b'0'..=b'9' => {
                let is_part = |byte: &u8| matches!(byte, b'0'..=b'9' | b'+' | b'-' | b'.' | b'e' | b'E');
                while json.get(at).is_some_and(is_part) {
                    at += 1;
                }
                // Shorter ones without an exponent cannot be too large.
                let token = &json[begins..at];
                if token.len() > LONGEST_SMALL || token.iter().any(|byte| matches!(byte, b'e' | b'E')) {
                    let token = String::from_utf8_lossy(token);
                    if token.parse().is_ok_and(f64::is_infinite) {
                        return Some((begins, token.into_owned()));
                    }
                }
            }
            _ => {}
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::split_json;

    #[test]
    fn each_element_is_a_packet_as_it_is_spelled() {
        let split =
            |text: &str| split_json(text.as_bytes()).unwrap().iter().map(ToString::to_string).collect::<Vec<_>>();
        assert_eq!(
            split(" [1.0, 12345678901234567890,{\"a\" : [1,2]} ,\"],\" ] "),
            ["1.0", "12345678901234567890", "{\"a\" : [1,2]}", "\"],\""]
        );
        assert_eq!(split("\u{feff}{\"a\": 1e308}\n"), ["{\"a\": 1e308}"]);
        assert_eq!(split("[9007199254740993, -1e-999]"), ["9007199254740993", "-1e-999"]);
        assert_eq!(
            split("[\"1e999\\\"1e999\", {\"1e999\": \"\\\\\"}]"),
            ["\"1e999\\\"1e999\"", "{\"1e999\": \"\\\\\"}"]
        );
        assert_eq!(split("[]"), [""; 0]);
        assert_eq!(split("[[]]"), ["[]"]);
    }

    #[test]
    fn a_number_that_no_float64_holds_is_refused_where_it_stands() {
        for (text, line, column) in [
            ("[[1e999]]", 1, 3),
            ("\u{feff}{\"é\":\n -1E+309 }", 2, 2),
            (&alloc::format!("[1,{}]", "9".repeat(309)), 1, 4),
            ("1.8e308", 1, 1),
        ] {
            let problem = split_json(text.as_bytes()).unwrap_err();
            assert_eq!(
                (problem.code.as_ref(), problem.line, problem.column),
                ("number-out-of-range", Some(line), Some(column))
            );
            assert!(problem.message.chars().count() < 90, "{}", problem.message);
        }
        assert!(split_json(alloc::format!("[{}]", "1".repeat(309)).as_bytes()).is_ok());
    }

    #[test]
    fn what_json_has_no_number_for_is_named() {
        for (text, column) in [("[1, NaN]", 5), ("[[Infinity]]", 3), ("[-Infinity]", 3)] {
            let problem = split_json(text.as_bytes()).unwrap_err();
            assert_eq!((problem.line, problem.column), (Some(1), Some(column)), "{text}");
            assert!(problem.help.contains("null"), "{text}: {}", problem.message);
        }
    }

    #[test]
    fn what_is_no_json_is_told_with_its_place() {
        let problem = split_json("[1,\n é 2]".as_bytes()).unwrap_err();
        assert_eq!((problem.line, problem.column), (Some(2), Some(2)));
        assert!(split_json(b"").is_err());
        assert!(split_json(b"[1] 2").is_err());
        assert!(split_json(b"\xff").is_err());
    }
}
