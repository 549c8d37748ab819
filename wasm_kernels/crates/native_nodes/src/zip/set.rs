//! Packets that belong together, as one JSON value.

use std::rc::Rc;

use graph_engine::native::{NodeError, Outputs};
use graph_engine::packet::{Packet, Value};
use serde_json::json;

use crate::as_json::spelled;

/// What a set becomes.
#[derive(Clone, Copy, PartialEq)]
pub enum Form {
    Record,
    List,
}

/// What becomes of a packet without a partner.
#[derive(Clone, Copy, PartialEq)]
pub enum Unmatched {
    Drop,
    Null,
}

/// Gives sets out.
pub struct Sets {
    form: Form,
    pub unmatched: Unmatched,
    names: Vec<String>,
}

impl Sets {
    pub fn new(form: Form, unmatched: Unmatched) -> Self {
        Self { form, unmatched, names: Vec::new() }
    }

    /// The names of the inputs.
    pub fn name(&mut self, inputs: &[&str]) {
        self.names = inputs.iter().map(|name| (*name).into()).collect();
    }

    /// Gives out the packets of a set, by input; at least one is there.
    pub fn give(&self, packets: &[Option<Packet>], out: &mut Outputs) -> Result<(), NodeError> {
        let there = packets.iter().flatten();
        let Some(earliest) = there.reduce(|least, other| if other.timestamp < least.timestamp { other } else { least })
        else {
            return Ok(());
        };
        let (open, close) = if self.form == Form::Record { ('{', '}') } else { ('[', ']') };
        let mut text = String::from(open);
        let mut arrays = Vec::new();
        for (index, packet) in packets.iter().enumerate() {
            text.push_str(if index == 0 { "" } else { ", " });
            if self.form == Form::Record {
                text.push_str(&json!(self.names[index]).to_string());
                text.push_str(": ");
            }
            match packet {
                Some(packet) => text.push_str(&spelled(&packet.value, &mut arrays)?),
                None => text.push_str("null"),
            }
        }
        text.push(close);
        let value = Rc::new(Value::Json { text, arrays });
        out.emit(0, value, earliest.timestamp, earliest.metadata.clone());
        Ok(())
    }
}
