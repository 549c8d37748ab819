//! The manifests of `rmpkg/spec/manifests`, each with what is expected of it beside it.
//!
//! `WRITE_EXPECTED=1` in front of these tests writes what they found into the expectations: look at every
//! difference before it is committed.

use std::path::{Path, PathBuf};

use manifest::{Filling, Options, read};
use serde_json::{Value, json};

const ROOT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../rmpkg/spec/manifests");

/// The manifests of a folder, in order.
fn files(folder: &str) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(Path::new(ROOT).join(folder)).expect("the folder is there");
    let mut files: Vec<PathBuf> = entries.map(|entry| entry.expect("it can be listed").path()).collect();
    files.retain(|path| !name(path).ends_with(".expected.json"));
    files.sort();
    files
}

fn name(path: &Path) -> String {
    path.file_name().expect("it has a name").to_string_lossy().into_owned()
}

/// What is found in a manifest: canonical form and problems, placeholders of params left as they are.
fn found(bytes: &[u8], name: &str, filling: Filling) -> Value {
    let options = Options { file: Some(name.into()), filling, ..Options::default() };
    let mut reading = read(bytes, &options);
    let manifest = reading.manifest.take();
    let is_sound = !reading.problems.has_errors();
    let problems: Vec<Value> = reading
        .into_diagnostics()
        .into_iter()
        .map(|problem| {
            let mut told = json!({"severity": problem.severity, "code": problem.code, "path": problem.path,
                "line": problem.line, "column": problem.column, "message": problem.message, "help": problem.help});
            if !problem.related.is_empty() {
                told["related"] = json!(problem.related);
            }
            told
        })
        .collect();
    let canonical = manifest.filter(|_| is_sound).map(|manifest| json!(manifest));
    json!({"canonical": canonical, "problems": problems})
}

fn expect(path: &Path, found: &Value) {
    let beside = path.with_file_name(format!("{}.expected.json", name(path)));
    if std::env::var_os("WRITE_EXPECTED").is_some() {
        let text = serde_json::to_string_pretty(found).expect("it is JSON") + "\n";
        std::fs::write(&beside, text).expect("it can be written");
        return;
    }
    let text = std::fs::read_to_string(&beside).unwrap_or_else(|_| panic!("{} is missing", beside.display()));
    let expected: Value = serde_json::from_str(&text).expect("it is JSON");
    assert_eq!(*found, expected, "{}\nfound {found:#}", name(path));
}

#[test]
fn every_era_is_read_into_the_canonical_form() {
    let files = files("valid");
    assert!(files.len() >= 25, "only {} files", files.len());
    for path in files {
        let bytes = std::fs::read(&path).expect("it can be read");
        let found = found(&bytes, &name(&path), Filling::Structure);
        assert!(found["canonical"].is_object(), "{}: {found:#}", name(&path));
        expect(&path, &found);
    }
}

#[test]
fn every_era_has_the_shape_of_a_manifest() {
    for path in files("valid") {
        let bytes = std::fs::read(&path).expect("it can be read");
        assert!(manifest::has_shape(&bytes, &name(&path)), "{} counts as data", name(&path));
    }
}

#[test]
fn every_fault_is_told_with_its_place() {
    let files = files("invalid");
    assert!(files.len() >= 40, "only {} files", files.len());
    for path in files {
        let bytes = std::fs::read(&path).expect("it can be read");
        let found = found(&bytes, &name(&path), Filling::All);
        let problems = found["problems"].as_array().expect("they are a list");
        assert!(found["canonical"].is_null(), "{} counts as sound", name(&path));
        for problem in problems {
            assert!(problem["line"].is_u64() && problem["column"].is_u64(), "{}: {problem:#}", name(&path));
            if problem["severity"] == "error" {
                assert_ne!(problem["help"], "", "{}: {problem:#}", name(&path));
            }
        }
        expect(&path, &found);
    }
}

/// The canonical form is the same read again, with nothing to change and nothing to say of it.
#[test]
fn the_canonical_form_stays_as_it_is() {
    for path in files("valid") {
        let bytes = std::fs::read(&path).expect("it can be read");
        let canonical = found(&bytes, &name(&path), Filling::Structure)["canonical"].clone();
        let text = serde_json::to_string_pretty(&canonical).expect("it is JSON");
        let again = found(text.as_bytes(), "manifest.json", Filling::Structure);
        assert_eq!(again, json!({"canonical": canonical, "problems": []}), "{}", name(&path));
        let mut reading = read(text.as_bytes(), &Options { filling: Filling::Structure, ..Options::default() });
        let changes: Vec<_> = reading.take_changes();
        let expected: &[&str] = match name(&path).as_str() {
            // What needs a hand still does.
            "b-execution-placements.json" => &["nodes[2].execution.placement"],
            _ => &[],
        };
        let paths: Vec<&str> = changes.iter().map(|change| change.path.as_str()).collect();
        assert_eq!(paths, expected, "{}: {changes:#?}", name(&path));
    }
}
