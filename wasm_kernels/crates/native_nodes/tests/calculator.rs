//! `CalculatorNode`: three nodes under one name. What Python gives is in `tests/dsp/test_calculator.py`.

mod support;

use graph_engine::packet::Value;
use support::{apply, audio, build, json, node, packet, process, refusal};

fn calculated(params: &str, text: &str) -> String {
    match apply("CalculatorNode", params, json(text)) {
        Ok(Value::Json { text, .. }) => text,
        other => panic!("{other:?}"),
    }
}

fn problem(params: &str, text: &str) -> (&'static str, String) {
    let error = apply("CalculatorNode", params, json(text)).unwrap_err();
    assert!(!error.help.is_empty());
    (error.code, error.message)
}

#[test]
fn params_say_what_is_done_with_every_number() {
    for (params, text, expected) in [
        (r#"{"operation": "add", "operand": 5}"#, "2", "7"),
        (r#"{"operation": "subtract", "operand": 0.5}"#, "2", "1.5"),
        (r#"{"operation": "multiply", "operand": 2.5}"#, "4", "10"),
        (r#"{"operation": "divide", "operand": 4}"#, "10", "2.5"),
        (r#"{"operation": "divide", "operand": 5}"#, "10", "2"),
        (r#"{"operand": 1}"#, "1.5", "2.5"),
        (r#"{"operation": "multiply"}"#, "3", "0"),
        // Texts count as the numbers that they spell, or as 0.
        (r#"{"operand": 1}"#, "\" 41 \"", "42"),
        (r#"{"operand": 1}"#, "\"many\"", "1"),
        // All else passes through.
        (r#"{"operand": 1}"#, "[1, 2]", "[1, 2]"),
        (r#"{"operand": 1}"#, r#"{"operation": "add", "args": [1, 2]}"#, r#"{"operation": "add", "args": [1, 2]}"#),
        ("{}", "7", "7"),
        ("{}", "7.0", "7"),
    ] {
        assert_eq!(calculated(params, text), expected, "{params} {text}");
    }
    let text = Value::Text("3".into());
    assert_eq!(apply("CalculatorNode", r#"{"operand": 2}"#, text), Ok(json("5")));
    let sound = audio(8000.0, 1, vec![0.5]);
    assert_eq!(apply("CalculatorNode", r#"{"operand": 2}"#, sound.clone()), Ok(sound));
    assert_eq!(problem(r#"{"operation": "divide"}"#, "1"), ("cannot-calculate", "Division by zero.".into()));
}

#[test]
fn an_unknown_operation_changes_nothing_and_is_told() {
    let (mut node, problems) = build("CalculatorNode", r#"{"operation": "cube", "operand": 3}"#).unwrap();
    assert_eq!((problems[0].is_error(), problems[0].path.as_deref()), (false, Some("nodes[0].params.operation")));
    assert_eq!(*process(&mut *node, &packet(json("5"), 0.0, "")).unwrap()[0].value, json("5"));
    assert_eq!(refusal("CalculatorNode", r#"{"operand": "5"}"#)[0].code, "bad-param");
}

#[test]
fn operands_give_a_result_or_an_error() {
    assert_eq!(
        calculated("{}", r#"{"operation": "multiply", "operands": [6, 7]}"#),
        r#"{"result":42,"operation":"multiply","operands":[6,7]}"#
    );
    for (request, message) in [
        (r#"{"operation": "divide", "operands": [1, 0]}"#, "Division by zero."),
        (r#"{"operation": "power", "operands": [2, 3]}"#, "Unknown operation: power."),
        (r#"{"operation": "add", "operands": [1]}"#, "Operation 'add' requires at least 2 arguments."),
        (r#"{"operation": "add", "operands": [1, null]}"#, "null is no number to calculate with."),
    ] {
        assert_eq!(problem("{}", request), ("cannot-calculate", message.into()));
    }
}

#[test]
fn args_are_answered_whatever_they_are() {
    let mut calculator = node("CalculatorNode", "{}");
    calculator.connect("sum", &[]);
    let mut answer = |text: &str| match &*process(&mut *calculator, &packet(json(text), 0.0, "")).unwrap()[0].value {
        Value::Json { text, .. } => text.clone(),
        other => panic!("{other:?}"),
    };
    assert_eq!(
        answer(r#"{"operation": "divide", "args": [6, 3, 9]}"#),
        r#"{"operation":"divide","args":[6,3,9],"result":2.0,"processed_by":"CalculatorNode[sum]","node_config":{}}"#
    );
    for (request, error) in [
        (r#"{"operation": "modulo", "args": [6, 0]}"#, "Modulo by zero"),
        (r#"{"operation": "root", "args": [6, 2]}"#, "Unknown operation: root"),
        (r#"{"operation": "power", "args": [-8, 0.5]}"#, "The result is no real number"),
        (r#"{"operation": "power", "args": [10, 400]}"#, "The result is more than 38 digits long"),
        (r#"{"operation": "power", "args": [10.0, 400]}"#, "The result is beyond what a float64 can hold"),
        (r#"{"operation": "add", "args": 3}"#, "Operation 'add' requires at least 2 arguments"),
    ] {
        let given: serde_json::Value = serde_json::from_str(&answer(request)).unwrap();
        let asked: serde_json::Value = serde_json::from_str(request).unwrap();
        assert_eq!(given["error"], error, "{request}");
        assert_eq!((&given["operation"], &given["args"]), (&asked["operation"], &asked["args"]));
        assert_eq!(given["processed_by"], "CalculatorNode[sum]");
    }
    for request in ["[1, 2]", "null", r#"{"operation": "add"}"#] {
        let given: serde_json::Value = serde_json::from_str(&answer(request)).unwrap();
        assert_eq!(given["input"], serde_json::from_str::<serde_json::Value>(request).unwrap());
        assert_eq!(given["error"], "Input must be an object with 'operation' and 'args'");
    }
}
