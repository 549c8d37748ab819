//! Results in the shape that the `RemoteMedia` SDK gives them.
//!
//! | value | as the SDK has it |
//! |---|---|
//! | JSON, text | the value, the string |
//! | array, alone or inside JSON | `{"__numpy__": true, "array": {"meta": {shape, dtype, size, c_contiguous, f_contiguous}, "data": base64 of the C-order bytes}}` |
//! | audio | `{"type": "audio", "samples": [interleaved], "sample_rate", "channels"}`, and `"metadata"` where the packet has some |
//! | bytes, for which the SDK has no form | `{"bytes", "base64"}` |
//!
//! The results of all outputs follow one another in the order of the plan's outputs; exactly one result
//! stands alone, any other number is a list.

use alloc::collections::BTreeMap;
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;
use core::fmt::Write;

use serde::{Deserialize, Serialize};

use super::base64::base64;
use super::{Described, arrays_in_json, numbers, string, value};
use crate::packet::{DType, Tensor};
use crate::wire::Kind;

/// The results of one run, as they come.
#[derive(Default)]
pub struct SdkResults {
    /// JSON texts, by name of the output.
    outputs: BTreeMap<String, Vec<String>>,
}

/// What the results are to know of the plan.
pub struct SdkPlan {
    outputs: Vec<String>,
    graph: GraphInfo,
}

#[derive(Serialize)]
struct GraphInfo {
    node_count: usize,
    source_count: usize,
    sink_count: usize,
    execution_order: Vec<String>,
}

#[derive(Deserialize)]
struct PlanShape {
    nodes: Vec<Node>,
    edges: Vec<Edge>,
    outputs: Vec<End>,
    order: Vec<usize>,
}

#[derive(Deserialize)]
struct Node {
    id: String,
}

#[derive(Deserialize)]
struct Edge {
    from: usize,
    to: usize,
}

#[derive(Deserialize)]
struct End {
    name: String,
}

impl SdkResults {
    /// Takes the next packet of the output `name`; `metadata` is a JSON object or empty.
    ///
    /// # Errors
    /// How body and description disagree, in one sentence.
    pub fn add(&mut self, name: &str, described: &Described<'_>, metadata: &str, body: &[u8]) -> Result<(), String> {
        let text = result(described, metadata, body)?;
        self.outputs.entry(name.into()).or_default().push(text);
        Ok(())
    }

    /// The bare value where there is exactly one, else a list.
    #[must_use]
    pub fn outputs(&self, plan: &SdkPlan) -> String {
        let all: Vec<&str> =
            plan.outputs.iter().filter_map(|name| self.outputs.get(name)).flatten().map(String::as_str).collect();
        match all[..] {
            [only] => only.into(),
            _ => format!("[{}]", all.join(", ")),
        }
    }

    /// `{"status": "success", "outputs", "graph_info"}`.
    #[must_use]
    pub fn envelope(&self, plan: &SdkPlan) -> String {
        let graph = serde_json::to_string(&plan.graph).unwrap_or_default();
        format!("{{\"status\": \"success\", \"outputs\": {}, \"graph_info\": {graph}}}", self.outputs(plan))
    }
}

impl SdkPlan {
    /// Of the plan in the answer of `open` (JSON).
    ///
    /// # Errors
    /// What the text is instead, in one sentence.
    pub fn read(plan: &[u8]) -> Result<Self, String> {
        let plan: PlanShape = serde_json::from_slice(plan).map_err(|error| format!("this is no plan: {error}"))?;
        let nodes = plan.nodes.len();
        let lacking = |end: fn(&Edge) -> usize| {
            (0..nodes).filter(|node| !plan.edges.iter().any(|edge| end(edge) == *node)).count()
        };
        let order = plan.order.iter().filter_map(|node| plan.nodes.get(*node).map(|node| node.id.clone()));
        let graph = GraphInfo {
            node_count: nodes,
            source_count: lacking(|edge| edge.to),
            sink_count: lacking(|edge| edge.from),
            execution_order: order.collect(),
        };
        Ok(Self { graph, outputs: plan.outputs.into_iter().map(|end| end.name).collect() })
    }
}

fn result(described: &Described<'_>, metadata: &str, body: &[u8]) -> Result<String, String> {
    match u8::try_from(described.kind).ok().and_then(Kind::from_code) {
        Some(Kind::Audio) => audio(described, metadata, body),
        Some(Kind::Tensor) => {
            let code = u8::try_from(described.dtype).ok();
            let dtype = code.and_then(DType::from_code).ok_or_else(|| format!("{} is no dtype", described.dtype))?;
            let mut out = String::new();
            array(&Tensor { dtype, shape: described.dims.to_vec(), data: body.to_vec() }, &mut out)?;
            Ok(out)
        }
        Some(Kind::Json) if described.arrays > 0 => arrays_in_json::written(body, described.arrays, array),
        _ => value(described, body),
    }
}

fn audio(described: &Described<'_>, metadata: &str, body: &[u8]) -> Result<String, String> {
    let (channels, frames) = super::audio_form(described, body)?;
    let mut out = String::from("{\"type\": \"audio\", \"samples\": [");
    for frame in 0..frames {
        for channel in 0..channels {
            let at = (channel * frames + frame) * 4;
            out.push_str(if at == 0 { "" } else { ", " });
            numbers::write_all(DType::Float32, &body[at..at + 4], &mut out);
        }
    }
    let rate = numbers::number(described.sample_rate);
    let _ = write!(out, "], \"sample_rate\": {rate}, \"channels\": {channels}");
    if !metadata.is_empty() {
        let _ = write!(out, ", \"metadata\": {metadata}");
    }
    out.push('}');
    Ok(out)
}

/// The SDK's reader needs every one of the five keys of `meta`.
fn array(tensor: &Tensor, out: &mut String) -> Result<(), String> {
    if tensor.expected_bytes() != Some(tensor.data.len()) {
        return Err(format!("{} bytes do not make a tensor of shape {:?}", tensor.data.len(), tensor.shape));
    }
    let (shape, dtype) = (&tensor.shape, string(tensor.dtype.word()));
    let size = tensor.data.len() / tensor.dtype.size();
    // Also in Fortran order where order makes no difference: numpy's rule.
    let f_contiguous = size == 0 || shape.iter().filter(|length| **length != 1).count() <= 1;
    let _ = write!(
        out,
        "{{\"__numpy__\": true, \"array\": {{\"meta\": {{\"shape\": {shape:?}, \"dtype\": {dtype}, \"size\": {size}, \
         \"c_contiguous\": true, \"f_contiguous\": {f_contiguous}}}, \"data\": \"{}\"}}}}",
        base64(&tensor.data)
    );
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire::pack_json;

    fn described(kind: u32, dtype: u32, dims: &[u32]) -> Described<'_> {
        Described { kind, dtype, arrays: 0, sample_rate: 8000.0, dims }
    }

    const PLAN: &[u8] = br#"{"nodes": [{"id": "a"}, {"id": "b"}, {"id": "c"}], "edges": [{"from": 2, "to": 0}],
        "outputs": [{"name": "z"}, {"name": "y"}], "order": [1, 2, 0]}"#;

    fn plan() -> SdkPlan {
        SdkPlan::read(PLAN).unwrap()
    }

    /// The one result of `described` and `body`.
    fn alone(described: &Described<'_>, metadata: &str, body: &[u8]) -> Result<String, String> {
        let mut results = SdkResults::default();
        results.add("y", described, metadata, body).map(|()| results.outputs(&plan()))
    }

    #[test]
    fn one_result_stands_alone_and_several_follow_the_order_of_the_outputs() {
        let mut results = SdkResults::default();
        assert_eq!(results.outputs(&plan()), "[]");
        results.add("y", &described(1, 0, &[]), "", b"{\"a\": 1.0}").unwrap();
        assert_eq!(results.outputs(&plan()), "{\"a\": 1.0}");
        results.add("z", &described(2, 0, &[]), "", "é".as_bytes()).unwrap();
        results.add("y", &described(1, 0, &[]), "", b"[]").unwrap();
        assert_eq!(results.outputs(&plan()), "[\"é\", {\"a\": 1.0}, []]");
    }

    #[test]
    fn audio_is_interleaved() {
        let body: Vec<u8> = [1.0_f32, 2.0, 3.0, 4.0].iter().flat_map(|sample| sample.to_le_bytes()).collect();
        assert_eq!(
            alone(&described(3, 1, &[2, 2]), "{\"is_speech\": true}", &body).unwrap(),
            "{\"type\": \"audio\", \"samples\": [1.0, 3.0, 2.0, 4.0], \"sample_rate\": 8000, \"channels\": 2, \
             \"metadata\": {\"is_speech\": true}}"
        );
        assert!(alone(&described(3, 1, &[2, 3]), "", &body).is_err());
    }

    #[test]
    fn arrays_have_all_five_meta_keys_wherever_they_stand() {
        let numpy = |shape: &str, size: u32, f: bool, data: &str| {
            format!(
                "{{\"__numpy__\": true, \"array\": {{\"meta\": {{\"shape\": {shape}, \"dtype\": \"int16\", \
                 \"size\": {size}, \"c_contiguous\": true, \"f_contiguous\": {f}}}, \"data\": \"{data}\"}}}}"
            )
        };
        let shown = |dims: &[u32], body: &[u8]| alone(&described(4, 5, dims), "", body);
        // What numpy says of np.zeros(shape).flags.
        assert_eq!(shown(&[2], &[1, 0, 2, 0]).unwrap(), numpy("[2]", 2, true, "AQACAA=="));
        assert_eq!(shown(&[2, 2], &[0; 8]).unwrap(), numpy("[2, 2]", 4, false, "AAAAAAAAAAA="));
        assert_eq!(shown(&[1, 2], &[0; 4]).unwrap(), numpy("[1, 2]", 2, true, "AAAAAA=="));
        assert_eq!(shown(&[3, 0], &[]).unwrap(), numpy("[3, 0]", 0, true, ""));
        assert_eq!(shown(&[], &[7, 0]).unwrap(), numpy("[]", 1, true, "BwA="));
        assert!(shown(&[2], &[1, 0]).is_err());

        let inside = Tensor { dtype: DType::Int16, shape: alloc::vec![1], data: alloc::vec![7, 0] };
        let form = Described { arrays: 1, ..described(1, 0, &[]) };
        let body = pack_json("{\"x\": {\"$array\": 0}}", &[inside]);
        assert_eq!(alone(&form, "", &body).unwrap(), format!("{{\"x\": {}}}", numpy("[1]", 1, true, "BwA=")));
    }

    #[test]
    fn the_envelope_counts_the_graph() {
        assert_eq!(
            SdkResults::default().envelope(&plan()),
            "{\"status\": \"success\", \"outputs\": [], \"graph_info\": {\"node_count\":3,\"source_count\":2,\
             \"sink_count\":2,\"execution_order\":[\"b\",\"c\",\"a\"]}}"
        );
        assert!(SdkPlan::read(b"{}").is_err());
    }
}
