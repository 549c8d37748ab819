//! JSON text as the packets that it stands for.

use alloc::boxed::Box;
use alloc::vec::Vec;

use serde_json::value::RawValue;

use super::unfit::{DEEPEST, first_unfit};
use crate::diagnostic::Diagnostic;

/// One text for each packet: the elements of a list, or the one value that stands there. Each comes
/// as it is spelled, so that `1.0` stays a float and a long integer keeps its digits.
///
/// # Errors
/// Where and why the text is not JSON, or where something stands in it that no packet holds.
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
        Ok(_) if let Some((at, unfit)) = first_unfit(part, DEEPEST + usize::from(is_list)) => {
            Err(Box::new(crate::json_problem::unfit(&unfit, whole, begins(part, whole) + at)))
        }
        Ok(packets) => Ok(packets.into_iter().map(|packet| packet.get().into()).collect()),
        Err(error) => Err(Box::new(crate::json_problem::bad_json(&error, part, "The text"))),
    }
}

/// Where `part` begins in `whole`, in bytes.
pub(super) fn begins(part: &[u8], whole: &[u8]) -> usize {
    (part.as_ptr() as usize).wrapping_sub(whole.as_ptr() as usize)
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
    fn half_a_character_and_nesting_without_end_are_refused_where_they_stand() {
        let deep = |depth| "[".repeat(depth) + &"]".repeat(depth);
        let place = |text: &str| {
            let problem = split_json(text.as_bytes()).unwrap_err();
            assert!(!problem.help.is_empty());
            (problem.code.clone(), problem.line.unwrap(), problem.column.unwrap())
        };
        assert_eq!(place("[\"é\",\n \"\\ud800\"]"), ("half-character".into(), 2, 3));
        assert_eq!(place(&deep(129)), ("nested-too-deep".into(), 1, 129));
        assert_eq!(place(&("{\"a\":".repeat(127) + "[]" + &"}".repeat(127))), ("nested-too-deep".into(), 1, 636));
        // The list of packets is no part of the one in it.
        let one = split_json(deep(128).as_bytes()).unwrap();
        assert!(serde_json::from_str::<serde_json::Value>(&one[0]).is_ok());
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
