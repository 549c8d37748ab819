//! `PassThroughNode`: gives what it is given.
//!
//! | | |
//! |---|---|
//! | input `default` | anything |
//! | output `default` | the same, with its timestamp and metadata |

use graph_engine::diagnostic::Diagnostic;
use graph_engine::native::{NativeNode, NativeType, NodeError, Outputs, Port, PortType};
use graph_engine::packet::Packet;
use graph_engine::params::Params;

/// The type.
pub const PASS_THROUGH: NativeType = NativeType {
    name: "PassThroughNode",
    aliases: &["PassThrough"],
    inputs: &[Port { name: "default", kind: PortType::Any }],
    open_inputs: false,
    outputs: &[Port { name: "default", kind: PortType::Any }],
    build,
};

struct PassThrough;

fn build(params: &mut Params<'_>) -> Result<Box<dyn NativeNode>, Vec<Diagnostic>> {
    params.check()?;
    Ok(Box::new(PassThrough))
}

impl NativeNode for PassThrough {
    fn process(&mut self, _port: usize, packet: &Packet, out: &mut Outputs) -> Result<(), NodeError> {
        out.emit(0, packet.value.clone(), packet.timestamp, packet.metadata.clone());
        Ok(())
    }
}
