//! Which input of a plan gets which of the things that are given.

use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use serde::{Deserialize, Serialize};

use crate::diagnostic::Diagnostic;

/// Of an input of the plan what is needed here.
#[derive(Deserialize)]
pub struct InputEnd {
    /// Its name.
    pub name: String,
    /// The word of its type.
    #[serde(rename = "type")]
    pub kind: String,
}

/// The inputs of a plan as the answer of `open` has it.
#[derive(Deserialize)]
pub struct PlanInputs {
    /// In the plan's order.
    pub inputs: Vec<InputEnd>,
}

/// What is given, by name; without one it is for the only input there is.
#[derive(Deserialize)]
pub struct Given {
    /// Those of what is given, in its order.
    pub names: Vec<Option<String>>,
    /// Where a run file has each; none for what does not come from one.
    #[serde(default)]
    pub places: Vec<Option<WrittenAt>>,
    /// Something is there for every input that no name names.
    #[serde(default)]
    pub to_all: bool,
}

/// A place in a run file, as a diagnostic tells it.
#[derive(Default, Deserialize)]
pub struct WrittenAt {
    /// What the host calls the file.
    pub file: Option<String>,
    /// Path of the value.
    pub path: Option<String>,
    /// From 1.
    pub line: Option<u32>,
    /// From 1.
    pub column: Option<u32>,
}

/// What becomes of what is given.
#[derive(Debug, Serialize)]
pub struct Assignment {
    /// For each input of the plan the index of the last name that means it; nothing: it has what is for all.
    pub inputs: Vec<Option<usize>>,
    /// Why nothing can begin: names that the plan does not have, inputs that were given nothing.
    pub diagnostics: Vec<Diagnostic>,
}

/// Assigns what is `given` to the inputs of a plan. An input may be given no packets at all, but it must be
/// given something: what was forgotten would else look like a result.
#[must_use]
pub fn assign(inputs: &[InputEnd], given: &Given) -> Assignment {
    let mut chosen = alloc::vec![None; inputs.len()];
    let mut diagnostics = Vec::new();
    for (index, name) in given.names.iter().enumerate() {
        let found = match name {
            None if inputs.len() == 1 => Some(0),
            None => None,
            Some(name) => inputs.iter().position(|end| end.name == *name),
        };
        if let Some(input) = found {
            chosen[input] = Some(index);
        } else {
            let place = given.places.get(index).and_then(Option::as_ref);
            diagnostics.push(nowhere(name.as_deref(), inputs, place));
        }
    }
    if diagnostics.is_empty() && !given.to_all {
        let empty = inputs.iter().zip(&chosen).filter(|(_, chosen)| chosen.is_none());
        diagnostics.extend(empty.map(|(end, _)| missing(end)));
    }
    Assignment { inputs: chosen, diagnostics }
}

fn nowhere(name: Option<&str>, inputs: &[InputEnd], place: Option<&WrittenAt>) -> Diagnostic {
    let names: Vec<&str> = inputs.iter().map(|end| end.name.as_str()).collect();
    let listed = if names.is_empty() { "none".into() } else { names.join(", ") };
    let Some(name) = name else {
        if names.is_empty() {
            let message = "The pipeline takes no input, and one is given.";
            let help = "Leave it out (rmpkg: --input): its sources begin by themselves.";
            return Diagnostic::error("input-unknown", message).with_help(help);
        }
        let message = format!("The pipeline has {} inputs ({listed}): say which one is meant.", names.len());
        let help = "Name each of them (rmpkg: --input NAME=VALUE).";
        return Diagnostic::error("input-unnamed", message).with_help(help);
    };
    let message = format!("The pipeline has no input '{name}'; it has {listed}.");
    let problem = Diagnostic::error("input-unknown", message);
    // Who wrote it into the run file looks there, and not at the command line.
    let Some(place) = place else { return problem.with_help("Correct the name (rmpkg: --input NAME=VALUE).") };
    let mut problem = problem.with_help("Correct the name under \"inputs\" in the run file.");
    (problem.file, problem.path) = (place.file.clone(), place.path.clone());
    (problem.line, problem.column) = (place.line, place.column);
    problem
}

fn missing(end: &InputEnd) -> Diagnostic {
    let message = format!("The input '{}' ({}) was given nothing.", end.name, end.kind);
    let help = format!("Give it JSON or a file, or [] for no packets (rmpkg: --input {}=JSON_OR_FILE).", end.name);
    Diagnostic::error("input-missing", message).with_help(help)
}

#[cfg(test)]
mod tests {
    use super::{Given, InputEnd, WrittenAt, assign};
    use alloc::string::String;
    use alloc::vec::Vec;

    fn assigned(inputs: &[&str], names: &[Option<&str>], to_all: bool) -> (Vec<Option<usize>>, Vec<String>) {
        let inputs: Vec<_> = inputs.iter().map(|name| InputEnd { name: (*name).into(), kind: "json".into() }).collect();
        let names = names.iter().map(|name| name.map(String::from)).collect();
        let found = assign(&inputs, &Given { names, places: Vec::new(), to_all });
        (found.inputs, found.diagnostics.into_iter().map(|problem| problem.code).collect())
    }

    #[test]
    fn every_input_is_given_something_or_it_is_said() {
        assert_eq!(assigned(&["a", "b"], &[Some("b"), Some("a")], false), (alloc::vec![Some(1), Some(0)], Vec::new()));
        assert_eq!(assigned(&["a"], &[Some("a"), None], false), (alloc::vec![Some(1)], Vec::new()));
        assert_eq!(assigned(&["a", "b"], &[Some("b")], true), (alloc::vec![None, Some(0)], Vec::new()));
        assert_eq!(assigned(&["a", "b"], &[Some("b")], false).1, ["input-missing"]);
        assert_eq!(assigned(&["a"], &[], false).1, ["input-missing"]);
        assert_eq!(assigned(&["a"], &[Some("b")], false).1, ["input-unknown"]);
        assert_eq!(assigned(&["a", "b"], &[None], false).1, ["input-unnamed"]);
        assert_eq!(assigned(&[], &[None], true).1, ["input-unknown"]);
        assert_eq!(assigned(&[], &[], false).1, Vec::<String>::new());
        let place =
            WrittenAt { file: Some("run.json".into()), path: Some("inputs.b".into()), line: Some(2), column: Some(3) };
        let given = Given { names: alloc::vec![Some("b".into())], places: alloc::vec![Some(place)], to_all: false };
        let problem = &assign(&[], &given).diagnostics[0];
        assert_eq!((problem.file.as_deref(), problem.line, problem.column), (Some("run.json"), Some(2), Some(3)));
        assert!(problem.help.contains("run file"));
    }
}
