//! Bodies that make no sense, and hosts that break the rules.

use crate::support::events::{ENGINE, Given, HOST, PYTHON, given, in_engine, text};
use crate::support::playbook::Playbook;
use crate::{chain, manifest};

#[test]
fn bodies_that_make_no_sense_are_refused_by_name() {
    let audio = |engine: &mut graph_engine::Engine, channels: u32, frames: u32, rate: f64| Given {
        dims: vec![channels, frames],
        dtype: 1,
        sample_rate: rate,
        ..in_engine(engine, 3, &[0; 16])
    };
    for (what, make) in [
        (
            "its text is not UTF-8 at byte 1",
            (|engine| in_engine(engine, 2, b"a\xff")) as fn(&mut graph_engine::Engine) -> Given,
        ),
        ("it says 9 bytes, and its body has room for 2", |engine| Given { bytes: 9, ..in_engine(engine, 2, b"ab") }),
        ("the engine's memory has no body 77", |_| given(ENGINE, 77)),
        ("it ends too early", |engine| Given { arrays: 1, ..in_engine(engine, 1, b"\x02\0\0\0{}") }),
        ("its 2 bytes do not make a Float64 tensor of shape [3]", |engine| Given {
            dtype: 2,
            dims: vec![3],
            ..in_engine(engine, 4, b"ab")
        }),
        ("0 is no dtype", |engine| in_engine(engine, 4, b"ab")),
    ] {
        let expected =
            format!("FAILED error bad-packet at -: A packet for the input \"a\" makes no sense: {what}.\n(ended)");
        Playbook::open(&chain(&["PassNode"]))
            .step(
                |engine, inbox| {
                    let packet = make(engine);
                    inbox.push(0, &packet);
                },
                &expected,
            )
            .finish();
    }
    for (channels, frames, rate, what) in [
        (3, 1, 8000.0, "its 16 bytes do not make 3 channels of 1 float32 samples"),
        (0, 4, 8000.0, "its 16 bytes do not make 0 channels of 4 float32 samples"),
        (1, 4, f64::NAN, "NaN is no sample rate"),
    ] {
        let expected =
            format!("FAILED error bad-packet at -: A packet for the input \"a\" makes no sense: {what}.\n(ended)");
        Playbook::open(&chain(&["PassNode"]))
            .step(|engine, inbox| inbox.push(0, &audio(engine, channels, frames, rate)), &expected)
            .finish();
    }
}

#[test]
fn an_output_that_makes_no_sense_is_its_nodes_failure() {
    Playbook::open(&manifest(&[("a", "PyNode", r#", "on_error": "skip""#)], &[]))
        .step(
            |_, inbox| (1..4).for_each(|id| inbox.push(0, &given(PYTHON, id))),
            "CALL 1 node 0 process 0<-#0 text python:1",
        )
        .step(
            |_, inbox| inbox.complete(1, &[(5, given(PYTHON, 9))]),
            r#"NOTE warning bad-packet at nodes[0]: Node "a" failed at packet 0: it gave a packet to its output 5, and it has 1. It is left out.
             CALL 2 node 0 process 0<-#1 text python:2
             RELEASE python:9
             RELEASE python:1"#,
        )
        .step(
            |engine, inbox| {
                let packet = in_engine(engine, 2, b"\xff");
                inbox.emit(2, 0, &packet);
            },
            r#"ABORT 2
             NOTE warning bad-packet at nodes[0]: Node "a" failed at packet 1: it gave out a packet that makes no sense: its text is not UTF-8 at byte 0. It is left out.
             CALL 3 node 0 process 0<-#2 text python:3
             RELEASE python:2"#,
        )
        .finish();
}

#[test]
fn a_host_that_breaks_the_rules_is_told() {
    let py = || Playbook::open(&chain(&["PyNode"]));
    let told = |what: &str| {
        format!(
            "FAILED error host-protocol at -: The host does not speak with the engine as it should: {what}.\n(ended)"
        )
    };
    py().step(|_, inbox| inbox.push(9, &given(PYTHON, 1)), &told("there is no input 9")).finish();
    py().step(|_, inbox| inbox.close(9), &told("there is no input 9")).finish();
    py().step(|_, inbox| inbox.complete(4, &[]), &told("there never was a call 4")).finish();
    py().step(
        |_, inbox| inbox.0.extend([1, 2, 3]),
        &told("the record at byte 0 of the inbox says that it has 0 bytes; 3 are left"),
    )
    .finish();
    py().step(
        |engine, inbox| {
            let body = text(engine, "x");
            inbox.materialised(PYTHON, 1, &body);
        },
        &told("nobody asked for the body 1 of owner 1"),
    )
    .finish();
    py().step(
        |_, inbox| {
            inbox.close(0);
            inbox.close(0);
        },
        &told("input 0 is closed twice"),
    )
    .finish();
    py().step(
        |_, inbox| {
            inbox.close(0);
            inbox.push(0, &given(HOST, 1));
        },
        &told("input 0 was closed and is pushed to"),
    )
    .finish();
}
