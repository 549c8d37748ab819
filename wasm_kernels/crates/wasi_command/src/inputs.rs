//! What each input of the plan is given.

use std::collections::VecDeque;

use graph_engine::Engine;
use graph_engine::diagnostic::Diagnostic;
use graph_engine::document::{Assignment, Given, InputEnd, RunValues, WrittenAt, assign, split_json};

use crate::events::{Events, JSON, TEXT};
use crate::plan::Plan;

/// Packets that an input is given in one turn.
const PUSHES: usize = 64;

/// A packet in the engine's memory that no event has named yet, or that was refused.
struct Placed {
    id: u32,
    kind: u8,
    bytes: u32,
}

/// What one input is still to be given.
pub struct Feed {
    takes_text: bool,
    texts: std::vec::IntoIter<Box<str>>,
    /// Refused packets, in their order; they go before all others.
    returned: VecDeque<Placed>,
    /// Pushed in this turn, until the engine has said which it refuses.
    pushed: Vec<Placed>,
    is_blocked: bool,
    is_closed: bool,
}

impl Feed {
    fn new(end: &InputEnd, texts: Vec<Box<str>>) -> Self {
        Self {
            takes_text: end.kind == "text",
            texts: texts.into_iter(),
            returned: VecDeque::new(),
            pushed: Vec::new(),
            is_blocked: false,
            is_closed: false,
        }
    }

    /// Puts events for the next packets, or for the end, which comes in a turn of its own.
    ///
    /// # Errors
    /// The engine's memory has no room for a packet.
    pub fn fill(&mut self, input: usize, engine: &mut Engine, events: &mut Events) -> Result<(), Box<Diagnostic>> {
        self.pushed.clear();
        if self.is_blocked || self.is_closed {
            return Ok(());
        }
        while self.pushed.len() < PUSHES {
            let next = match self.returned.pop_front() {
                Some(returned) => Some(returned),
                None => self.texts.next().map(|text| place(&text, self.takes_text, engine)).transpose()?,
            };
            let Some(placed) = next else { break };
            events.push(input as u32, placed.id, placed.kind, placed.bytes);
            self.pushed.push(placed);
        }
        if self.pushed.is_empty() {
            self.is_closed = true;
            events.close(input as u32);
        }
        Ok(())
    }

    /// The engine had no room for that packet.
    pub fn refused(&mut self, id: u32) {
        self.is_blocked = true;
        if let Some(index) = self.pushed.iter().position(|placed| placed.id == id) {
            self.returned.push_back(self.pushed.remove(index));
        }
    }

    /// The engine has room again.
    pub fn ready(&mut self) {
        self.is_blocked = false;
    }

    /// There is something to push or to tell.
    pub fn has_more(&self) -> bool {
        !self.is_blocked && !self.is_closed
    }
}

/// A JSON text as a packet; for an input of type text a JSON string becomes text.
fn place(text: &str, takes_text: bool, engine: &mut Engine) -> Result<Placed, Box<Diagnostic>> {
    let plain: Option<String> =
        (takes_text && text.starts_with('"')).then(|| serde_json::from_str(text).ok()).flatten();
    let kind = if plain.is_some() { TEXT } else { JSON };
    let body = plain.as_deref().unwrap_or(text).as_bytes();
    let bytes = body.len() as u32;
    let id = engine.allocate(bytes, kind);
    let Some(room) = engine.body_mut(id) else {
        let message = format!("The engine has no room for {bytes} bytes: its memory ends at 4 GiB.");
        return Err(Box::new(Diagnostic::error("out-of-memory", message).with_help("Give it less at once.")));
    };
    room.copy_from_slice(body);
    Ok(Placed { id, kind, bytes })
}

/// A feed for every input of the plan, from the command line before the run file called `run_file`.
///
/// # Errors
/// Names that the plan does not have, inputs without a value, values that are no JSON.
pub fn feeds(
    plan: &Plan,
    run_file: &str,
    values: &RunValues,
    words: &[(Option<String>, String)],
) -> Result<Vec<Feed>, Vec<Diagnostic>> {
    let mut given = Given { names: Vec::new(), places: Vec::new(), to_all: values.input_data.is_some() };
    let mut lists = Vec::new();
    for (name, texts) in values.inputs.iter().flatten() {
        given.names.push(Some(name.clone()));
        let mut place = WrittenAt { file: Some(run_file.into()), ..WrittenAt::default() };
        if let Some(at) = values.places.get(name) {
            (place.path, place.line, place.column) = (Some(at.path.clone()), Some(at.line), Some(at.column));
        }
        given.places.push(Some(place));
        lists.push(texts.clone());
    }
    let mut problems = Vec::new();
    for (name, text) in words {
        match split_json(text.as_bytes()) {
            Ok(texts) => lists.push(texts),
            Err(mut problem) => {
                if problem.code == "bad-json" {
                    problems.push(not_json(text));
                }
                let name = name.as_deref().map(|name| format!(" {name}")).unwrap_or_default();
                problem.file = Some(format!("--input{name}"));
                problems.push(*problem);
            }
        }
        given.names.push(name.clone());
    }
    if problems.is_empty() {
        let Assignment { inputs, diagnostics } = assign(&plan.inputs, &given);
        problems = diagnostics;
        if problems.is_empty() {
            let to_all = || values.input_data.clone().unwrap_or_default();
            let texts = inputs.into_iter().map(|chosen| chosen.map_or_else(to_all, |index| lists[index].clone()));
            return Ok(plan.inputs.iter().zip(texts).map(|(end, texts)| Feed::new(end, texts)).collect());
        }
    }
    Err(problems)
}

fn not_json(text: &str) -> Diagnostic {
    let mut shown: String = text.chars().take(59).collect();
    if shown.len() < text.len() {
        shown.push('…');
    }
    let message = format!("The input '{shown}' is not JSON.");
    Diagnostic::error("input-not-understood", message).with_help("Text needs its own quotes: --input '\"hello\"'")
}
