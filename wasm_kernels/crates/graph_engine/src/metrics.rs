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
    /// Seconds in calls that were timed.
    pub timed_s: f64,
    /// How many calls those were.
    pub timed_calls: u64,
}

impl NodeFigures {
    /// Adds `calls` calls that took `seconds` together.
    pub(crate) fn time(&mut self, calls: u64, seconds: f64) {
        if seconds.is_finite() && seconds >= 0.0 {
            self.timed_calls += calls;
            self.timed_s += seconds;
        }
    }

    /// Seconds in all calls, from those that were timed.
    pub(crate) fn busy_s(&self) -> f64 {
        if self.timed_calls == 0 { 0.0 } else { self.timed_s / self.timed_calls as f64 * self.calls as f64 }
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
}

#[derive(Serialize)]
pub(crate) struct NodeMetrics {
    pub index: usize,
    pub packets_in: u64,
    pub packets_out: u64,
    pub busy_s: f64,
    pub calls: u64,
    pub errors: u64,
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
