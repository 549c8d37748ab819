//! Which of the three forms a value has, and its answer.

use std::rc::Rc;

use graph_engine::diagnostic::Diagnostic;
use graph_engine::native::{NativeNode, NativeType, NodeError, Outputs, Port, PortType};
use graph_engine::packet::{Packet, Tensor, Value};
use graph_engine::params::Params;
use serde_json::{Map, json};

use super::operation::{Number, Operation};
use crate::as_json::spelled;

/// The type.
pub const CALCULATOR: NativeType = NativeType {
    name: "CalculatorNode",
    aliases: &[],
    inputs: &[Port { name: "default", kind: PortType::Any }],
    open_inputs: false,
    outputs: &[Port { name: "default", kind: PortType::Any }],
    build,
};

const FIXED: [&str; 4] = ["add", "subtract", "multiply", "divide"];

type Object = Map<String, serde_json::Value>;

struct Calculator {
    /// Nothing for an operation that nobody knows.
    operation: Option<Operation>,
    operand: Number,
    /// One of the two was given: every value is calculated with.
    is_fixed: bool,
    id: String,
    config: Object,
}

fn build(params: &mut Params<'_>) -> Result<Box<dyn NativeNode>, Vec<Diagnostic>> {
    let name = params.optional_string("operation", &[]);
    let operand = params.optional_number("operand", &[]);
    params.check()?;
    let is_fixed = name.is_some() || operand.is_some();
    let operation = name
        .as_deref()
        .map_or(Some(Operation::Add), |name| FIXED.contains(&name).then(|| Operation::named(name)).flatten());
    if let (None, Some(name)) = (operation, &name) {
        params.warn(
            "operation",
            format!("\"{name}\" is no operation of this node: it changes nothing."),
            format!("Use one of {}.", FIXED.join(", ")),
        );
    }
    let operand = operand.map_or(Some(Number::Whole(0)), |operand| Number::read(operand.as_str()));
    let Some(operand) = operand else {
        params.refuse("operand", "\"operand\" is beyond what a float64 can hold.", "Use a smaller number.");
        params.check()?;
        return Err(Vec::new());
    };
    Ok(Box::new(Calculator { operation, operand, is_fixed, id: String::new(), config: params.written().clone() }))
}

impl NativeNode for Calculator {
    fn connect(&mut self, id: &str, _inputs: &[&str]) {
        self.id = id.into();
    }

    fn process(&mut self, _port: usize, packet: &Packet, out: &mut Outputs) -> Result<(), NodeError> {
        let value = match &*packet.value {
            Value::Text(text) => json_of(self.fixed(counted(text))?),
            Value::Json { text, arrays } => {
                let value: serde_json::Value = serde_json::from_str(text).map_err(|error| NodeError {
                    code: "bad-json",
                    message: format!("The JSON value cannot be read: {error}."),
                    help: "Check the node or the input that it comes from.".into(),
                })?;
                self.answer(&value, arrays, packet)?
            }
            other if !self.is_fixed => {
                let mut arrays = Vec::new();
                let input = spelled(other, &mut arrays)?;
                let input = serde_json::from_str(&input).unwrap_or_default();
                Rc::new(Value::Json { text: self.no_form(NO_OBJECT, &input).to_string(), arrays })
            }
            _ => packet.value.clone(),
        };
        out.emit(0, value, packet.timestamp, packet.metadata.clone());
        Ok(())
    }
}

const NO_OBJECT: &str = "Input must be an object with 'operation' and 'args'";

impl Calculator {
    fn answer(&self, value: &serde_json::Value, arrays: &[Tensor], packet: &Packet) -> Result<Rc<Value>, NodeError> {
        let answer = match value {
            serde_json::Value::String(text) => return Ok(json_of(self.fixed(counted(text))?)),
            serde_json::Value::Number(_) => {
                let number = Number::of(value).ok_or_else(|| failed("It is beyond what a float64 can hold"))?;
                return Ok(json_of(self.fixed(number)?));
            }
            _ if self.is_fixed => return Ok(packet.value.clone()),
            serde_json::Value::Object(request) => {
                if let (Some(operation), Some(operands)) = (request.get("operation"), request.get("operands")) {
                    let result = calculated(operation, operands, &FIXED).map_err(|cause| failed(&cause))?;
                    json!({"result": result, "operation": operation, "operands": operands})
                } else if let (Some(operation), Some(args)) = (request.get("operation"), request.get("args")) {
                    self.python(operation, args)
                } else {
                    self.no_form(NO_OBJECT, value)
                }
            }
            _ => self.no_form(NO_OBJECT, value),
        };
        Ok(Rc::new(Value::Json { text: answer.to_string(), arrays: arrays.to_vec() }))
    }

    /// The operation of the params.
    fn fixed(&self, number: Number) -> Result<Number, NodeError> {
        let Some(operation) = self.operation else { return Ok(number) };
        operation.apply(number, self.operand).map(Number::or_whole).map_err(|cause| failed(&cause))
    }

    fn python(&self, operation: &serde_json::Value, args: &serde_json::Value) -> serde_json::Value {
        let by = self.processed_by();
        match calculated(operation, args, &["add", "multiply", "subtract", "divide", "power", "modulo"]) {
            Ok(result) => json!({
                "operation": operation, "args": args, "result": result, "processed_by": by, "node_config": self.config,
            }),
            Err(cause) => json!({"error": cause, "operation": operation, "args": args, "processed_by": by}),
        }
    }

    fn no_form(&self, cause: &str, input: &serde_json::Value) -> serde_json::Value {
        json!({"error": cause, "input": input, "processed_by": self.processed_by()})
    }

    fn processed_by(&self) -> String {
        format!("CalculatorNode[{}]", self.id)
    }
}

/// What a request asks for, or a sentence that says why there is no such thing.
fn calculated(
    operation: &serde_json::Value,
    operands: &serde_json::Value,
    known: &[&str],
) -> Result<serde_json::Value, String> {
    let name = operation.as_str().map_or_else(|| operation.to_string(), String::from);
    let Some([a, b, ..]) = operands.as_array().map(Vec::as_slice) else {
        return Err(format!("Operation '{name}' requires at least 2 arguments"));
    };
    let operation = known.contains(&name.as_str()).then(|| Operation::named(&name)).flatten();
    let operation = operation.ok_or_else(|| format!("Unknown operation: {name}"))?;
    let number = |value| Number::of(value).ok_or_else(|| format!("{value} is no number to calculate with"));
    let written = operation.apply(number(a)?, number(b)?)?.written();
    written.parse().map(serde_json::Value::Number).map_err(|_| format!("{written} is no JSON number"))
}

/// A text that is no number counts as 0.
fn counted(text: &str) -> Number {
    Number::read(text.trim()).unwrap_or(Number::Whole(0))
}

fn json_of(number: Number) -> Rc<Value> {
    Rc::new(Value::Json { text: number.written(), arrays: Vec::new() })
}

fn failed(cause: &str) -> NodeError {
    NodeError {
        code: "cannot-calculate",
        message: format!("{cause}."),
        help: "Check the numbers and the operation, or set on_error to skip.".into(),
    }
}
