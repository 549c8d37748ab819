//! `ZipNode`: what belongs together.

mod support;

use graph_engine::native::{NativeNode, Outputs};
use graph_engine::packet::{DType, Packet, Tensor, Value};
use proptest::prelude::*;
use serde_json::json;
use support::{as_json, audio, json as json_value, node, packet, refusal};

/// What came out, and the number of packets of each input that were left out.
struct Zipped {
    sets: Vec<(f64, serde_json::Value)>,
    given: Vec<graph_engine::native::Emitted>,
    left_out: Vec<usize>,
}

/// Runs a zip over whole streams of (timestamp, value), as the engine would.
fn zip(params: &str, names: &[&str], streams: &[Vec<(f64, Value)>]) -> Zipped {
    let mut zip = node("ZipNode", params);
    zip.connect("zip", names);
    let packets: Vec<Vec<Packet>> = streams
        .iter()
        .map(|stream| stream.iter().map(|(time, value)| packet(value.clone(), *time, "")).collect())
        .collect();
    let mut out = Outputs::default();
    if zip.next_port().is_some() {
        in_turn(&mut *zip, &packets, &mut out);
    } else {
        let mut all: Vec<(usize, Packet)> = packets
            .into_iter()
            .enumerate()
            .flat_map(|(port, stream)| stream.into_iter().map(move |each| (port, each)))
            .collect();
        all.sort_by(|(a, one), (b, other)| one.timestamp.total_cmp(&other.timestamp).then(a.cmp(b)));
        for (port, packet) in &all {
            zip.process(*port, packet, &mut out).unwrap();
        }
    }
    zip.finish(&mut out).unwrap();
    let left_out = names.iter().enumerate().map(|(port, _)| out.left_out(port)).collect();
    let given: Vec<_> = out.drain().collect();
    Zipped { sets: given.iter().map(|each| (each.timestamp, as_json(each))).collect(), given, left_out }
}

fn in_turn(zip: &mut dyn NativeNode, packets: &[Vec<Packet>], out: &mut Outputs) {
    let mut next = vec![0; packets.len()];
    let mut told = vec![false; packets.len()];
    while told.contains(&false) {
        let port = zip.next_port().unwrap();
        if let Some(packet) = packets[port].get(next[port]) {
            next[port] += 1;
            zip.process(port, packet, out).unwrap();
        } else {
            assert!(!std::mem::replace(&mut told[port], true), "its end is told once");
            zip.port_ended(port, out).unwrap();
        }
    }
}

fn numbers(at: &[(f64, i32)]) -> Vec<(f64, Value)> {
    at.iter().map(|(time, number)| (*time, json_value(&number.to_string()))).collect()
}

#[test]
fn by_sequence_the_first_goes_with_the_first_whatever_their_times() {
    let streams = [numbers(&[(5.0, 1), (6.0, 2), (7.0, 3)]), numbers(&[(0.0, 10), (100.0, 20)])];
    let zipped = zip("{}", &["a", "b"], &streams);
    assert_eq!(zipped.sets, [(0.0, json!({"a": 1, "b": 10})), (6.0, json!({"a": 2, "b": 20}))]);
    assert_eq!(zipped.left_out, [1, 0]);
    let zipped = zip(r#"{"unmatched": "null", "output": "list"}"#, &["a", "b"], &streams);
    assert_eq!(
        zipped.sets.iter().map(|(_, set)| set.clone()).collect::<Vec<_>>(),
        [json!([1, 10]), json!([2, 20]), json!([3, null])]
    );
    assert_eq!(zipped.left_out, [0, 0]);
}

#[test]
fn by_time_what_is_near_goes_together() {
    let streams = [numbers(&[(0.0, 1), (0.1, 2), (0.2, 3)]), numbers(&[(0.01, 10), (0.12, 20), (0.5, 30)])];
    let params = r#"{"mode": "time", "tolerance": 0.02}"#;
    let zipped = zip(params, &["a", "b"], &streams);
    assert_eq!(zipped.sets, [(0.0, json!({"a": 1, "b": 10})), (0.1, json!({"a": 2, "b": 20}))]);
    assert_eq!(zipped.left_out, [1, 1]);
    let zipped = zip(r#"{"mode": "time", "tolerance": 0.02, "unmatched": "null"}"#, &["a", "b"], &streams);
    assert_eq!(zipped.sets[2..], [(0.2, json!({"a": 3, "b": null})), (0.5, json!({"a": null, "b": 30}))]);
}

#[test]
fn three_inputs_of_three_rates() {
    let every = |step: f64, count: i32| numbers(&(0..count).map(|at| (f64::from(at) * step, at)).collect::<Vec<_>>());
    let streams = [every(0.1, 11), every(0.2, 6), every(0.5, 3)];
    let zipped = zip(r#"{"mode": "time", "tolerance": 0.0}"#, &["a", "b", "c"], &streams);
    assert_eq!(zipped.sets, [(0.0, json!({"a": 0, "b": 0, "c": 0})), (1.0, json!({"a": 10, "b": 5, "c": 2})),]);
    assert_eq!(zipped.left_out, [9, 4, 1]);
}

#[test]
fn every_kind_of_value_finds_its_place() {
    let array = |dtype, shape: &[u32], data: &[u8]| Tensor { dtype, shape: shape.to_vec(), data: data.to_vec() };
    let with_array = Value::Json {
        text: r#"{"x": {"$array": 0}, "n": 1.50}"#.into(),
        arrays: vec![array(DType::Uint8, &[1], &[7])],
    };
    let streams: Vec<Vec<(f64, Value)>> = [
        Value::Text("a\"b".into()),
        Value::Tensor(array(DType::Int16, &[2], &[1, 0, 2, 0])),
        with_array,
        audio(16_000.0, 2, vec![0.5, -0.5]),
        Value::Bytes(vec![1, 2]),
        json_value("12345678901234567890.10"),
    ]
    .into_iter()
    .map(|value| vec![(0.0, value)])
    .collect();
    let zipped = zip("{}", &["text", "tensor", "json", "audio", "bytes", "number"], &streams);
    let Value::Json { text, arrays } = &*zipped.given[0].value else { panic!() };
    assert_eq!(
        text,
        r#"{"text": "a\"b", "tensor": {"$array":0}, "json": {"x":{"$array":1},"n":1.50}, "audio": {"sample_rate":16000,"channels":2,"frames":1,"samples":{"$array":2}}, "bytes": {"$array":3}, "number": 12345678901234567890.10}"#
    );
    let shapes: Vec<(DType, &[u32])> = arrays.iter().map(|array| (array.dtype, array.shape.as_slice())).collect();
    assert_eq!(
        shapes,
        [(DType::Int16, &[2_u32][..]), (DType::Uint8, &[1]), (DType::Float32, &[2, 1]), (DType::Uint8, &[2])]
    );
}

#[test]
fn what_cannot_be_meant_is_refused() {
    assert_eq!(refusal("ZipNode", r#"{"mode": "tiem"}"#)[0].help, "Did you mean \"time\"?");
    assert_eq!(refusal("ZipNode", r#"{"tolerance": 1}"#)[0].code, "bad-param");
    assert_eq!(refusal("ZipNode", r#"{"mode": "time", "tolerance": -1}"#)[0].code, "bad-param");
}

#[test]
fn what_waits_is_bounded() {
    let params = r#"{"mode": "time", "tolerance": 1000, "capacity": 2}"#;
    let zipped = zip(params, &["a", "b"], &[numbers(&[(0.0, 1), (1.0, 2), (2.0, 3), (3.0, 4)]), numbers(&[(4.0, 9)])]);
    assert_eq!(zipped.sets, [(2.0, json!({"a": 3, "b": 9}))]);
    assert_eq!(zipped.left_out, [3, 0]);
}

fn streams() -> impl Strategy<Value = Vec<Vec<f64>>> {
    let stream = proptest::collection::vec(0_u32..60, 0..12).prop_map(|mut times| {
        times.sort_unstable();
        times.into_iter().map(|time| f64::from(time) / 20.0).collect()
    });
    proptest::collection::vec(stream, 1..4)
}

proptest! {
    /// "Packets that belong together, as one": each packet is in one set or left out, a set lies within the
    /// tolerance, and each input's packets keep their order.
    #[test]
    fn no_packet_is_lost_or_doubled(times in streams(), tolerance in 0_u32..10, with_null: bool, by_time: bool) {
        let tolerance = f64::from(tolerance) / 20.0;
        let unmatched = if with_null { "null" } else { "drop" };
        let params = if by_time {
            json!({"mode": "time", "tolerance": tolerance, "unmatched": unmatched, "output": "list"})
        } else {
            json!({"unmatched": unmatched, "output": "list"})
        };
        let names = &["a", "b", "c"][..times.len()];
        let numbered: Vec<Vec<(f64, Value)>> = times
            .iter()
            .map(|stream| stream.iter().enumerate().map(|(at, time)| (*time, json_value(&at.to_string()))).collect())
            .collect();
        let zipped = zip(&params.to_string(), names, &numbered);
        for (port, stream) in times.iter().enumerate() {
            let given: Vec<u64> = zipped.sets.iter().filter_map(|(_, set)| set[port].as_u64()).collect();
            prop_assert!(given.windows(2).all(|pair| pair[0] < pair[1]));
            prop_assert_eq!(given.len() + zipped.left_out[port], stream.len());
        }
        for (time, set) in &zipped.sets {
            let at: Vec<f64> = (0..times.len()).filter_map(|port| Some(times[port][set[port].as_u64()? as usize])).collect();
            let least = at.iter().copied().fold(f64::INFINITY, f64::min);
            prop_assert!((*time - least).abs() < 1e-12);
            if by_time {
                prop_assert!(at.iter().all(|each| each - least <= tolerance + 1e-6));
            }
            prop_assert!(with_null || at.len() == times.len());
        }
        if !by_time {
            let lengths = times.iter().map(Vec::len);
            let sets = if with_null { lengths.max() } else { lengths.min() };
            prop_assert_eq!(zipped.sets.len(), sets.unwrap());
        }
    }
}

#[test]
fn a_single_input_is_wrapped() {
    let zipped = zip("{}", &["only"], &[vec![(1.0, Value::Text("x".into()))]]);
    assert_eq!(zipped.sets, [(1.0, json!({"only": "x"}))]);
}
