//! What a manifest says that it wants to be given, and the words of what is missing.

use std::collections::BTreeMap;

use manifest::{Host, Options, Placeholder, Reading, read};

const TEXT: &str = r#"{"version": "v1", "metadata": {"name": "for ${WHO}"},
 "nodes": [{"id": "a", "node_type": "Echo", "params": {
  "gain": "${GAIN}", "again": "${GAIN}", "url": "${URL:-https://${HOST}/${PATH_:=v1}}", "path": "${PATH_}"}}]}"#;

fn reading(values: &[(&str, &str)], host: Host) -> Reading {
    let values: BTreeMap<String, String> =
        values.iter().map(|(name, value)| ((*name).into(), (*value).into())).collect();
    read(TEXT.as_bytes(), &Options { values, host, ..Options::default() })
}

fn told(placeholder: &Placeholder) -> (&str, Option<&str>, bool, Vec<&str>) {
    let places = placeholder.places.iter().map(|place| place.path.as_str()).collect();
    (&placeholder.name, placeholder.default.as_deref(), placeholder.is_needed, places)
}

#[test]
fn each_is_told_once_with_its_default_and_its_places() {
    let reading = reading(&[], Host::Page);
    let found: Vec<_> = reading.placeholders.iter().map(told).collect();
    let params = "nodes[0].params";
    assert_eq!(
        found,
        [
            ("WHO", None, false, vec!["metadata.name"]),
            ("GAIN", None, true, vec![&*format!("{params}.gain"), &*format!("{params}.again")]),
            ("URL", Some("https://${HOST}/v1"), false, vec![&*format!("{params}.url")]),
            ("HOST", None, true, vec![&*format!("{params}.url")]),
            ("PATH_", Some("v1"), false, vec![&*format!("{params}.url"), &*format!("{params}.path")]),
        ]
    );
    let first = &reading.placeholders[1].places[0];
    assert_eq!((first.line, first.column), (Some(3), Some(11)));
}

#[test]
fn a_field_stays_where_a_value_makes_it_idle() {
    let reading = reading(&[("URL", "x"), ("GAIN", "2"), ("HOST", "h")], Host::Page);
    let names: Vec<_> = reading.placeholders.iter().map(|each| (each.name.as_str(), each.is_needed)).collect();
    // PATH_ had its default from within that of URL, which counts no more.
    assert_eq!(names, [("WHO", false), ("GAIN", true), ("URL", false), ("HOST", false), ("PATH_", true)]);
    let codes: Vec<_> = reading.into_diagnostics().into_iter().map(|problem| (problem.code, problem.path)).collect();
    assert_eq!(codes, [("missing-value".into(), Some("nodes[0].params.path".into()))]);
}

#[test]
fn the_way_out_is_the_hosts() {
    let help = |host| reading(&[("HOST", "h")], host).into_diagnostics()[0].help.clone();
    assert_eq!(
        help(Host::Terminal),
        "Give it one with --set GAIN=…, or a default: ${GAIN:-…}; for the text itself write $${GAIN}."
    );
    assert_eq!(
        help(Host::Page),
        "Fill in GAIN above, or give it a default in the manifest: ${GAIN:-…}; for the text itself write $${GAIN}."
    );
}
