//! The trace as text: Trace Event JSON, as Perfetto and Chromium read it.
//!
//! Source: "Trace Event Format" (the Chromium project's document). One process; a thread for the loop, one
//! for what came out, one for each node. `X` a stretch of work, `s` and `f` a packet from who gave it to
//! who took it, `C` how much waits and has crossed, `i` what came out, `b` and `e` the stages of the start.

use alloc::collections::{BTreeMap, VecDeque};
use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;
use core::fmt::Write;

use super::Trace;
use super::record::{Passed, Record, Slice, SliceId, Stage, Why, Work};
use crate::plan::{Plan, Port, RunsIn};

/// About so long is a piece of the text.
const CHUNK: usize = 1 << 18;
const LOOP: usize = 1;
const OUTPUTS: usize = 2;
const FIRST_NODE: usize = 10;

/// Writes a trace piece by piece. Its records have their times in ns since the first thing.
pub(crate) struct TraceWriter {
    /// Pieces before the first record, the last first.
    opening: Vec<String>,
    records: VecDeque<Record>,
    names: Names,
    /// Of every slice that is kept its thread, and where an arrow from it begins.
    slices: BTreeMap<SliceId, (usize, f64)>,
    /// Who put each packet that is kept, by edge and number.
    givers: BTreeMap<(u32, u32), SliceId>,
    left_out: u64,
    written: u64,
    arrows: u64,
    is_closed: bool,
}

/// Makes ns of seconds. A viewer needs a slice to have a length, an arrow a place inside it, and slices of a
/// thread to lie beside or within one another: so none is shorter than 1 ns or begins before the last has ended.
struct Clock {
    zero: f64,
    /// By thread.
    ended: BTreeMap<usize, f64>,
}

impl Clock {
    fn nanoseconds(&self, seconds: f64) -> f64 {
        ((seconds - self.zero) * 1e9).round()
    }

    fn convert(&mut self, record: &mut Record) {
        let thread = match record {
            Record::Slice(slice) => thread(&slice.work),
            _ => LOOP,
        };
        match record {
            Record::Slice(Slice { began, ended, .. }) | Record::Copy { began, ended, .. } => {
                let before = self.ended.get(&thread).copied().unwrap_or_default();
                *began = self.nanoseconds(*began).max(before);
                *ended = self.nanoseconds(*ended).max(*began + 1.0);
                self.ended.insert(thread, *ended);
            }
            Record::Queue { at, .. } | Record::Output { at, .. } | Record::Crossed { at, .. } => {
                *at = self.nanoseconds(*at);
            }
            Record::Put { .. } => {}
        }
    }
}

struct Names {
    nodes: Vec<String>,
    categories: Vec<&'static str>,
    edges: Vec<String>,
    outputs: Vec<String>,
}

impl TraceWriter {
    /// Of all that `trace` has kept.
    pub(crate) fn new(mut trace: Trace, plan: &Plan) -> Self {
        let times = trace.kept.iter().filter_map(began).chain(trace.stages.iter().map(|stage| stage.began));
        let zero = times.fold(f64::INFINITY, f64::min);
        let mut clock = Clock { zero, ended: BTreeMap::new() };
        let mut slices = BTreeMap::new();
        let mut givers = BTreeMap::new();
        for record in &mut trace.kept {
            clock.convert(record);
            match record {
                Record::Slice(slice) => {
                    // An arrow belongs to the slice around its end. What a node gives it gives at last; what
                    // a step hands on may be taken within it.
                    let gives_at = if matches!(slice.work, Work::Step) { slice.began } else { slice.ended - 1.0 };
                    slices.insert(slice.id, (thread(&slice.work), gives_at));
                }
                Record::Put { by, packet } => {
                    givers.insert((packet.edge, packet.sequence), *by);
                }
                _ => {}
            }
        }
        for stage in &mut trace.stages {
            (stage.began, stage.ended) = (clock.nanoseconds(stage.began), clock.nanoseconds(stage.ended));
        }
        let mut writer = Self {
            opening: Vec::new(),
            records: trace.kept,
            names: Names::of(plan),
            slices,
            givers,
            left_out: trace.left_out,
            written: 0,
            arrows: 0,
            is_closed: false,
        };
        let opening = writer.opening(plan, &trace.stages);
        writer.opening.push(opening);
        writer
    }

    /// The next piece; empty after the last.
    pub(crate) fn next_chunk(&mut self) -> String {
        let mut out = self.opening.pop().unwrap_or_default();
        while out.len() < CHUNK {
            let Some(record) = self.records.pop_front() else {
                if !core::mem::replace(&mut self.is_closed, true) {
                    let (events, left_out) = (self.written, self.left_out);
                    let _ = write!(
                        out,
                        "\n],\n\"displayTimeUnit\": \"ms\",\n\
                         \"otherData\": {{\"writer\": \"rmpkg\", \"events\": {events}, \"records_left_out\": {left_out}}}}}\n"
                    );
                }
                break;
            };
            self.write(&record, &mut out);
        }
        out
    }

    fn opening(&mut self, plan: &Plan, stages: &[Stage]) -> String {
        let mut out = String::from("{\"traceEvents\": [");
        let name = if plan.name.is_empty() { "rmpkg" } else { &plan.name };
        let process = format!("\"ph\": \"M\", \"name\": \"process_name\", \"args\": {{\"name\": {}}}", quoted(name));
        self.event(&process, &mut out);
        let mut threads: Vec<(usize, String)> = alloc::vec![(LOOP, "loop".into()), (OUTPUTS, "outputs".into())];
        for (index, node) in plan.nodes.iter().enumerate() {
            threads.push((FIRST_NODE + index, format!("{} ({})", node.id, node.node_type)));
        }
        for (thread, name) in threads {
            let name = quoted(&name);
            let named =
                format!("\"ph\": \"M\", \"tid\": {thread}, \"name\": \"thread_name\", \"args\": {{\"name\": {name}}}");
            self.event(&named, &mut out);
            let sorted = format!(
                "\"ph\": \"M\", \"tid\": {thread}, \"name\": \"thread_sort_index\", \"args\": {{\"sort_index\": {thread}}}"
            );
            self.event(&sorted, &mut out);
        }
        for (index, Stage { label, began, ended }) in stages.iter().enumerate() {
            for (phase, at) in [('b', began), ('e', ended)] {
                let at = micros(*at);
                let stage = format!(
                    "\"ph\": \"{phase}\", \"tid\": {LOOP}, \"ts\": {at}, \"cat\": \"start\", \"id\": \"start-{index}\", \
                     \"name\": {}",
                    quoted(label)
                );
                self.event(&stage, &mut out);
            }
        }
        if self.left_out > 0 {
            let said = format!("{} earlier records were left out", self.left_out);
            let first = micros(self.records.iter().find_map(began).unwrap_or_default());
            let left_out =
                format!("\"ph\": \"i\", \"s\": \"p\", \"tid\": {LOOP}, \"ts\": {first}, \"name\": {}", quoted(&said));
            self.event(&left_out, &mut out);
        }
        out
    }

    fn write(&mut self, record: &Record, out: &mut String) {
        match *record {
            Record::Slice(slice) => self.slice(&slice, out),
            Record::Put { .. } => {}
            Record::Queue { at, edge, packets, bytes } => {
                let edge = edge as usize;
                let at = micros(at);
                for (what, unit, value) in [("queue", "packets", u64::from(packets)), ("queued bytes", "bytes", bytes)]
                {
                    let name = quoted(&format!("{what} {}", self.names.edges[edge]));
                    let counted =
                        format!("\"ph\": \"C\", \"ts\": {at}, \"name\": {name}, \"args\": {{\"{unit}\": {value}}}");
                    self.event(&counted, out);
                }
            }
            Record::Crossed { at, bytes } => {
                let at = micros(at);
                let counted = format!(
                    "\"ph\": \"C\", \"ts\": {at}, \"name\": \"crossed bytes\", \"args\": {{\"bytes\": {bytes}}}"
                );
                self.event(&counted, out);
            }
            Record::Output { at, output, sequence, bytes } => {
                let (at, name) = (micros(at), quoted(&self.names.outputs[output as usize]));
                let came = format!(
                    "\"ph\": \"i\", \"s\": \"t\", \"tid\": {OUTPUTS}, \"ts\": {at}, \"cat\": \"output\", \"name\": {name}, \
                     \"args\": {{\"sequence\": {sequence}, \"bytes\": {bytes}}}"
                );
                self.event(&came, out);
            }
            Record::Copy { began, ended, owner, bytes } => {
                let to = ["engine", "python", "host"].get(usize::from(owner)).copied().unwrap_or("elsewhere");
                let length = micros(ended - began);
                let at = micros(began);
                let copied = format!(
                    "\"ph\": \"X\", \"tid\": {LOOP}, \"ts\": {at}, \"dur\": {length}, \"cat\": \"copy\", \
                     \"name\": \"copy to {to}\", \"args\": {{\"bytes\": {bytes}}}"
                );
                self.event(&copied, out);
            }
        }
    }

    fn slice(&mut self, slice: &Slice, out: &mut String) {
        let (at, length) = (micros(slice.began), micros(slice.ended - slice.began));
        let Work::Node { node, why, taken, is_shared } = slice.work else {
            let step = format!(
                "\"ph\": \"X\", \"tid\": {LOOP}, \"ts\": {at}, \"dur\": {length}, \"cat\": \"engine\", \"name\": \"step\""
            );
            return self.event(&step, out);
        };
        let thread = thread(&slice.work);
        let (name, category) = (quoted(&self.names.nodes[node as usize]), self.names.categories[node as usize]);
        let why = match why {
            Why::Process => "process",
            Why::EndPort => "end of an input",
            Why::Finish => "finish",
            Why::Produce => "produce",
        };
        let timing = if is_shared { "shared" } else { "measured" };
        let mut args = format!("\"why\": \"{why}\", \"timing\": \"{timing}\"");
        if let Some(Passed { edge, sequence, bytes }) = taken {
            let edge = quoted(&self.names.edges[edge as usize]);
            let _ = write!(args, ", \"edge\": {edge}, \"sequence\": {sequence}, \"bytes\": {bytes}");
        }
        let worked = format!(
            "\"ph\": \"X\", \"tid\": {thread}, \"ts\": {at}, \"dur\": {length}, \"cat\": \"{category}\", \
             \"name\": {name}, \"args\": {{{args}}}"
        );
        self.event(&worked, out);
        if let Some(taken) = taken {
            self.arrow(&taken, thread, slice.began, out);
        }
    }

    /// From the slice that gave the packet, where that is kept, to the one that took it.
    fn arrow(&mut self, packet: &Passed, to: usize, taken_at: f64, out: &mut String) {
        let giver = self.givers.get(&(packet.edge, packet.sequence)).and_then(|giver| self.slices.get(giver));
        let Some(&(from, given_at)) = giver else { return };
        self.arrows += 1;
        let id = self.arrows;
        for (phase, thread, at) in [("s", from, given_at), ("f\", \"bp\": \"e", to, taken_at)] {
            let at = micros(at);
            let end = format!(
                "\"ph\": \"{phase}\", \"tid\": {thread}, \"ts\": {at}, \"id\": {id}, \"cat\": \"packet\", \"name\": \"packet\""
            );
            self.event(&end, out);
        }
    }

    fn event(&mut self, fields: &str, out: &mut String) {
        let comma = if self.written == 0 { "" } else { "," };
        self.written += 1;
        let _ = write!(out, "{comma}\n{{\"pid\": 1, {fields}}}");
    }
}

impl Names {
    fn of(plan: &Plan) -> Self {
        let id = |node: usize| plan.nodes[node].id.as_str();
        // Several edges between the same nodes are told apart by their ports.
        let end = |node: usize, ports: &[Port], port: usize| match ports.get(port).map(|port| port.name.as_str()) {
            None | Some("default") => id(node).to_string(),
            Some(port) => format!("{}.{port}", id(node)),
        };
        let from = |node: usize, port: usize| end(node, &plan.nodes[node].outputs, port);
        let to = |node: usize, port: usize| end(node, &plan.nodes[node].inputs, port);
        let between = plan
            .edges
            .iter()
            .map(|edge| format!("{} → {}", from(edge.from, edge.from_port), to(edge.to, edge.to_port)));
        // Inputs count as edges after the last of the plan's.
        let inputs = plan.inputs.iter().map(|input| format!("input {} → {}", input.name, to(input.node, input.port)));
        let category = |runs_in| if runs_in == RunsIn::Engine { "engine" } else { "python" };
        Self {
            nodes: plan.nodes.iter().map(|node| node.id.clone()).collect(),
            categories: plan.nodes.iter().map(|node| category(node.runs_in)).collect(),
            edges: between.chain(inputs).collect(),
            outputs: plan.outputs.iter().map(|output| output.name.clone()).collect(),
        }
    }
}

fn thread(work: &Work) -> usize {
    match work {
        Work::Step => LOOP,
        Work::Node { node, .. } => FIRST_NODE + *node as usize,
    }
}

/// When it began; nothing for what has no time.
fn began(record: &Record) -> Option<f64> {
    match record {
        Record::Slice(Slice { began, .. }) | Record::Copy { began, .. } => Some(*began),
        Record::Queue { at, .. } | Record::Output { at, .. } | Record::Crossed { at, .. } => Some(*at),
        Record::Put { .. } => None,
    }
}

/// ns as µs.
fn micros(nanoseconds: f64) -> String {
    format!("{:.3}", nanoseconds / 1e3)
}

fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}
