//! The byte encoding between engine and host: see `WIRE.md`, which this follows word for word.

mod body;
mod decode;
mod encode;
#[cfg(test)]
mod tests;

pub(crate) use body::{pack_json, unpack_json};
pub(crate) use decode::{Event, Events, PacketIn};
pub(crate) use encode::{Outbox, PacketOut};

/// Ids that the engine chose for another owner have this bit.
pub(crate) const CHOSEN_BY_ENGINE: u32 = 1 << 31;

/// Whose memory a body is in; the number is the code on the wire.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[repr(u8)]
pub(crate) enum Owner {
    Engine = 0,
    Python = 1,
    Host = 2,
}

impl Owner {
    /// The owners that are not the engine, by [`Owner::outside_index`].
    pub(crate) const OUTSIDE: [Owner; 2] = [Owner::Python, Owner::Host];

    fn from_code(code: u8) -> Option<Self> {
        [Owner::Engine, Owner::Python, Owner::Host].into_iter().find(|owner| *owner as u8 == code)
    }

    /// Index into [`Owner::OUTSIDE`], or nothing for the engine.
    pub(crate) fn outside_index(self) -> Option<usize> {
        (self as usize).checked_sub(1)
    }
}

/// What a body holds; the number is the code on the wire.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub(crate) enum Kind {
    Json = 1,
    Text = 2,
    Audio = 3,
    Tensor = 4,
    Bytes = 5,
}

impl Kind {
    pub(crate) fn from_code(code: u8) -> Option<Self> {
        [Kind::Json, Kind::Text, Kind::Audio, Kind::Tensor, Kind::Bytes].into_iter().find(|kind| *kind as u8 == code)
    }
}

/// All that a packet says of its body, whoever's memory that is in.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Form {
    pub kind: Kind,
    /// Code of a [`crate::packet::DType`], or 0.
    pub dtype: u8,
    /// Length of the body.
    pub bytes: u32,
    /// Number of arrays in a JSON body.
    pub arrays: u32,
    /// Hz, or 0.
    pub sample_rate: f64,
    /// Audio: channels, frames. Tensor: shape.
    pub dims: Vec<u32>,
}

/// Tags of the events.
pub(crate) mod event {
    pub const PUSH: u8 = 1;
    pub const CLOSE: u8 = 2;
    pub const COMPLETE: u8 = 3;
    pub const EMIT: u8 = 4;
    pub const FAIL: u8 = 5;
    pub const MATERIALISED: u8 = 6;
    pub const CANCEL: u8 = 7;
    pub const NOT_MATERIALISED: u8 = 8;
    pub const SPENT: u8 = 9;
    pub const MARK: u8 = 10;
}

/// Tags of the commands.
pub(crate) mod command {
    pub const CALL: u8 = 1;
    pub const MATERIALISE: u8 = 2;
    pub const RELEASE: u8 = 3;
    pub const OUTPUT: u8 = 4;
    pub const READY: u8 = 5;
    pub const REFUSED: u8 = 6;
    pub const DONE: u8 = 7;
    pub const FAILED: u8 = 8;
    pub const ABORT: u8 = 9;
    pub const NOTE: u8 = 10;
    pub const GO_ON: u8 = 11;
}
