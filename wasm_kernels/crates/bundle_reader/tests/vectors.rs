//! Every file of `rmpkg/spec/vectors` is judged as its index says. The command line and the page run
//! the same files.

mod support;

use std::path::Path;

use serde::Deserialize;
use support::Host;

const ROOT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../rmpkg/spec/vectors");

#[derive(Deserialize)]
struct Vector {
    file: String,
    verdict: String,
    codes: Vec<String>,
    layout: Option<String>,
    entries: Option<Vec<String>>,
    bundle_nodes: Option<Vec<String>>,
}

fn index() -> Vec<Vector> {
    let text = std::fs::read(Path::new(ROOT).join("index.json")).expect("the index is there");
    serde_json::from_slice(&text).expect("the index can be read")
}

/// What differs between the index and what the reader says, a line each.
fn differences(vector: &Vector, bytes: &[u8]) -> Vec<String> {
    let mut bundle = support::open(bytes);
    let report = bundle.report().expect("an opened bundle has a report").clone();
    let json = serde_json::to_value(&report).expect("a report can be written");
    let mut found = Vec::new();
    let mut compare = |what: &str, told: String, meant: String| {
        if told != meant {
            found.push(format!("{}: {what} is {told}, should be {meant}", vector.file));
        }
    };
    let codes: Vec<_> = report.reasons.iter().map(|reason| reason.code).collect();
    compare("verdict", json["verdict"].to_string(), format!("{:?}", vector.verdict));
    compare("codes", format!("{codes:?}"), format!("{:?}", vector.codes));
    if let Some(layout) = &vector.layout {
        compare("layout", json["layout"].to_string(), format!("{layout:?}"));
    }
    if let Some(entries) = &vector.entries {
        let names: Vec<_> = report.entries.iter().map(|entry| entry.name.as_str()).collect();
        compare("entries", format!("{names:?}"), format!("{entries:?}"));
        compare(
            "nodes",
            format!("{:?}", report.bundle_nodes.iter().map(|class| &class.name).collect::<Vec<_>>()),
            format!("{:?}", vector.bundle_nodes.as_deref().unwrap_or(&[])),
        );
        for entry in &report.entries {
            let data = Host::new(bytes).extract(&mut bundle, entry.index);
            let hash = data.map(|data| support::sha256(&data));
            compare(
                &format!("{} as delivered", entry.name),
                format!("{hash:?}"),
                format!("{:?}", Ok::<_, &str>(&entry.sha256)),
            );
        }
    }
    found
}

#[test]
fn every_vector_is_judged_as_its_index_says() {
    let index = index();
    assert!(index.len() > 200, "only {} vectors", index.len());
    let differences: Vec<String> = index
        .iter()
        .flat_map(|vector| {
            let bytes = std::fs::read(Path::new(ROOT).join(&vector.file)).expect("every vector is there");
            differences(vector, &bytes)
        })
        .collect();
    assert!(differences.is_empty(), "{} differ:\n{}", differences.len(), differences.join("\n"));
}

#[test]
fn every_reason_that_opening_can_give_has_a_vector() {
    // What is given only when an entry is asked for, or only of more problems than a vector has.
    let elsewhere = ["broken-bundle", "no-such-entry", "changed-while-reading", "more-problems"];
    let index = index();
    for reason in bundle_reader::Reason::all().map(bundle_reader::Reason::code) {
        let has_one = index.iter().any(|vector| vector.codes.iter().any(|code| code == reason));
        assert!(has_one || elsewhere.contains(&reason), "no vector is refused for {reason}");
    }
}
