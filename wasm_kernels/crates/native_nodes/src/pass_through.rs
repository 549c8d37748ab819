//! `PassThroughNode`: gives what it is given; and the SDK's nodes that do no more than that.
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

/// A node of the SDK that gives what it is given, whatever its name promises: ends of pipelines, whose
/// work is done by inputs and outputs here, and nodes that were never finished there.
pub const fn stand_in(name: &'static str) -> NativeType {
    NativeType { name, aliases: &[], build: build_stand_in, ..PASS_THROUGH }
}

/// What their constructors take in the SDK. Nothing of it changes what comes out.
const WITHOUT_EFFECT: [&str; 8] = [
    "name",
    "buffer_size",
    "timeout_seconds",
    "buffer_output",
    "callback",
    "target_format",
    "target_sample_rate",
    "target_channels",
];

fn build_stand_in(params: &mut Params<'_>) -> Result<Box<dyn NativeNode>, Vec<Diagnostic>> {
    for key in WITHOUT_EFFECT {
        params.json(key, &[]);
    }
    build(params)
}

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
