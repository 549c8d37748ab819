//! One run, from the text of the manifest to its results.

use std::time::Instant;

use graph_engine::Engine;
use graph_engine::diagnostic::{Diagnostic, Severity};
use graph_engine::document::{Described, RunValues, SdkPlan, SdkResults, value};
use serde::Deserialize;
use serde_json::value::RawValue;

use crate::commands::{self, Command, Packet};
use crate::events::Events;
use crate::inputs::{self, Feed};
use crate::plan::Plan;

/// The standard Python node types (`python -m py_nodes.catalogue --ports`): so that a graph with one is
/// refused by its name and not as unknown.
const PYTHON_NODES: &str = include_str!("python_nodes.json");
/// Packets of native work in one step.
const BUDGET: u32 = 256;
/// Every so many steps does one packet only: what the figures of single nodes are measured by.
const MEASURED_TURN: u32 = 8;
const ENDED: u32 = 2;

#[derive(Deserialize)]
struct Answer<'a> {
    #[serde(borrow)]
    plan: Option<&'a RawValue>,
    diagnostics: Vec<Diagnostic>,
}

/// How a run went.
pub struct Ended {
    pub plan: Plan,
    pub sdk_plan: SdkPlan,
    /// JSON texts, by output of the plan.
    pub outputs: Vec<Vec<String>>,
    pub sdk: SdkResults,
    /// `Metrics in the answer` of `WIRE.md`.
    pub metrics: serde_json::Value,
    /// Warnings, notes, and last the error if there was one.
    pub problems: Vec<Diagnostic>,
}

impl Ended {
    /// An error ended it.
    pub fn has_failed(&self) -> bool {
        self.problems.iter().any(|problem| problem.severity == Severity::Error)
    }
}

/// Runs the manifest in `text`, called `name`, with the values of the run file and of the command line;
/// `placeholders`: what `${NAME}` stands for.
///
/// # Errors
/// Why nothing ran.
pub fn run(
    text: &[u8],
    name: &str,
    values: &RunValues,
    words: &[(Option<String>, String)],
    placeholders: &[(String, String)],
) -> Result<Ended, Vec<Diagnostic>> {
    let mut engine = Engine::new(native_nodes::TYPES);
    let manifest_file = serde_json::Value::from(name);
    let placeholders: serde_json::Map<_, _> =
        placeholders.iter().map(|(name, value)| (name.clone(), value.as_str().into())).collect();
    let placeholders = serde_json::Value::from(placeholders);
    let context = format!(
        "{{\"python_nodes\": {PYTHON_NODES}, \"bundle_nodes\": [], \"manifest_file\": {manifest_file}, \"values\": {placeholders}, \"alone\": true}}"
    );
    let answer = engine.open(text, context.as_bytes());
    let answer: Answer<'_> = serde_json::from_slice(&answer).expect("the engine answers as WIRE.md has it");
    let Some(raw) = answer.plan.filter(|plan| plan.get() != "null") else { return Err(answer.diagnostics) };
    let plan: Plan = serde_json::from_str(raw.get()).expect("the engine plans as WIRE.md has it");
    refuse_python(&plan, answer.diagnostics.clone())?;
    let feeds = inputs::feeds(&plan, name, values, words)?;
    let sdk_plan = SdkPlan::read(raw.get().as_bytes()).expect("it is a plan");
    let outputs = plan.outputs.iter().map(|_| Vec::new()).collect();
    let mut ended = Ended {
        plan,
        sdk_plan,
        outputs,
        sdk: SdkResults::default(),
        metrics: serde_json::Value::Null,
        problems: answer.diagnostics,
    };
    drive(&mut engine, feeds, &mut ended);
    ended.metrics = serde_json::from_slice(&engine.metrics()).unwrap_or_default();
    Ok(ended)
}

/// This host has no Python: says at once which nodes would need it.
fn refuse_python(plan: &Plan, mut problems: Vec<Diagnostic>) -> Result<(), Vec<Diagnostic>> {
    let python: Vec<String> = plan
        .nodes
        .iter()
        .filter(|node| node.runs_in == "python")
        .map(|node| format!("\"{}\" ({})", node.id, node.node_type))
        .collect();
    if python.is_empty() {
        return Ok(());
    }
    let (nodes, need) = if python.len() == 1 { ("node", "needs") } else { ("nodes", "need") };
    let message = format!("{} {nodes} {need} a host with Python: {}.", python.len(), python.join(", "));
    let help = "Run it with rmpkg run, or open it in the page; this command has native nodes only.";
    problems.push(Diagnostic::error("needs-python", message).with_help(help));
    Err(problems)
}

/// The loop between engine and world: `WIRE.md`.
fn drive(engine: &mut Engine, mut feeds: Vec<Feed>, ended: &mut Ended) {
    let began = Instant::now();
    let now = || began.elapsed().as_secs_f64();
    let mut turn = 0;
    loop {
        let mut events = Events::default();
        for (input, feed) in feeds.iter_mut().enumerate() {
            if let Err(problem) = feed.fill(input, engine, &mut events) {
                return ended.problems.push(*problem);
            }
        }
        let bytes = events.0.len();
        engine.inbox(bytes)[..bytes].copy_from_slice(&events.0);
        turn += 1;
        let status = engine.step(bytes, if turn % MEASURED_TURN == 0 { 1 } else { BUDGET }, now());
        engine.stepped(now());
        for command in commands::read(engine.outbox()) {
            match command {
                Command::Output { output, packet } => take(ended, output, &packet, engine.body(packet.id)),
                Command::Refused { input, id } => feeds[input].refused(id),
                Command::Ready { input } => feeds[input].ready(),
                Command::Failed { diagnostic } | Command::Note { diagnostic } => {
                    ended.problems.extend(serde_json::from_str::<Diagnostic>(diagnostic));
                }
                Command::Other => {}
            }
        }
        if status & ENDED != 0 {
            return;
        }
        // Nothing to give and nothing left to do, and yet no end: better to stop than to turn for ever.
        assert!(
            status != 0 || !engine.outbox().is_empty() || feeds.iter().any(Feed::has_more),
            "the engine stands still"
        );
    }
}

fn take(ended: &mut Ended, output: usize, packet: &Packet<'_>, body: Option<&[u8]>) {
    let Packet { kind, dtype, arrays, sample_rate, dims, .. } = packet;
    let described = Described { kind: *kind, dtype: *dtype, arrays: *arrays, sample_rate: *sample_rate, dims };
    let body = body.expect("an output's body is there until the next step");
    let written = value(&described, body).map(|text| ended.outputs[output].push(text));
    written
        .and_then(|()| ended.sdk.add(&ended.plan.outputs[output].name, &described, packet.metadata, body))
        .expect("the engine describes its bodies");
}
