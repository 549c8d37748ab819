//! Any value as a part of a JSON value.

use graph_engine::native::NodeError;
use graph_engine::packet::{DType, Tensor, Value};
use serde_json::json;

/// A value as JSON text; its arrays go behind those that are there.
pub fn spelled(value: &Value, arrays: &mut Vec<Tensor>) -> Result<String, NodeError> {
    let mut attach = |array: Tensor| {
        arrays.push(array);
        json!({"$array": arrays.len() - 1})
    };
    Ok(match value {
        Value::Json { text, arrays: own } if own.is_empty() => text.clone(),
        Value::Json { text, arrays: own } => {
            let mut json = serde_json::from_str(text).map_err(|error| NodeError {
                code: "bad-json",
                message: format!("The JSON value cannot be read: {error}."),
                help: "Check the node or the input that it comes from.".into(),
            })?;
            renumber(&mut json, arrays.len() as u64);
            arrays.extend(own.iter().cloned());
            json.to_string()
        }
        Value::Text(text) => json!(text).to_string(),
        Value::Tensor(array) => attach(array.clone()).to_string(),
        Value::Bytes(bytes) => {
            attach(Tensor { dtype: DType::Uint8, shape: vec![bytes.len() as u32], data: bytes.clone() }).to_string()
        }
        Value::Audio(audio) => {
            let (channels, frames) = (audio.channels, audio.frames() as u32);
            let data = audio.samples.iter().flat_map(|sample| sample.to_le_bytes()).collect();
            let samples = attach(Tensor { dtype: DType::Float32, shape: vec![channels, frames], data });
            json!({"sample_rate": rate(audio.sample_rate), "channels": channels, "frames": frames, "samples": samples})
                .to_string()
        }
    })
}

/// Whole rates have no point.
fn rate(rate: f64) -> serde_json::Value {
    if libm::trunc(rate).to_bits() == rate.to_bits() && rate < 9e15 { json!(rate as u64) } else { json!(rate) }
}

/// Moves every `{"$array": i}` on by `offset`.
fn renumber(value: &mut serde_json::Value, offset: u64) {
    match value {
        serde_json::Value::Object(members) => {
            let index =
                (members.len() == 1).then(|| members.get("$array").and_then(serde_json::Value::as_u64)).flatten();
            if let Some(index) = index {
                *value = json!({"$array": index + offset});
            } else {
                members.values_mut().for_each(|member| renumber(member, offset));
            }
        }
        serde_json::Value::Array(elements) => elements.iter_mut().for_each(|element| renumber(element, offset)),
        _ => {}
    }
}
