//! `Echo`: says what came, and how often.
//!
//! | | |
//! |---|---|
//! | input `default` | anything |
//! | output `default` | JSON: `{"input": the value, "counter": from 1, "node": "Echo"}` |

use std::rc::Rc;

use graph_engine::diagnostic::Diagnostic;
use graph_engine::native::{NativeNode, NativeType, NodeError, Outputs, Port, PortType};
use graph_engine::packet::{Packet, Value};
use graph_engine::params::Params;

use crate::as_json::spelled;

/// The type.
pub const ECHO: NativeType = NativeType {
    name: "Echo",
    aliases: &["EchoNode"],
    inputs: &[Port { name: "default", kind: PortType::Any }],
    open_inputs: false,
    outputs: &[Port { name: "default", kind: PortType::Json }],
    build,
};

struct Echo(u64);

fn build(params: &mut Params<'_>) -> Result<Box<dyn NativeNode>, Vec<Diagnostic>> {
    params.check()?;
    Ok(Box::new(Echo(0)))
}

impl NativeNode for Echo {
    fn process(&mut self, _port: usize, packet: &Packet, out: &mut Outputs) -> Result<(), NodeError> {
        let mut arrays = Vec::new();
        let input = spelled(&packet.value, &mut arrays)?;
        self.0 += 1;
        let text = format!("{{\"input\": {input}, \"counter\": {}, \"node\": \"Echo\"}}", self.0);
        out.emit(0, Rc::new(Value::Json { text, arrays }), packet.timestamp, packet.metadata.clone());
        Ok(())
    }
}
