//! What a trace remembers.

use alloc::string::String;

/// Number of a slice; 0 is none.
pub(super) type SliceId = u32;

/// Why a node worked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Why {
    /// For a packet.
    Process,
    /// One of its inputs has ended.
    EndPort,
    /// At the end of its input.
    Finish,
    /// Out of itself.
    Produce,
}

/// A packet that was taken off an edge, or put on one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Passed {
    pub edge: u32,
    /// Its number on that edge; the lower half is told from one another long enough.
    pub sequence: u32,
    pub bytes: u32,
}

/// A stretch of work; times in seconds of the host's clock.
#[derive(Clone, Copy, Debug)]
pub(super) struct Slice {
    pub id: SliceId,
    pub began: f64,
    pub ended: f64,
    pub work: Work,
}

/// Whose work it was.
#[derive(Clone, Copy, Debug)]
pub(super) enum Work {
    /// The engine's own, in one step.
    Step,
    /// A node's. `is_shared`: its part of a step in which several ran, by what each takes when it runs alone.
    Node { node: u32, why: Why, taken: Option<Passed>, is_shared: bool },
}

#[derive(Clone, Copy, Debug)]
pub(super) enum Record {
    Slice(Slice),
    /// A packet went onto an edge while that slice was at work.
    Put {
        by: SliceId,
        packet: Passed,
    },
    /// How much waits on an edge.
    Queue {
        at: f64,
        edge: u32,
        packets: u32,
        bytes: u64,
    },
    /// A packet left the graph while that slice was at work.
    Output {
        at: f64,
        output: u32,
        sequence: u32,
        bytes: u32,
    },
    /// The host copied a body into that owner's memory.
    Copy {
        began: f64,
        ended: f64,
        owner: u8,
        bytes: u32,
    },
    /// Bytes that have crossed from one memory to another so far.
    Crossed {
        at: f64,
        bytes: u64,
    },
}

/// Something that the host did before the first packet.
#[derive(Clone, Debug)]
pub(super) struct Stage {
    pub label: String,
    pub began: f64,
    pub ended: f64,
}
