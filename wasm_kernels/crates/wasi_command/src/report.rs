//! Problems on stderr: the block that `rmpkg` prints, without colours and unwrapped; or JSON.

use std::fmt::Write as _;
use std::io::Write as _;

use graph_engine::diagnostic::{Diagnostic, RelatedPlace, Severity};

/// Prints each; where stderr is closed nobody wants to know. `subject`: the file that it is about, named where
/// a problem names none itself.
pub fn print(problems: &[Diagnostic], subject: &str, as_json: bool) {
    let mut stream = std::io::stderr().lock();
    for problem in problems {
        let text = if as_json { serde_json::to_string(problem).unwrap_or_default() } else { block(problem, subject) };
        let _ = writeln!(stream, "{text}");
    }
}

/// What, where, why, the way out.
fn block(problem: &Diagnostic, subject: &str) -> String {
    let severity = match problem.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
    };
    let mut out = format!("{severity}: {} [{}]", printable(&problem.message), problem.code);
    let cause = problem.cause.as_ref();
    let why = cause.map(|cause| format!("{}: {}", cause.kind, cause.message)).unwrap_or_default();
    let also = also(problem);
    for (label, text) in
        [("where", place(problem, subject)), ("also", also), ("why", why), ("do", problem.help.clone())]
    {
        if !text.is_empty() {
            let _ = write!(out, "\n  {label:<5} {}", printable(&text));
        }
    }
    out
}

fn place(problem: &Diagnostic, subject: &str) -> String {
    let mut parts = Vec::new();
    if let Some(file) = &problem.file {
        let mut at = file.clone();
        for number in [problem.line, problem.column].into_iter().map_while(|number| number) {
            let _ = write!(at, ":{number}");
        }
        parts.push(at);
    }
    parts.extend(problem.path.clone().filter(|path| !path.is_empty()));
    if let Some(node) = &problem.node {
        let kind = problem.node_type.as_ref().map(|kind| format!(" ({kind})")).unwrap_or_default();
        parts.push(format!("node {node}{kind}"));
    }
    parts.extend(problem.sequence.map(|sequence| format!("packet {sequence}")));
    match (&problem.file, parts.join(", ")) {
        (Some(_), named) => named,
        (None, named) if named.is_empty() => subject.into(),
        (None, named) => format!("{subject}: {named}"),
    }
}

/// The other places that belong to it.
fn also(problem: &Diagnostic) -> String {
    let places = problem.related.iter().map(|RelatedPlace { path, line, .. }| match line {
        Some(line) => format!("{path} (line {line})"),
        None => path.clone(),
    });
    places.collect::<Vec<_>>().join(", ")
}

/// Nothing that a terminal would act on: a manifest may come from anybody.
fn printable(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for letter in text.chars() {
        let acts = (letter.is_control() && letter != '\n')
            || matches!(letter, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}');
        if acts {
            let _ = write!(out, "\\u{{{:x}}}", letter as u32);
        } else {
            out.push(letter);
        }
    }
    out
}
