//! How long calls take, and which take too long.

use alloc::format;
use alloc::vec::Vec;

use super::{Run, failure};
use crate::diagnostic::Diagnostic;

/// Time in which calls could go on: what other nodes took of the host's one thread does not count.
pub(super) struct Clock {
    /// Seconds so far.
    now: f64,
    /// When the last step began, by the host's clock.
    last: f64,
    /// What nodes say they worked in the events of this step.
    worked: f64,
}

impl Clock {
    pub(super) fn new() -> Self {
        Self { now: 0.0, last: f64::NAN, worked: 0.0 }
    }

    pub(super) fn now(&self) -> f64 {
        self.now
    }

    /// A node has worked so long.
    pub(super) fn work(&mut self, seconds: f64) {
        self.worked += seconds;
    }

    /// The events of the step that began at `now` have been read.
    fn advance(&mut self, now: f64) {
        let passed = now - self.last;
        // The first step has none before it; a clock that jumps says nothing.
        if passed.is_finite() && passed > 0.0 {
            self.now += (passed - self.worked).max(0.0);
        }
        self.last = now;
        self.worked = 0.0;
    }
}

impl Run {
    /// Gives up the calls that take longer than their nodes may.
    pub(super) fn end_late_calls(&mut self) {
        self.clock.advance(self.traffic.now);
        let late: Vec<(u32, usize)> =
            self.timed_calls().filter(|(.., left)| *left <= 0.0).map(|(call, node, _)| (call, node)).collect();
        for (call, node) in late {
            if self.has_ended {
                return;
            }
            self.traffic.outbox.abort(call);
            let problem = self.too_slow(node);
            self.call_failed(node, problem);
        }
    }

    /// Whether the node's own work on its call took longer than it may, though it has come back: what a host
    /// could not end in time must come to the same as where it could.
    pub(super) fn came_late(&self, node: usize) -> bool {
        let worked = self.nodes[node].call().map_or(0.0, |call| call.worked);
        self.nodes[node].seconds_per_call.is_some_and(|limit| worked > limit)
    }

    /// When, by the clock of [`super::Engine::step`], something is due though nothing may have
    /// happened until then; infinity where nothing is.
    pub(super) fn due(&self) -> f64 {
        self.timed_calls().fold(f64::INFINITY, |least, (.., left)| least.min(self.traffic.now + left.max(0.0)))
    }

    /// Calls that are at work and bounded: call, node, seconds that are left.
    fn timed_calls(&self) -> impl Iterator<Item = (u32, usize, f64)> + '_ {
        let is_bounded = self.has_time_limits && !self.has_ended;
        self.calls.iter().filter(move |_| is_bounded).filter_map(|(id, node)| {
            let (call, limit) = (self.nodes[*node].call()?, self.nodes[*node].seconds_per_call?);
            (call.resting == 0).then_some((*id, *node, limit - call.worked - (self.clock.now() - call.began)))
        })
    }

    /// Why a call was given up, without what it was called for.
    pub(super) fn too_slow(&self, node: usize) -> Diagnostic {
        let limit = self.nodes[node].seconds_per_call.unwrap_or_default();
        Diagnostic::error(failure::TIME_LIMIT, format!("it was still at work after {limit} s, which is its limit"))
            .with_help("Raise \"seconds_per_call\" in the node's \"limits\", or give it less to do at once.")
    }
}
