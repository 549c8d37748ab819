//! What kind of value passes, as far as the types of ports tell kinds apart.

use crate::edge::Body;
use crate::native::PortType;
use crate::packet::Value;
use crate::payload::{Payloads, SlotId};
use crate::wire::{Kind, Owner, PacketIn};

/// What a packet is, as far as types of ports tell it.
#[derive(Clone, Copy)]
pub(super) struct Passing {
    kind: Kind,
    /// JSON that is a string: for a node in Python no other than text.
    is_string: bool,
}

impl Passing {
    pub(super) fn of_slot(payloads: &Payloads, slot: SlotId) -> Option<Self> {
        Some(Self::new(payloads.kind(slot)?, payloads.body(slot)))
    }

    pub(super) fn of(payloads: &Payloads, body: &Body) -> Option<Self> {
        match body {
            Body::Slot(slot) => Self::of_slot(payloads, *slot),
            Body::Value(value) => Some(match &**value {
                Value::Json { text, .. } => Self::new(Kind::Json, Some(text.as_bytes())),
                Value::Text(_) => Self::new(Kind::Text, None),
                Value::Audio(_) => Self::new(Kind::Audio, None),
                Value::Tensor(_) => Self::new(Kind::Tensor, None),
                Value::Bytes(_) => Self::new(Kind::Bytes, None),
            }),
        }
    }

    pub(super) fn of_packet(payloads: &Payloads, packet: &PacketIn<'_>) -> Self {
        let is_here = packet.owner == Owner::Engine;
        Self::new(packet.form.kind, is_here.then(|| payloads.body(packet.id)).flatten())
    }

    fn new(kind: Kind, body: Option<&[u8]>) -> Self {
        Self { kind, is_string: kind == Kind::Json && body.is_some_and(|body| body.starts_with(b"\"")) }
    }

    /// Whether it may pass where that type is.
    pub(super) fn fits(self, port: PortType) -> bool {
        match port {
            PortType::Any => true,
            PortType::Audio => self.kind == Kind::Audio,
            PortType::Text => self.kind == Kind::Text || self.is_string,
            // A text is a JSON value too.
            PortType::Json => matches!(self.kind, Kind::Json | Kind::Text),
            PortType::Transcript => self.kind == Kind::Json,
            PortType::Tensor => self.kind == Kind::Tensor,
            PortType::Bytes => self.kind == Kind::Bytes,
        }
    }

    /// For a sentence.
    pub(super) fn word(self) -> &'static str {
        match self.kind {
            Kind::Json => "JSON",
            Kind::Text => "text",
            Kind::Audio => "audio",
            Kind::Tensor => "an array",
            Kind::Bytes => "bytes",
        }
    }
}
