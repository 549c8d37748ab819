//! JSON text as the packets that it stands for.

use alloc::boxed::Box;
use alloc::vec::Vec;

use serde_json::value::RawValue;

use crate::diagnostic::Diagnostic;

/// One text for each packet: the elements of a list, or the one value that stands there. Each comes
/// as it is spelled, so that `1.0` stays a float and a long integer keeps its digits.
///
/// # Errors
/// Where and why the text is not JSON.
pub fn split_json(text: &[u8]) -> Result<Vec<Box<str>>, Box<Diagnostic>> {
    let text = text.strip_prefix("\u{feff}".as_bytes()).unwrap_or(text);
    let is_list = text.iter().find(|byte| !byte.is_ascii_whitespace()) == Some(&b'[');
    let packets: Result<Vec<Box<RawValue>>, _> =
        if is_list { serde_json::from_slice(text) } else { serde_json::from_slice(text).map(|one| alloc::vec![one]) };
    match packets {
        Ok(packets) => Ok(packets.into_iter().map(|packet| packet.get().into()).collect()),
        Err(error) => Err(Box::new(crate::json_problem::bad_json(&error, text, "The text"))),
    }
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
        assert_eq!(split("\u{feff}{\"a\": 1e400}\n"), ["{\"a\": 1e400}"]);
        assert_eq!(split("[]"), [""; 0]);
        assert_eq!(split("[[]]"), ["[]"]);
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
