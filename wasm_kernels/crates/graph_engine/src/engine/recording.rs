//! Whether a trace is recorded, and where.

use alloc::boxed::Box;

use crate::trace::{Trace, TraceWish, TraceWriter};

/// A recording, or what is made of it after the run.
pub(super) enum Tracing {
    Off,
    Records(Box<Trace>),
    Written(Box<TraceWriter>),
}

impl Tracing {
    pub(super) fn new(wish: TraceWish, nodes: usize, edges: usize) -> Self {
        if wish.is_wanted() { Self::Records(Box::new(Trace::new(wish.records(), nodes, edges))) } else { Self::Off }
    }

    /// Where to tell it.
    #[inline]
    pub(super) fn recorder(&mut self) -> Option<&mut Trace> {
        match self {
            Self::Records(trace) => Some(trace),
            _ => None,
        }
    }
}
