//! JSON that refers to arrays.

use alloc::format;
use alloc::string::String;
use core::fmt::Write;

use serde_json::Value as Json;

use super::string;
use crate::packet::Tensor;
use crate::wire::unpack_json;

/// How an array is written.
pub(super) type WriteTensor = fn(&Tensor, &mut String) -> Result<(), String>;

/// The JSON text of a body with `count` arrays, each written by `tensor` where it is referred to.
pub(super) fn written(body: &[u8], count: u32, tensor: WriteTensor) -> Result<String, String> {
    let (text, arrays) = unpack_json(body, count)?;
    let json: Json = serde_json::from_str(&text).map_err(|error| format!("the text is not JSON: {error}"))?;
    let mut out = String::with_capacity(body.len() * 2);
    write_json(&json, &arrays, tensor, &mut out)?;
    Ok(out)
}

fn write_json(json: &Json, arrays: &[Tensor], tensor: WriteTensor, out: &mut String) -> Result<(), String> {
    match json {
        Json::Object(members) if members.len() == 1 && members.contains_key("$array") => {
            let index = members["$array"].as_u64().and_then(|index| arrays.get(index as usize));
            tensor(index.ok_or_else(|| format!("there is no array {}", members["$array"]))?, out)?;
        }
        Json::Object(members) => {
            out.push('{');
            for (index, (key, member)) in members.iter().enumerate() {
                out.push_str(if index == 0 { "" } else { ", " });
                out.push_str(&string(key));
                out.push_str(": ");
                write_json(member, arrays, tensor, out)?;
            }
            out.push('}');
        }
        Json::Array(elements) => {
            out.push('[');
            for (index, element) in elements.iter().enumerate() {
                out.push_str(if index == 0 { "" } else { ", " });
                write_json(element, arrays, tensor, out)?;
            }
            out.push(']');
        }
        leaf => {
            let _ = write!(out, "{leaf}");
        }
    }
    Ok(())
}
