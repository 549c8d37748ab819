//! The table of reasons in the format text is the one in the crate.

use bundle_reader::{Reason, Severity};

const TEXT: &str = include_str!("../../../../rmpkg/spec/FORMAT.md");

fn table() -> String {
    let mut table = String::from("| code | severity | meaning | way out |\n|---|---|---|---|\n");
    for reason in Reason::all() {
        let severity = match reason.severity() {
            Severity::Error => "error",
            Severity::Warning => "warning",
        };
        let cells = [&format!("`{}`", reason.code()), severity, reason.meaning(), reason.way_out()];
        table += &["| ", &cells.join(" | "), " |\n"].concat();
    }
    table
}

#[test]
fn the_format_text_lists_every_reason_as_the_crate_has_it() {
    let (_, rest) = TEXT.split_once("<!-- reasons:").expect("the mark is there");
    let (_, rest) = rest.split_once("-->\n").expect("the mark ends");
    let (written, _) = rest.split_once("<!-- /reasons -->").expect("the end mark is there");
    if std::env::var_os("WRITE_FORMAT_TEXT").is_some() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../rmpkg/spec/FORMAT.md");
        std::fs::write(path, TEXT.replace(written, &table())).expect("the format text can be written");
    } else {
        assert!(written == table(), "WRITE_FORMAT_TEXT=1 in front of this test writes the table into FORMAT.md");
    }
}

#[test]
fn codes_are_words_and_each_is_there_once() {
    let codes: Vec<_> = Reason::all().map(Reason::code).collect();
    for (index, code) in codes.iter().enumerate() {
        assert!(code.bytes().all(|b| b.is_ascii_lowercase() || b == b'-'), "{code}");
        assert!(!codes[..index].contains(code), "{code}");
    }
}
