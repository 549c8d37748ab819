//! `MultiplyNode` and `AddNode`.

mod support;

use graph_engine::packet::{DType, Tensor, Value};
use proptest::prelude::*;
use support::{apply, audio, build, json, node, packet, process, refusal};

fn multiplied(params: &str, text: &str) -> String {
    match apply("MultiplyNode", params, json(text)) {
        Ok(Value::Json { text, .. }) => text,
        other => panic!("{other:?}"),
    }
}

fn added(params: &str, text: &str) -> String {
    match apply("AddNode", params, json(text)) {
        Ok(Value::Json { text, .. }) => text,
        other => panic!("{other:?}"),
    }
}

#[test]
fn whole_numbers_stay_whole_and_floats_keep_their_point() {
    assert_eq!(multiplied(r#"{"factor": 4}"#, "5"), "20");
    assert_eq!(multiplied(r#"{"factor": 4.0}"#, "5"), "20");
    assert_eq!(multiplied(r#"{"factor": 4}"#, "4.0"), "16.0");
    assert_eq!(multiplied(r#"{"factor": 0.5}"#, "4"), "2");
    assert_eq!(multiplied(r#"{"factor": 0.5}"#, "5"), "2.5");
    assert_eq!(multiplied(r#"{"factor": 0.1}"#, "3"), "0.30000000000000004");
    assert_eq!(multiplied(r#"{"factor": -1}"#, "7"), "-7");
    assert_eq!(multiplied(r#"{"factor": 1e3}"#, "7"), "7000");
    assert_eq!(added(r#"{"addend": 10}"#, "[5, 7.5, -10]"), "[15,17.5,0]");
    assert_eq!(added(r#"{"addend": 0.5}"#, "[1, 1.5]"), "[1.5,2.0]");
    assert_eq!(added(r#"{"addend": 1}"#, "1e2"), "101.0");
}

#[test]
fn defaults_and_older_spellings_count() {
    assert_eq!(multiplied("{}", "[5, 7, 3]"), "[10,14,6]");
    assert_eq!(added("{}", "[5]"), "[5]");
    assert_eq!(multiplied(r#"{"multiplier": 3}"#, "2"), "6");
    assert_eq!(added(r#"{"value": 3}"#, "2"), "5");
}

#[test]
fn lists_of_any_depth_are_calculated_and_the_rest_passes_through() {
    assert_eq!(
        multiplied(r#"{"factor": 2}"#, r#"[1, [2.5, [3]], "4", null, true, {"b": 1, "a": 2}]"#),
        r#"[2,[5.0,[6]],"4",null,true,{"b":1,"a":2}]"#
    );
    assert_eq!(multiplied(r#"{"factor": 2}"#, r#""5""#), r#""5""#);
    let text = Value::Text("5".into());
    assert_eq!(apply("MultiplyNode", "{}", text.clone()), Ok(text));
    let bytes = Value::Bytes(vec![1, 2]);
    assert_eq!(apply("AddNode", r#"{"addend": 1}"#, bytes.clone()), Ok(bytes));
}

#[test]
fn big_whole_numbers_stay_exact_or_are_refused() {
    assert_eq!(multiplied(r#"{"factor": 3}"#, "12345678901234567890123"), "37037036703703703670369");
    assert_eq!(added(r#"{"addend": 1}"#, "9007199254740993"), "9007199254740994");
    assert_eq!(multiplied(r#"{"factor": 9007199254740993}"#, "3"), "27021597764222979");
    // As Python has it, whose int beside a float is rounded to the nearest float.
    assert_eq!(added(r#"{"addend": 0.5}"#, "9007199254740993"), "9007199254740992");
    assert_eq!(multiplied(r#"{"factor": 2.5}"#, "9007199254740995"), "2.251799813685249e+16");
    for (params, text) in [
        (r#"{"factor": 10}"#, "170141183460469231731687303715884105727"),
        (r#"{"factor": 1}"#, "1000000000000000000000000000000000000000000"),
        (r#"{"factor": 10}"#, "1e308"),
        (r#"{"factor": 1}"#, "1e400"),
    ] {
        let error = apply("MultiplyNode", params, json(text)).unwrap_err();
        assert_eq!(error.code, "number-out-of-range", "{text}: {error:?}");
        assert!(!error.message.is_empty() && !error.help.is_empty());
        assert!(error.message.len() < 100, "every digit of a huge float: {}", error.message);
    }
}

#[test]
fn text_that_is_no_json_is_named() {
    let error = apply("MultiplyNode", "{}", json("[1,")).unwrap_err();
    assert_eq!(error.code, "bad-json");
    assert!(error.message.contains("line 1"), "{}", error.message);
}

#[test]
fn audio_is_calculated_sample_by_sample() {
    let loud = apply("MultiplyNode", r#"{"factor": 0.5}"#, audio(8000.0, 2, vec![1.0, -0.5, 0.25, 0.0])).unwrap();
    assert_eq!(loud, audio(8000.0, 2, vec![0.5, -0.25, 0.125, 0.0]));
}

fn tensor(dtype: DType, data: Vec<u8>) -> Value {
    let shape = vec![(data.len() / if dtype == DType::Float64 { 8 } else { 2 }) as u32];
    Value::Tensor(Tensor { dtype, shape, data })
}

fn shorts(values: &[i16]) -> Vec<u8> {
    values.iter().flat_map(|value| value.to_le_bytes()).collect()
}

fn doubles(values: &[f64]) -> Vec<u8> {
    values.iter().flat_map(|value| value.to_le_bytes()).collect()
}

#[test]
fn arrays_keep_their_type_but_for_fractions() {
    let input = || tensor(DType::Int16, shorts(&[1, -2, 300]));
    assert_eq!(apply("MultiplyNode", "{}", input()), Ok(tensor(DType::Int16, shorts(&[2, -4, 600]))));
    assert_eq!(
        apply("MultiplyNode", r#"{"factor": 0.5}"#, input()),
        Ok(tensor(DType::Float64, doubles(&[0.5, -1.0, 150.0])))
    );
    assert_eq!(
        apply("AddNode", r#"{"addend": 0.25}"#, tensor(DType::Float64, doubles(&[1.0]))),
        Ok(tensor(DType::Float64, doubles(&[1.25])))
    );
    let error = apply("MultiplyNode", r#"{"factor": 200}"#, input()).unwrap_err();
    assert_eq!(
        (error.code, error.message.as_str()),
        ("number-out-of-range", "300 × 200 is beyond what an int16 can hold.")
    );
    let error = apply("MultiplyNode", "{}", tensor(DType::Bool, vec![1, 0])).unwrap_err();
    assert!(error.message.contains("a bool array of shape [1]"), "{}", error.message);
}

#[test]
fn only_the_real_part_is_added_to() {
    let complex =
        |values: &[f64]| Value::Tensor(Tensor { dtype: DType::Complex128, shape: vec![1], data: doubles(values) });
    assert_eq!(apply("AddNode", r#"{"addend": 1}"#, complex(&[1.0, 2.0])), Ok(complex(&[2.0, 2.0])));
    assert_eq!(apply("MultiplyNode", r#"{"factor": 2}"#, complex(&[1.0, 2.0])), Ok(complex(&[2.0, 4.0])));
}

#[test]
fn arrays_in_lists_are_calculated_and_those_in_objects_are_not() {
    let array = Tensor { dtype: DType::Int16, shape: vec![1], data: shorts(&[7]) };
    let value = Value::Json {
        text: r#"[{"$array":1},{"x":{"$array":0}},2]"#.into(),
        arrays: vec![array.clone(), array.clone()],
    };
    let doubled = Tensor { data: shorts(&[14]), ..array.clone() };
    assert_eq!(
        apply("MultiplyNode", "{}", value),
        Ok(Value::Json { text: r#"[{"$array":1},{"x":{"$array":0}},4]"#.into(), arrays: vec![array, doubled] })
    );
}

#[test]
fn timestamp_and_metadata_stay() {
    let outputs = process(&mut *node("AddNode", "{}"), &packet(json("1"), 2.5, r#"{"k":1}"#)).unwrap();
    assert_eq!((outputs[0].timestamp.to_bits(), &*outputs[0].metadata), (2.5_f64.to_bits(), r#"{"k":1}"#));
}

#[test]
fn params_that_are_no_numbers_are_refused_with_their_place() {
    let problems = refusal("MultiplyNode", r#"{"factor": "4"}"#);
    assert_eq!(problems.len(), 1);
    assert_eq!(problems[0].path.as_deref(), Some("nodes[0].params.factor"));
    assert!(problems[0].message.contains("must be a number, and is \"4\""), "{}", problems[0].message);
    assert_eq!(refusal("AddNode", r#"{"addend": 1e400}"#).len(), 1);
    let (_, problems) = build("MultiplyNode", r#"{"facter": 4}"#).ok().unwrap();
    assert!(problems[0].help.contains("factor"), "{problems:?}");
}

proptest! {
    /// Whole times whole is what i128 says, and plus is too.
    #[test]
    fn whole_numbers_are_exact(number in any::<i64>(), operand in any::<i64>()) {
        let (number_wide, operand_wide) = (i128::from(number), i128::from(operand));
        prop_assert_eq!(multiplied(&format!(r#"{{"factor": {operand}}}"#), &number.to_string()), (number_wide * operand_wide).to_string());
        prop_assert_eq!(added(&format!(r#"{{"addend": {operand}}}"#), &number.to_string()), (number_wide + operand_wide).to_string());
    }

    /// The short way for a lone number gives what the long way gives.
    #[test]
    fn a_lone_number_is_calculated_as_in_a_list(number in -1_000_000_i64..1_000_000, operand in -100.0_f64..100.0) {
        let params = format!(r#"{{"factor": {operand}}}"#);
        prop_assert_eq!(format!("[{}]", multiplied(&params, &number.to_string())), multiplied(&params, &format!("[{number}]")));
    }

    /// A float comes out as a float64 product does, and with a point or an exponent.
    #[test]
    fn floats_are_float64(number in -1e12_f64..1e12, operand in -1e6_f64..1e6) {
        let text = serde_json::Number::from_f64(number).unwrap().to_string();
        let result = multiplied(&format!(r#"{{"factor": {operand:?}}}"#), &text);
        prop_assert!(result.contains(['.', 'e']), "{}", result);
        prop_assert_eq!(result.parse::<f64>().unwrap().to_bits(), (number * operand).to_bits());
    }
}
