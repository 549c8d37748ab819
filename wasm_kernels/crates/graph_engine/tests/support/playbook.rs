//! Playbooks: a script of events and the commands that must follow.
//!
//! ```text
//! Playbook::open(manifest)
//!     .step(|engine, inbox| inbox.push(0, &text(engine, "a")), "OUTPUT 0 #0 text engine:1 'a'")
//!     .finish();
//! ```
//! Commands are compared as lines; a difference is printed as a diff. A playbook that is never
//! finished fails, so that none passes by being forgotten.

use std::fmt::Write;

use graph_engine::Engine;

use super::commands::{Command, Packet, decode};
use super::events::Inbox;
use super::nodes::TYPES;

/// A script that is being played.
#[must_use = "a playbook proves something only once it is finished"]
pub struct Playbook {
    engine: Engine,
    steps: usize,
    budget: u32,
    now: f64,
    failure: Option<String>,
    is_finished: bool,
}

impl Playbook {
    /// Opens a manifest; `Py…` types are Python nodes.
    pub fn open(manifest: &str) -> Self {
        Self::open_in(manifest, CONTEXT)
    }

    /// The same in another context.
    pub fn open_in(manifest: &str, context: &str) -> Self {
        let mut engine = Engine::new(TYPES);
        let answer: serde_json::Value =
            serde_json::from_slice(&engine.open(manifest.as_bytes(), context.as_bytes())).unwrap();
        assert_eq!(answer["ok"], true, "{answer:#}");
        Self { engine, steps: 0, budget: 1000, now: 0.0, failure: None, is_finished: false }
    }

    pub fn budget(mut self, budget: u32) -> Self {
        self.budget = budget;
        self
    }

    pub fn now(mut self, now: f64) -> Self {
        self.now = now;
        self
    }

    /// Sends events, steps once, and compares the commands with `expected`, one a line.
    pub fn step(mut self, events: impl FnOnce(&mut Engine, &mut Inbox), expected: &str) -> Self {
        if self.failure.is_some() {
            return self;
        }
        let mut inbox = Inbox::default();
        events(&mut self.engine, &mut inbox);
        let state = inbox.step(&mut self.engine, self.budget, self.now);
        let mut lines: Vec<String> =
            decode(self.engine.outbox()).iter().map(|command| line(&self.engine, command)).collect();
        if state & 1 == 1 {
            lines.push("(work left)".into());
        }
        if state & 2 == 2 {
            lines.push("(ended)".into());
        }
        let expected: Vec<&str> = expected.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
        self.steps += 1;
        if lines != expected {
            self.failure = Some(format!("step {}:\n{}", self.steps, diff(&expected, &lines)));
        }
        self
    }

    /// The engine, for what no command says.
    pub fn with(mut self, look: impl FnOnce(&mut Engine)) -> Self {
        if self.failure.is_none() {
            look(&mut self.engine);
        }
        self
    }

    /// Fails with the first difference, if there was one.
    #[track_caller]
    pub fn finish(mut self) {
        self.is_finished = true;
        if let Some(failure) = self.failure.take() {
            panic!("{failure}");
        }
    }
}

impl Drop for Playbook {
    fn drop(&mut self) {
        assert!(self.is_finished || std::thread::panicking(), "this playbook was never finished");
    }
}

/// Context of `open` in tests.
pub const CONTEXT: &str = r#"{"python_nodes": {
    "PyNode": {"inputs": [{"name": "default", "type": "any"}], "outputs": [{"name": "default", "type": "any"}]},
    "PyTwoNode": {"inputs": [{"name": "left", "type": "any"}, {"name": "right", "type": "any"}], "outputs": [{"name": "a", "type": "any"}, {"name": "b", "type": "text"}]},
    "PyTextNode": {"inputs": [{"name": "default", "type": "text"}], "outputs": [{"name": "default", "type": "json"}]},
    "PySourceNode": {"inputs": [], "outputs": [{"name": "default", "type": "any"}], "is_source": true}},
  "bundle_nodes": ["Greeter", {"name": "Meter", "inputs": [{"name": "default", "type": "audio"}], "outputs": [{"name": "default", "type": "json"}]}],
  "manifest_file": "manifest.json"}"#;

/// One command as a line.
fn line(engine: &Engine, command: &Command) -> String {
    match command {
        Command::Call { call, node, reason, packets } => {
            let reason = ["process", "finish", "produce"][*reason as usize];
            let mut line = format!("CALL {call} node {node} {reason}");
            for (port, packet) in packets {
                write!(line, " {port}<-{}", shown(engine, packet)).unwrap();
            }
            line
        }
        Command::Materialise { to, id, packet } => {
            format!("MATERIALISE to {} {}", handle(*to as u8, *id), shown(engine, packet))
        }
        Command::Release { owner, id } => format!("RELEASE {}", handle(*owner as u8, *id)),
        Command::Output { output, packet } => format!("OUTPUT {output} {}", shown(engine, packet)),
        Command::Ready { input } => format!("READY {input}"),
        Command::Refused { input, packet } => format!("REFUSED {input} {}", shown(engine, packet)),
        Command::Done { how } => format!("DONE {}", ["complete", "cancelled"][*how as usize]),
        Command::Failed { diagnostic } => format!("FAILED {}", said(diagnostic)),
        Command::Abort { call } => format!("ABORT {call}"),
        Command::Note { diagnostic } => format!("NOTE {}", said(diagnostic)),
        Command::GoOn { call } => format!("GO_ON {call}"),
    }
}

fn said(diagnostic: &serde_json::Value) -> String {
    let word = |key: &str| diagnostic[key].as_str().unwrap_or("-").to_string();
    format!("{} {} at {}: {}", word("severity"), word("code"), word("path"), word("message"))
}

fn handle(owner: u8, id: u32) -> String {
    let owner = ["engine", "python", "host"][owner as usize];
    match id.checked_sub(1 << 31) {
        Some(id) => format!("{owner}:^{id}"),
        None => format!("{owner}:{id}"),
    }
}

fn shown(engine: &Engine, packet: &Packet) -> String {
    let kind = ["?", "json", "text", "audio", "tensor", "bytes"][packet.kind as usize];
    let mut shown = format!("#{} {kind} {}", packet.sequence, handle(packet.owner, packet.id));
    if packet.timestamp != 0.0 {
        write!(shown, " t={}", packet.timestamp).unwrap();
    }
    if packet.shared {
        shown += " shared";
    }
    if !packet.dims.is_empty() {
        write!(shown, " {:?}", packet.dims).unwrap();
    }
    if !packet.metadata.is_empty() {
        write!(shown, " {}", packet.metadata).unwrap();
    }
    if packet.owner == 0 && packet.kind <= 2 && packet.arrays == 0 {
        let body = &engine.body(packet.id).unwrap()[..packet.bytes as usize];
        write!(shown, " '{}'", String::from_utf8_lossy(body)).unwrap();
    }
    shown
}

/// Lines that only one side has, in their places.
fn diff(expected: &[&str], got: &[String]) -> String {
    // Longest common subsequence, from the end.
    let mut common = vec![vec![0; got.len() + 1]; expected.len() + 1];
    for i in (0..expected.len()).rev() {
        for j in (0..got.len()).rev() {
            common[i][j] =
                if expected[i] == got[j] { common[i + 1][j + 1] + 1 } else { common[i + 1][j].max(common[i][j + 1]) };
        }
    }
    let (mut i, mut j, mut text) = (0, 0, String::new());
    while i < expected.len() || j < got.len() {
        if i < expected.len() && j < got.len() && expected[i] == got[j] {
            writeln!(text, "    {}", got[j]).unwrap();
            (i, j) = (i + 1, j + 1);
        } else if j == got.len() || i < expected.len() && common[i + 1][j] >= common[i][j + 1] {
            writeln!(text, "  - {}", expected[i]).unwrap();
            i += 1;
        } else {
            writeln!(text, "  + {}", got[j]).unwrap();
            j += 1;
        }
    }
    text
}
