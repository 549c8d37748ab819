//! Figures of a run: see "Metrics in the answer" in `WIRE.md`.

use alloc::vec::Vec;

use serde::Serialize;

/// What one node has done so far.
#[derive(Clone, Debug, Default)]
pub(crate) struct NodeFigures {
    pub packets_in: u64,
    pub packets_out: u64,
    pub calls: u64,
    pub errors: u64,
    /// Seconds in calls so far, those between two timed ones taken to be like the later.
    busy_s: f64,
    /// Calls that `busy_s` covers.
    covered_calls: u64,
    /// Seconds of a call when last timed.
    call_s: f64,
}

impl NodeFigures {
    /// The last `calls` calls took `seconds` together.
    pub(crate) fn time(&mut self, calls: u64, seconds: f64) {
        if calls > 0 && seconds.is_finite() && seconds >= 0.0 {
            self.call_s = seconds / calls as f64;
            self.busy_s += self.call_s * (self.calls - self.covered_calls) as f64;
            self.covered_calls = self.calls;
        }
    }

    /// A call has taken `seconds`, as the host says; for nodes whose calls are all timed so.
    pub(crate) fn work(&mut self, seconds: f64) {
        if seconds.is_finite() && seconds >= 0.0 {
            self.busy_s += seconds;
        }
        self.covered_calls = self.calls;
    }

    /// Seconds of one call when last timed; 0 before that.
    pub(crate) fn call_s(&self) -> f64 {
        self.call_s
    }

    /// Seconds in all calls, as far as can be told.
    pub(crate) fn busy_s(&self) -> f64 {
        self.busy_s + self.call_s * (self.calls - self.covered_calls) as f64
    }
}

/// What has passed one edge so far.
#[derive(Clone, Debug, Default)]
pub(crate) struct EdgeFigures {
    pub packets: u64,
    pub dropped: u64,
    pub peak_queued: usize,
}

#[derive(Serialize)]
pub(crate) struct Metrics {
    pub nodes: Vec<NodeMetrics>,
    pub edges: Vec<EdgeMetrics>,
    pub inputs: Vec<EdgeMetrics>,
    pub crossings: Crossings,
    pub memory: MemoryMetrics,
}

/// Bytes of the packets that wait or are being worked on.
#[derive(Serialize)]
pub(crate) struct MemoryMetrics {
    pub bytes: u64,
    pub peak_bytes: u64,
    pub max_bytes: u64,
}

#[derive(Serialize)]
pub(crate) struct NodeMetrics {
    pub index: usize,
    pub packets_in: u64,
    pub packets_out: u64,
    pub busy_s: f64,
    pub calls: u64,
    pub errors: u64,
    pub left_out: u64,
}

#[derive(Serialize)]
pub(crate) struct EdgeMetrics {
    pub index: usize,
    pub packets: u64,
    pub queued: usize,
    pub queued_bytes: u64,
    pub peak_queued: usize,
    pub dropped: u64,
    pub oldest_s: f64,
}

#[derive(Serialize)]
pub(crate) struct Crossings {
    pub packets: u64,
    pub bytes: u64,
}
