//! The numbers in JSON text.

use graph_engine::native::NodeError;
use graph_engine::packet::Tensor;
use serde_json::Value;

use super::number::{Arithmetic, Number, out_of_range};
use super::tensor;

/// Text and arrays of the result.
pub fn apply(arithmetic: &Arithmetic, text: &str, arrays: &[Tensor]) -> Result<(String, Vec<Tensor>), NodeError> {
    // Most values on such an edge are one whole number, which needs no parser.
    if let Ok(number) = text.parse() {
        return Ok((written(arithmetic.whole(number)?)?, Vec::new()));
    }
    let mut value: Value = serde_json::from_str(text).map_err(|error| NodeError {
        code: "bad-json",
        message: format!("The JSON value cannot be read: {error}."),
        help: "Check the node or the input that it comes from.".into(),
    })?;
    let mut arrays = arrays.to_vec();
    visit(arithmetic, &mut value, &mut arrays)?;
    Ok((value.to_string(), arrays))
}

fn visit(arithmetic: &Arithmetic, value: &mut Value, arrays: &mut [Tensor]) -> Result<(), NodeError> {
    match value {
        Value::Number(number) => {
            let text = number.as_str();
            let result = if text.contains(['.', 'e', 'E']) {
                let float: f64 = text.parse().unwrap_or(f64::INFINITY);
                if float.is_infinite() {
                    return Err(out_of_range(format!("{text} is beyond what a float64 can hold.")));
                }
                Number::Float(arithmetic.float(float)?)
            } else {
                let whole = text.parse().map_err(|_| out_of_range(format!("{text} is more than 38 digits long.")))?;
                arithmetic.whole(whole)?
            };
            *number = parsed(&written(result)?)?;
        }
        Value::Array(items) => {
            for item in items {
                visit(arithmetic, item, arrays)?;
            }
        }
        Value::Object(fields) => {
            if let Some(array) = array_index(fields).and_then(|index| arrays.get_mut(index)) {
                *array = tensor::apply(arithmetic, array)?;
            }
        }
        Value::Null | Value::Bool(_) | Value::String(_) => {}
    }
    Ok(())
}

/// `{"$array": i}` stands for array i.
fn array_index(fields: &serde_json::Map<String, Value>) -> Option<usize> {
    if fields.len() == 1 { fields.get("$array")?.as_u64()?.try_into().ok() } else { None }
}

fn written(number: Number) -> Result<String, NodeError> {
    match number {
        Number::Whole(whole) => Ok(whole.to_string()),
        Number::Float(float) => serde_json::Number::from_f64(float)
            .map(|number| number.to_string())
            .ok_or_else(|| out_of_range(format!("{float} is no JSON number."))),
    }
}

fn parsed(text: &str) -> Result<serde_json::Number, NodeError> {
    text.parse().map_err(|_| out_of_range(format!("{text} is no JSON number.")))
}
