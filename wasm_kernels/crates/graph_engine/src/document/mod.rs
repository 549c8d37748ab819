//! Values as JSON text, for people and files: one spelling on every host.

mod arrays_in_json;
mod assignment;
mod base64;
mod files;
mod numbers;
mod packets;
mod run_file;
mod sdk;
mod unfit;

use alloc::format;
use alloc::string::String;
use core::fmt::Write;

use crate::packet::{DType, Tensor};
use crate::wire::Kind;
pub use assignment::{Assignment, Given, InputEnd, PlanInputs, WrittenAt, assign};
use base64::base64;
pub use files::{file_kind, manifest_signs};
pub use numbers::number_words;
pub use packets::split_json;
pub use run_file::{RunValues, run_values};
pub use sdk::{SdkPlan, SdkResults};
pub(crate) use unfit::{DEEPEST, Unfit};

/// What a packet says of its body: see "Encoding" in `WIRE.md`.
pub struct Described<'a> {
    /// Code of the kind.
    pub kind: u32,
    /// Code of the dtype, or 0.
    pub dtype: u32,
    /// Arrays in a JSON body.
    pub arrays: u32,
    /// Hz.
    pub sample_rate: f64,
    /// Channels and frames, or a shape.
    pub dims: &'a [u32],
}

/// A packet's value as JSON text.
///
/// JSON stands as it is, with each `{"$array": i}` replaced by the tensor's form; text is a string;
/// audio is `{"sample_rate", "channels", "frames", "samples": [[…] per channel]}`; a tensor is
/// `{"dtype", "shape", "data": [flat, C order]}`; bytes are `{"bytes", "base64"}`. Floats have the
/// shortest spelling that reads back as themselves in their own width; NaN and infinities are null.
///
/// # Errors
/// How body and description disagree, in one sentence.
pub fn value(described: &Described<'_>, body: &[u8]) -> Result<String, String> {
    let kind = u8::try_from(described.kind).ok().and_then(Kind::from_code);
    let text = || core::str::from_utf8(body).map_err(|_| String::from("the body is not UTF-8"));
    match kind.ok_or_else(|| format!("{} is no kind of packet", described.kind))? {
        Kind::Json if described.arrays == 0 => text().map(String::from),
        Kind::Json => arrays_in_json::written(body, described.arrays, tensor),
        Kind::Text => Ok(string(text()?)),
        Kind::Bytes => Ok(format!("{{\"bytes\": {}, \"base64\": \"{}\"}}", body.len(), base64(body))),
        Kind::Audio => audio(described, body),
        Kind::Tensor => {
            let code = u8::try_from(described.dtype).ok();
            let dtype = code.and_then(DType::from_code).ok_or_else(|| format!("{} is no dtype", described.dtype))?;
            let mut out = String::new();
            tensor(&Tensor { dtype, shape: described.dims.to_vec(), data: body.to_vec() }, &mut out)?;
            Ok(out)
        }
    }
}

/// Channels and frames, checked against the body.
fn audio_form(described: &Described<'_>, body: &[u8]) -> Result<(usize, usize), String> {
    let [channels, frames] = *described.dims else {
        return Err(format!("audio has the dims channels and frames, not {:?}", described.dims));
    };
    if u64::from(channels) * u64::from(frames) * 4 != body.len() as u64 {
        return Err(format!("{} bytes do not make {channels} channels of {frames} frames", body.len()));
    }
    Ok((channels as usize, frames as usize))
}

fn audio(described: &Described<'_>, body: &[u8]) -> Result<String, String> {
    let (channels, frames) = audio_form(described, body)?;
    let rate = numbers::number(described.sample_rate);
    let mut out = format!("{{\"sample_rate\": {rate}, \"channels\": {channels}, \"frames\": {frames}, \"samples\": [");
    for channel in 0..channels {
        out.push_str(if channel == 0 { "[" } else { ", [" });
        let bytes = frames * 4;
        numbers::write_all(DType::Float32, &body[channel * bytes..(channel + 1) * bytes], &mut out);
        out.push(']');
    }
    out.push_str("]}");
    Ok(out)
}

fn tensor(tensor: &Tensor, out: &mut String) -> Result<(), String> {
    if tensor.expected_bytes() != Some(tensor.data.len()) {
        return Err(format!("{} bytes do not make a tensor of shape {:?}", tensor.data.len(), tensor.shape));
    }
    let (dtype, shape) = (tensor.dtype.word(), &tensor.shape);
    let _ = write!(out, "{{\"dtype\": \"{dtype}\", \"shape\": {shape:?}, \"data\": [");
    numbers::write_all(tensor.dtype, &tensor.data, out);
    out.push_str("]}");
    Ok(())
}

/// A JSON string.
fn string(text: &str) -> String {
    format!("{}", serde_json::Value::from(text))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire::pack_json;

    fn shown(kind: u32, dtype: u32, dims: &[u32], body: &[u8]) -> String {
        value(&Described { kind, dtype, arrays: 0, sample_rate: 16000.0, dims }, body).unwrap()
    }

    #[test]
    fn text_json_and_bytes() {
        assert_eq!(shown(1, 0, &[], b"{\"a\":  1.0}"), "{\"a\":  1.0}");
        assert_eq!(shown(2, 0, &[], "é\"\n".as_bytes()), "\"é\\\"\\n\"");
        assert_eq!(shown(5, 0, &[], b""), "{\"bytes\": 0, \"base64\": \"\"}");
        for (bytes, base64) in [("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foobar", "Zm9vYmFy")] {
            let expected = format!("{{\"bytes\": {}, \"base64\": \"{base64}\"}}", bytes.len());
            assert_eq!(shown(5, 0, &[], bytes.as_bytes()), expected);
        }
    }

    #[test]
    fn audio_has_a_list_for_each_channel() {
        let samples: Vec<u8> = [0.1_f32, -1.0, f32::NAN, 1e-8].iter().flat_map(|sample| sample.to_le_bytes()).collect();
        assert_eq!(
            shown(3, 1, &[2, 2], &samples),
            "{\"sample_rate\": 16000, \"channels\": 2, \"frames\": 2, \"samples\": [[0.1, -1.0], [null, 1e-8]]}"
        );
        assert!(value(&Described { kind: 3, dtype: 1, arrays: 0, sample_rate: 1.0, dims: &[3, 2] }, &samples).is_err());
    }

    #[test]
    fn arrays_in_json_stand_where_they_are_referred_to() {
        let array = |dtype, shape: &[u32], data: &[u8]| Tensor { dtype, shape: shape.to_vec(), data: data.to_vec() };
        let arrays = [array(DType::Int16, &[2], &[1, 0, 255, 255]), array(DType::Bool, &[], &[1])];
        let body = pack_json("{\"x\":{\"$array\":1},\"n\":[1.50,{\"$array\":0}],\"$array\":null}", &arrays);
        let described = Described { kind: 1, dtype: 0, arrays: 2, sample_rate: 0.0, dims: &[] };
        assert_eq!(
            value(&described, &body).unwrap(),
            "{\"x\": {\"dtype\": \"bool\", \"shape\": [], \"data\": [true]}, \
             \"n\": [1.50, {\"dtype\": \"int16\", \"shape\": [2], \"data\": [1, -1]}], \"$array\": null}"
        );
        assert!(value(&described, &body[..body.len() - 1]).is_err());
        assert!(value(&described, &pack_json("{\"$array\": 2}", &arrays)).unwrap_err().contains("no array 2"));
    }
}
