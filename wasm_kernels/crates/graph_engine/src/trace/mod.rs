//! What happened when, for a trace viewer: recorded while the run goes on, written at its end.
//!
//! The engine has no clock. A step's times are the `now`s that the host hands in; its time is shared out
//! among the native nodes that ran in it. What happened outside is told by the host (`MARK` in `WIRE.md`).
//! The newest records are kept, a bounded number of them; how many went is written into the trace.

mod record;
mod wish;
mod writer;

use alloc::collections::VecDeque;
use alloc::string::String;
use alloc::vec::Vec;

use crate::edge::Edge;
pub(crate) use record::Why;
use record::{Passed, Record, Slice, SliceId, Stage, Work};
pub(crate) use wish::TraceWish;
pub(crate) use writer::TraceWriter;

/// Records that are kept where the host does not say how many: about 6 MB.
const RECORDS: usize = 1 << 17;
/// Between what makes sense and what memory allows.
const FEWEST: usize = 1 << 10;
const MOST: usize = 1 << 22;
/// Stages of a start, and characters of each label, are the host's to choose: bounded all the same.
const MOST_STAGES: usize = 256;
const LONGEST_LABEL: usize = 200;

/// Of an edge that nothing was told of: that it is empty is told too.
const NEVER_TOLD: (u32, u64) = (u32::MAX, u64::MAX);

/// What the host said that it did; the number is the code on the wire.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Mark {
    /// The code of a call's node ran.
    Call = 1,
    /// A body was copied.
    Copy = 2,
    /// A stage of the start.
    Stage = 3,
}

impl Mark {
    pub(crate) fn from_code(code: u32) -> Option<Self> {
        [Mark::Call, Mark::Copy, Mark::Stage].into_iter().find(|mark| *mark as u32 == code)
    }
}

/// The recorder of one run.
pub(crate) struct Trace {
    kept: VecDeque<Record>,
    most: usize,
    left_out: u64,
    stages: Vec<Stage>,
    /// Of the step under way; native slices have no times yet.
    step: Vec<Record>,
    began: f64,
    /// The slice of the step itself.
    step_slice: SliceId,
    /// What is at work now: packets that are put come from it.
    at_work: SliceId,
    /// Place in `step` of the native slice at work.
    native: Option<usize>,
    last_slice: SliceId,
    taken: Option<Passed>,
    nodes: Vec<NodeTrack>,
    /// What was last told of each edge: packets and bytes.
    queues: Vec<(u32, u64)>,
    /// Of the edges that have changed since, what there is now.
    changed: Vec<(usize, (u32, u64))>,
    crossed: u64,
}

/// What is known of one node.
#[derive(Clone, Default)]
struct NodeTrack {
    last_slice: SliceId,
    last_ended: f64,
    /// The call that is with the host.
    open: Option<OpenCall>,
}

#[derive(Clone, Copy)]
struct OpenCall {
    why: Why,
    taken: Option<Passed>,
    /// When it was made, or went on.
    since: f64,
    /// The host has told when it worked since.
    is_told: bool,
}

impl Trace {
    /// `records`: how many to keep, or nothing for a sensible number.
    pub(crate) fn new(records: Option<usize>, nodes: usize, edges: usize) -> Self {
        Self {
            kept: VecDeque::new(),
            most: records.unwrap_or(RECORDS).clamp(FEWEST, MOST),
            left_out: 0,
            stages: Vec::new(),
            step: Vec::new(),
            began: 0.0,
            step_slice: 0,
            at_work: 0,
            native: None,
            last_slice: 0,
            taken: None,
            nodes: alloc::vec![NodeTrack::default(); nodes],
            queues: alloc::vec![NEVER_TOLD; edges],
            changed: Vec::new(),
            crossed: 0,
        }
    }

    /// A step begins.
    pub(crate) fn step_began(&mut self, now: f64) {
        self.began = now;
        self.step_slice = self.new_slice();
        self.now_from_host();
        self.taken = None;
    }

    /// What is put next comes from the host, by way of the step.
    pub(crate) fn now_from_host(&mut self) {
        self.at_work = self.step_slice;
        self.native = None;
    }

    /// A native node begins to work: how much waits has then been seen by nobody yet.
    pub(crate) fn native_began(&mut self, node: usize, why: Why) {
        self.tell_changed();
        let id = self.new_slice();
        self.at_work = id;
        self.native = Some(self.step.len());
        let work = Work::Node { node: node as u32, why, taken: None, is_shared: false };
        self.step.push(Record::Slice(Slice { id, began: f64::NAN, ended: f64::NAN, work }));
        self.nodes[node].last_slice = id;
    }

    /// A packet goes onto an edge, on which there are then so many packets and bytes.
    pub(crate) fn put(&mut self, edge: usize, sequence: u64, bytes: u32, queued: (usize, u64)) {
        self.has_changed(edge, queued);
        let packet = Passed { edge: edge as u32, sequence: sequence as u32, bytes };
        self.step.push(Record::Put { by: self.at_work, packet });
    }

    /// A packet is taken off an edge, by the native node at work or for the next call. `queued`: see [`Trace::put`].
    pub(crate) fn took(&mut self, edge: usize, sequence: u64, bytes: u32, queued: (usize, u64)) {
        self.has_changed(edge, queued);
        let packet = Some(Passed { edge: edge as u32, sequence: sequence as u32, bytes });
        match self.native.and_then(|place| self.step.get_mut(place)) {
            Some(Record::Slice(Slice { work: Work::Node { taken, .. }, .. })) => *taken = packet,
            _ => self.taken = packet,
        }
    }

    /// A packet leaves the graph.
    pub(crate) fn output(&mut self, output: usize, sequence: u64, bytes: u32) {
        let (output, sequence) = (output as u32, sequence as u32);
        self.step.push(Record::Output { at: f64::NAN, output, sequence, bytes });
    }

    /// The host is asked to run a node.
    pub(crate) fn called(&mut self, node: usize, why: Why) {
        let taken = self.taken.take();
        self.nodes[node].open = Some(OpenCall { why, taken, since: self.began, is_told: false });
    }

    /// A call's node has answered: what is put next comes from there. A host that does not tell when it
    /// worked is taken to have worked since it was asked.
    pub(crate) fn answered(&mut self, node: usize) {
        if let Some(OpenCall { since, is_told: false, .. }) = self.nodes[node].open {
            self.worked(node, since, self.began);
        }
        if let Some(open) = &mut self.nodes[node].open {
            (open.is_told, open.since) = (false, self.began);
        }
        self.at_work = self.nodes[node].last_slice;
        self.native = None;
    }

    /// The code of the node's call ran from `began` to `ended`.
    pub(crate) fn worked(&mut self, node: usize, began: f64, ended: f64) {
        if !(began.is_finite() && ended.is_finite()) {
            return;
        }
        let id = self.new_slice();
        let track = &mut self.nodes[node];
        let Some(open) = &mut track.open else { return };
        open.is_told = true;
        // A node does one thing at a time, whatever a host says.
        let began = began.max(track.last_ended);
        let ended = ended.max(began);
        let work = Work::Node { node: node as u32, why: open.why, taken: open.taken.take(), is_shared: false };
        (track.last_slice, track.last_ended) = (id, ended);
        self.step.push(Record::Slice(Slice { id, began, ended, work }));
    }

    /// The host copied a body of `bytes` bytes to `owner`.
    pub(crate) fn copied(&mut self, owner: u32, bytes: u32, began: f64, ended: f64) {
        if began.is_finite() && ended.is_finite() {
            self.step.push(Record::Copy { began, ended: ended.max(began), owner: owner as u8, bytes });
        }
    }

    /// A stage of the start.
    pub(crate) fn stage(&mut self, label: &str, began: f64, ended: f64) {
        if self.stages.len() < MOST_STAGES && began.is_finite() && ended.is_finite() {
            let label: String = label.chars().take(LONGEST_LABEL).collect();
            self.stages.push(Stage { label, began, ended: ended.max(began) });
        }
    }

    /// How much waits on the edges, where that has changed: before nodes work.
    pub(crate) fn queues_filled(&mut self, edges: &[Edge]) {
        self.tell_queues(self.began, edges);
    }

    /// The step is over. `call_s`: seconds of a call of a native node, as far as known; `crossed`: bytes
    /// that have crossed so far.
    pub(crate) fn stepped(&mut self, now: f64, call_s: impl Fn(usize) -> f64, edges: &[Edge], crossed: u64) {
        let ended = if now.is_finite() { now.max(self.began) } else { self.began };
        self.tell_queues(ended, edges);
        if core::mem::replace(&mut self.crossed, crossed) != crossed {
            self.step.push(Record::Crossed { at: ended, bytes: crossed });
        }
        if self.step.is_empty() {
            return;
        }
        self.share_out(ended, call_s);
        let whole = Slice { id: self.step_slice, began: self.began, ended, work: Work::Step };
        // Copies were made before this step, which was told of them.
        let (copies, others): (Vec<Record>, Vec<Record>) =
            core::mem::take(&mut self.step).into_iter().partition(|record| matches!(record, Record::Copy { .. }));
        for record in copies.into_iter().chain([Record::Slice(whole)]).chain(others) {
            self.keep(record);
        }
    }

    /// Gives the native slices of a step their times, one after the other.
    fn share_out(&mut self, ended: f64, call_s: impl Fn(usize) -> f64) {
        let weight = |node: u32| Some(call_s(node as usize)).filter(|seconds| *seconds > 0.0);
        let natives = || self.step.iter().filter_map(native_node);
        let count = natives().count();
        // Nodes that were never timed count like the mean of the others.
        let known: Vec<f64> = natives().filter_map(weight).collect();
        let mean = if known.is_empty() { 1.0 } else { known.iter().sum::<f64>() / known.len() as f64 };
        let total: f64 = natives().map(|node| weight(node).unwrap_or(mean)).sum();
        let mut at = self.began;
        for record in &mut self.step {
            let native = native_node(record);
            match record {
                Record::Slice(Slice { began, ended: until, work: Work::Node { is_shared, .. }, .. })
                    if native.is_some() =>
                {
                    let node = native.unwrap_or_default();
                    let share = (ended - self.began) * weight(node).unwrap_or(mean) / total;
                    (*began, *until) = (at, (at + share).min(ended));
                    *is_shared = count > 1;
                    at = *until;
                    self.nodes[node as usize].last_ended = at;
                }
                Record::Output { at: time, .. } => *time = ended,
                // What changed while nodes worked is told where the last of them ends.
                Record::Queue { at: time, .. } if time.is_nan() => *time = at,
                _ => {}
            }
        }
    }

    fn has_changed(&mut self, edge: usize, (packets, bytes): (usize, u64)) {
        let now = (packets as u32, bytes);
        match self.changed.iter_mut().find(|(changed, _)| *changed == edge) {
            Some((_, known)) => *known = now,
            None => self.changed.push((edge, now)),
        }
    }

    fn tell_changed(&mut self) {
        for (edge, now) in self.changed.drain(..) {
            if core::mem::replace(&mut self.queues[edge], now) != now {
                self.step.push(Record::Queue { at: f64::NAN, edge: edge as u32, packets: now.0, bytes: now.1 });
            }
        }
    }

    fn tell_queues(&mut self, at: f64, edges: &[Edge]) {
        self.changed.clear();
        for (index, (edge, told)) in edges.iter().zip(&mut self.queues).enumerate() {
            let (packets, bytes) = edge.queued();
            let now = (packets as u32, bytes);
            if core::mem::replace(told, now) != now {
                self.step.push(Record::Queue { at, edge: index as u32, packets: now.0, bytes });
            }
        }
    }

    fn keep(&mut self, record: Record) {
        if self.kept.len() == self.most {
            self.kept.pop_front();
            self.left_out += 1;
        }
        self.kept.push_back(record);
    }

    fn new_slice(&mut self) -> SliceId {
        self.last_slice = self.last_slice.wrapping_add(1).max(1);
        self.last_slice
    }
}

/// The node of a native slice that has no times yet.
fn native_node(record: &Record) -> Option<u32> {
    match record {
        Record::Slice(Slice { began, work: Work::Node { node, .. }, .. }) if began.is_nan() => Some(*node),
        _ => None,
    }
}
