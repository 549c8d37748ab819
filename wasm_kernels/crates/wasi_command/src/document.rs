//! The document on stdout: what `rmpkg run --json` prints.

use std::fmt::Write;

use graph_engine::diagnostic::Diagnostic;
use serde_json::{Value, json};

use crate::session::Ended;

/// `{"ok", "outputs", "metrics", "diagnostics"}`.
pub fn own(ended: &Ended) -> String {
    let mut lists = String::new();
    for (end, texts) in ended.plan.outputs.iter().zip(&ended.outputs) {
        let comma = if lists.is_empty() { "" } else { "," };
        let name = Value::from(end.name.as_str());
        let _ = write!(lists, "{comma}\n  {name}: [{}]", texts.join(", "));
    }
    let mut metrics = ended.metrics.clone();
    for (node, figures) in ended.plan.nodes.iter().zip(metrics["nodes"].as_array_mut().into_iter().flatten()) {
        figures["id"] = node.id.as_str().into();
    }
    written(!ended.has_failed(), &lists, &metrics, &ended.problems)
}

/// Of what did not begin.
pub fn refused(problems: &[Diagnostic]) -> String {
    written(false, "", &Value::Null, problems)
}

fn written(ok: bool, outputs: &str, metrics: &Value, problems: &[Diagnostic]) -> String {
    let problems = json!(problems);
    format!(
        "{{\n \"ok\": {ok},\n \"outputs\": {{{outputs}}},\n \"metrics\": {metrics},\n \"diagnostics\": {problems}\n}}\n"
    )
}
