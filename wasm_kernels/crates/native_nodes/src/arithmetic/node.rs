//! The two node types.

use std::rc::Rc;

use graph_engine::diagnostic::Diagnostic;
use graph_engine::native::{NativeNode, NativeType, NodeError, Outputs, Port, PortType};
use graph_engine::packet::{Audio, Packet, Value};
use graph_engine::params::Params;

use super::number::{Arithmetic, Operation};
use super::{json, tensor};

/// Multiplies by `factor`.
pub const MULTIPLY: NativeType = NativeType {
    name: "MultiplyNode",
    aliases: &[],
    inputs: &[Port { name: "default", kind: PortType::Any }],
    open_inputs: false,
    outputs: &[Port { name: "default", kind: PortType::Any }],
    build: |params| build(params, Operation::Multiply, "factor", "multiplier", "2"),
};

/// Adds `addend`.
pub const ADD: NativeType =
    NativeType { name: "AddNode", build: |params| build(params, Operation::Add, "addend", "value", "0"), ..MULTIPLY };

struct ArithmeticNode(Arithmetic);

fn build(
    params: &mut Params<'_>,
    operation: Operation,
    key: &'static str,
    older_key: &'static str,
    default: &'static str,
) -> Result<Box<dyn NativeNode>, Vec<Diagnostic>> {
    let written = params.number(key, &[older_key], default);
    let operand = Arithmetic::new(operation, written);
    let Some(operand) = operand else {
        params.check()?;
        params.refuse(key, format!("\"{key}\" is beyond what a float64 can hold."), "Use a smaller number.");
        params.check()?;
        return Err(Vec::new());
    };
    params.check()?;
    Ok(Box::new(ArithmeticNode(operand)))
}

impl NativeNode for ArithmeticNode {
    fn process(&mut self, _port: usize, packet: &Packet, out: &mut Outputs) -> Result<(), NodeError> {
        let value = match &*packet.value {
            Value::Json { text, arrays } => {
                let (text, arrays) = json::apply(&self.0, text, arrays)?;
                Rc::new(Value::Json { text, arrays })
            }
            Value::Audio(audio) => Rc::new(Value::Audio(Audio {
                samples: audio.samples.iter().map(|&sample| self.0.sample(sample)).collect(),
                ..*audio
            })),
            Value::Tensor(array) => Rc::new(Value::Tensor(tensor::apply(&self.0, array)?)),
            Value::Text(_) | Value::Bytes(_) => packet.value.clone(),
        };
        out.emit(0, value, packet.timestamp, packet.metadata.clone());
        Ok(())
    }
}
