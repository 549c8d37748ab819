//! A run file: a manifest together with what its inputs are given.

use alloc::boxed::Box;
use alloc::collections::BTreeMap;
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use manifest::path::member;
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use super::packets::{begins, split_part};
use crate::diagnostic::Diagnostic;
use crate::json_problem::place;

/// The values of a run file, each as it is spelled: texts of JSON.
#[derive(Debug, Default, Serialize)]
pub struct RunValues {
    /// The manifest stands inside, under `"manifest"`.
    pub wrapped: bool,
    /// For every input of the graph, element by element.
    pub input_data: Option<Vec<Box<str>>>,
    /// By name of the input.
    pub inputs: Option<BTreeMap<String, Vec<Box<str>>>>,
    /// Where what each of `inputs` is given stands.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub places: BTreeMap<String, Place>,
}

/// A place in a run file.
#[derive(Debug, Serialize)]
pub struct Place {
    /// As diagnostics have it.
    pub path: String,
    /// From 1.
    pub line: u32,
    /// From 1, in characters.
    pub column: u32,
}

#[derive(Deserialize)]
struct Wrapping<'a> {
    #[serde(borrow)]
    manifest: Option<&'a RawValue>,
    nodes: Option<&'a RawValue>,
    input_data: Option<&'a RawValue>,
    inputs: Option<&'a RawValue>,
}

/// What a run file gives its inputs: `{"manifest", "input_data": [...]}`, as the SDK's command reads it, or
/// `{"manifest", "inputs": {name: [...]}}`. A manifest by itself gives nothing. A value that is no list
/// counts as a list of one. `manifest` itself is not looked at: `open` reads it where it stands.
///
/// # Errors
/// What is wrong with the values. A text that is no JSON gives nothing: `open` says where and why.
pub fn run_values(text: &[u8]) -> Result<RunValues, Box<Diagnostic>> {
    let text = text.strip_prefix("\u{feff}".as_bytes()).unwrap_or(text);
    // What is no JSON object is the manifest's reader to refuse, or to read in its own way.
    let Ok(wrapping) = serde_json::from_slice::<Wrapping<'_>>(text) else { return Ok(RunValues::default()) };
    let wrapped = wrapping.nodes.is_none() && wrapping.manifest.is_some_and(|inner| inner.get().starts_with('{'));
    if !wrapped {
        return Ok(RunValues::default());
    }
    let input_data = given(wrapping.input_data).map(|data| values(data, text, "input_data".into())).transpose()?;
    let raw = given(wrapping.inputs).map(by_name).transpose()?;
    let mut places = BTreeMap::new();
    let mut inputs = raw.is_some().then(BTreeMap::new);
    for (name, found) in raw.into_iter().flatten() {
        let path = member("inputs", &name);
        let (line, column) = place(text, begins(found.get().as_bytes(), text));
        let packets = values(found.get(), text, path.clone())?;
        places.insert(name.clone(), Place { path, line, column });
        inputs.get_or_insert_default().insert(name, packets);
    }
    if input_data.is_some() && inputs.is_some() {
        let problem = Diagnostic::error("bad-run-file", "The run file has both \"input_data\" and \"inputs\".");
        let help = "Keep \"inputs\", which names what each is for, or \"input_data\", which goes to every input.";
        return Err(Box::new(problem.with_help(help)));
    }
    Ok(RunValues { wrapped, input_data, inputs, places })
}

/// The texts in the object `inputs`.
fn by_name(inputs: &str) -> Result<BTreeMap<String, &RawValue>, Box<Diagnostic>> {
    serde_json::from_str(inputs).map_err(|_| {
        let message = format!("\"inputs\" must be an object, and is {}.", shortened(inputs));
        let help = "Write {\"name of an input\": [its values]}, or \"input_data\": [values for every input].";
        Box::new(Diagnostic::error("bad-run-file", message).with_help(help).at("inputs"))
    })
}

/// The packets in `part`, which stands at `path` in `text`.
fn values(part: &str, text: &[u8], path: String) -> Result<Vec<Box<str>>, Box<Diagnostic>> {
    split_part(part.as_bytes(), text).map_err(|problem| Box::new(problem.at(path)))
}

fn shortened(text: &str) -> String {
    let mut shown: String = text.chars().take(40).collect();
    if shown.len() < text.len() {
        shown.push('…');
    }
    shown
}

fn given(value: Option<&RawValue>) -> Option<&str> {
    value.map(RawValue::get).filter(|text| *text != "null")
}

#[cfg(test)]
mod tests {
    use super::run_values;

    fn read(text: &str) -> String {
        serde_json::to_string(&run_values(text.as_bytes()).unwrap()).unwrap()
    }

    #[test]
    fn both_forms_of_values_are_read_as_they_are_spelled() {
        assert_eq!(
            read(r#"{"manifest": {"nodes": []}, "input_data": [1, 2.0, {"a" : 1}]}"#),
            r#"{"wrapped":true,"input_data":["1","2.0","{\"a\" : 1}"],"inputs":null}"#
        );
        assert_eq!(
            read(r#"{"inputs": {"b": [1e300], "a": "x"}, "manifest": {}}"#),
            r#"{"wrapped":true,"input_data":null,"inputs":{"a":["\"x\""],"b":["1e300"]},"places":{"a":{"path":"inputs.a","line":1,"column":32},"b":{"path":"inputs.b","line":1,"column":18}}}"#
        );
        assert_eq!(
            read(r#"{"manifest": {}, "input_data": null}"#),
            r#"{"wrapped":true,"input_data":null,"inputs":null}"#
        );
    }

    #[test]
    fn a_manifest_by_itself_gives_nothing() {
        let nothing = r#"{"wrapped":false,"input_data":null,"inputs":null}"#;
        assert_eq!(read(r#"{"version": "v1", "nodes": [], "inputs": [{"name": "a"}]}"#), nothing);
        assert_eq!(read(r#"{"manifest": {}, "nodes": [], "input_data": [1]}"#), nothing);
        assert_eq!(read("version: v1"), nothing);
        assert_eq!(read("[1]"), nothing);
        assert_eq!(read(r#"{"manifest": {}, "input_data": [1}"#), nothing);
    }

    #[test]
    fn what_makes_no_sense_is_told() {
        let code = |text: &str| run_values(text.as_bytes()).unwrap_err().code;
        assert_eq!(code(r#"{"manifest": {}, "inputs": [1]}"#), "bad-run-file");
        assert_eq!(code(r#"{"manifest": {}, "inputs": {}, "input_data": []}"#), "bad-run-file");
        for text in
            ["{\"manifest\": {},\n\"input_data\": [1, [1e999]]}", "{\"manifest\": {},\n\"inputs\": {\"abcd\":[1e999]}}"]
        {
            let problem = run_values(text.as_bytes()).unwrap_err();
            assert_eq!((&*problem.code, problem.line, problem.column), ("number-out-of-range", Some(2), Some(20)));
        }
        let problem = run_values("{\"manifest\": {},\n\"inputs\": {\"a b\": [\"\\udead\"]}}".as_bytes()).unwrap_err();
        assert_eq!((&*problem.code, problem.line, problem.column), ("half-character", Some(2), Some(21)));
        assert_eq!(problem.path.as_deref(), Some("inputs[\"a b\"]"));
    }
}
