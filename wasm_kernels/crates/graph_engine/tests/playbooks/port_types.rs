//! Types of ports that only the manifest or a bundle's own class knows.

use super::{chain, manifest, with_top};
use crate::support::events::{PYTHON, given, in_engine, text};
use crate::support::playbook::Playbook;

/// JSON in Python's memory.
fn json(id: u32) -> crate::support::events::Given {
    crate::support::events::Given { kind: 1, ..given(PYTHON, id) }
}

#[test]
fn a_class_is_not_given_what_it_says_it_does_not_take() {
    Playbook::open(&chain(&["PyNode", "Meter"]))
        .step(|_, inbox| inbox.push(0, &given(PYTHON, 1)), "CALL 1 node 0 process 0<-#0 text python:1")
        .step(
            |_, inbox| inbox.complete(1, &[(0, json(2))]),
            r#"RELEASE python:1
             RELEASE python:2
             FAILED error wrong-input-type at nodes[1]: Node "b" failed at packet 0: its input "default" is of type audio, and JSON came.
             (ended)"#,
        )
        .finish();
}

#[test]
fn a_packet_of_a_wrong_type_is_left_out_where_the_node_says_so() {
    let graph = manifest(&[("m", "Meter", r#", "on_error": "skip""#)], &[]);
    Playbook::open(&graph)
        .step(
            |engine, inbox| {
                inbox.push(0, &in_engine(engine, 1, b"[1]"));
                inbox.push(0, &given(PYTHON, 7));
            },
            r#"NOTE warning wrong-input-type at nodes[0]: Node "m" failed at packet 0: its input "default" is of type audio, and JSON came. It is left out.
             NOTE warning wrong-input-type at nodes[0]: Node "m" failed at packet 1: its input "default" is of type audio, and text came. It is left out.
             RELEASE python:7"#,
        )
        .with(|engine| {
            let figures = &super::metrics(engine)["nodes"][0];
            assert_eq!((&figures["packets_in"], &figures["errors"], &figures["calls"]), (&2.into(), &2.into(), &0.into()));
        })
        .finish();
}

#[test]
fn a_class_gives_what_it_says_it_gives() {
    let graph = manifest(&[("m", "Meter", "")], &[]);
    let sound = || crate::support::events::Given {
        kind: 3,
        bytes: 8,
        dtype: 1,
        sample_rate: 8000.0,
        dims: vec![1, 2],
        ..given(PYTHON, 1)
    };
    Playbook::open(&graph)
        .step(|_, inbox| inbox.push(0, &sound()), "CALL 1 node 0 process 0<-#0 audio python:1 [1, 2]")
        .step(
            |_, inbox| inbox.complete(1, &[(0, json(2)), (0, given(PYTHON, 3)), (0, sound())]),
            r#"OUTPUT 0 #0 json python:2
             OUTPUT 0 #1 text python:3
             RELEASE python:1
             RELEASE python:2
             RELEASE python:3
             FAILED error wrong-output-type at nodes[0]: Node "m" failed at packet 0: its output "default" is of type json, and it gave audio to it.
             (ended)"#,
        )
        .finish();
}

#[test]
fn a_type_that_the_manifest_gives_an_input_holds() {
    let ends = r#""inputs": [{"name": "words", "type": "text", "to": "a"}]"#;
    Playbook::open(&with_top(&chain(&["PassNode"]), ends))
        .step(
            |engine, inbox| {
                inbox.push(0, &text(engine, "x"));
                inbox.push(0, &in_engine(engine, 1, b"\"a string\""));
            },
            "OUTPUT 0 #0 text engine:2 'x'\nOUTPUT 0 #1 json engine:1 '\"a string\"'",
        )
        .step(
            |engine, inbox| inbox.push(0, &in_engine(engine, 1, b"5")),
            r#"FAILED error wrong-input-type at inputs[0]: The input "words" is of type text, and it was given JSON.
             (ended)"#,
        )
        .finish();
    Playbook::open(&with_top(&chain(&["PyNode"]), ends))
        .step(
            |_, inbox| inbox.push(0, &json(4)),
            r#"RELEASE python:4
             FAILED error wrong-input-type at inputs[0]: The input "words" is of type text, and it was given JSON.
             (ended)"#,
        )
        .finish();
}

#[test]
fn a_type_that_the_manifest_gives_an_output_holds() {
    let ends = r#""outputs": [{"name": "out", "type": "bytes", "from": "a"}]"#;
    Playbook::open(&with_top(&chain(&["PassNode"]), ends))
        .step(
            |engine, inbox| {
                inbox.push(0, &in_engine(engine, 5, b"raw"));
                inbox.push(0, &text(engine, "x"));
            },
            r#"OUTPUT 0 #0 bytes engine:2
             FAILED error wrong-output-type at outputs[0]: The output "out" is of type bytes, and node "a" gave text to it.
             (ended)"#,
        )
        .finish();
    // Not even with the last packet, which ends its node and the run.
    let failed = r#"FAILED error wrong-output-type at outputs[0]: The output "out" is of type bytes, and node "a" gave text to it.
             (ended)"#;
    Playbook::open(&with_top(&chain(&["HoldNode"]), ends))
        .step(|engine, inbox| inbox.push(0, &text(engine, "x")), "")
        .step(|_, inbox| inbox.close(0), failed)
        .finish();
    Playbook::open(&with_top(&chain(&["PyNode"]), ends))
        .step(|_, inbox| inbox.close(0), "CALL 1 node 0 finish")
        .step(|_, inbox| inbox.complete(1, &[(0, given(PYTHON, 4))]), &format!("RELEASE python:4\n{failed}"))
        .finish();
}
