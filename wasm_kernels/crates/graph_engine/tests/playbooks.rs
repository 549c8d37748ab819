//! What the engine does, step by step.

mod support;

use support::events::{ENGINE, Given, HOST, PYTHON, given, in_engine, text};
use support::playbook::Playbook;

/// A manifest of nodes `(id, type, more keys)` and connections.
fn manifest(nodes: &[(&str, &str, &str)], connections: &[&str]) -> String {
    let nodes: Vec<String> =
        nodes.iter().map(|(id, kind, more)| format!(r#"{{"id": "{id}", "node_type": "{kind}"{more}}}"#)).collect();
    format!(r#"{{"version": "v1", "nodes": [{}], "connections": [{}]}}"#, nodes.join(", "), connections.join(", "))
}

fn chain(types: &[&str]) -> String {
    let ids = ["a", "b", "c", "d"];
    let nodes: Vec<(&str, &str, &str)> =
        types.iter().enumerate().map(|(index, kind)| (ids[index], *kind, "")).collect();
    let links: Vec<String> =
        (1..types.len()).map(|to| format!(r#"{{"from": "{}", "to": "{}"}}"#, ids[to - 1], ids[to])).collect();
    manifest(&nodes, &links.iter().map(String::as_str).collect::<Vec<_>>())
}

#[test]
fn native_nodes_pass_packets_on_and_flush_in_order() {
    Playbook::open(&chain(&["PassNode", "HoldNode"]))
        .step(
            |engine, inbox| {
                inbox.push(0, &text(engine, "x"));
                inbox.push(0, &text(engine, "y").at(1.5));
            },
            "OUTPUT 0 #0 text engine:2 'x'",
        )
        .step(
            |_, inbox| inbox.close(0),
            "OUTPUT 0 #1 text engine:2 t=1.5 'y'
             DONE complete
             (ended)",
        )
        .step(|_, inbox| inbox.close(0), "(ended)")
        .finish();
}

#[test]
fn a_python_node_gets_its_packets_one_by_one_in_its_own_memory() {
    Playbook::open(&chain(&["PyNode"]))
        .step(
            |engine, inbox| {
                inbox.push(0, &text(engine, "x"));
                inbox.push(0, &given(PYTHON, 7));
            },
            "MATERIALISE to python:^1 #0 text engine:1 'x'
             CALL 1 node 0 process 0<-#0 text python:^1",
        )
        .step(|_, inbox| inbox.close(0), "")
        .step(
            |_, inbox| inbox.complete(1, &[(0, given(PYTHON, 8))]),
            "OUTPUT 0 #0 text python:8
             CALL 2 node 0 process 0<-#1 text python:7
             RELEASE python:8
             RELEASE python:^1",
        )
        .step(|_, inbox| inbox.complete(2, &[]), "CALL 3 node 0 finish\nRELEASE python:7")
        .step(
            |_, inbox| inbox.complete(3, &[(0, given(PYTHON, 9))]),
            "OUTPUT 0 #1 text python:9
             RELEASE python:9
             DONE complete
             (ended)",
        )
        .finish();
}

#[test]
fn from_python_to_python_nothing_is_copied() {
    Playbook::open(&chain(&["PyNode", "PyNode"]))
        .step(|_, inbox| inbox.push(0, &given(PYTHON, 7)), "CALL 1 node 0 process 0<-#0 text python:7")
        .step(
            |_, inbox| inbox.complete(1, &[(0, given(PYTHON, 8))]),
            "CALL 2 node 1 process 0<-#0 text python:8
             RELEASE python:7",
        )
        .step(|_, inbox| inbox.complete(2, &[]), "RELEASE python:8")
        .with(|engine| {
            let metrics: serde_json::Value = serde_json::from_slice(&engine.metrics()).unwrap();
            assert_eq!(metrics["crossings"]["packets"], 0);
        })
        .finish();
}

#[test]
fn a_value_is_copied_once_into_a_memory_however_many_nodes_there_want_it() {
    let graph = manifest(
        &[("a", "PassNode", ""), ("b", "PyNode", ""), ("c", "PyNode", ""), ("d", "PassNode", "")],
        &[r#"{"from": "a", "to": "b"}"#, r#"{"from": "a", "to": "c"}"#, r#"{"from": "a", "to": "d"}"#],
    );
    Playbook::open(&graph)
        .step(
            |engine, inbox| inbox.push(0, &text(engine, "x")),
            "OUTPUT 2 #0 text engine:2 'x'
             MATERIALISE to python:^1 #0 text engine:1 shared 'x'
             CALL 1 node 2 process 0<-#0 text python:^1 shared
             CALL 2 node 1 process 0<-#0 text python:^1 shared",
        )
        .step(|_, inbox| inbox.complete(1, &[]), "")
        .step(|_, inbox| inbox.complete(2, &[]), "RELEASE python:^1")
        .finish();
}

#[test]
fn a_native_node_waits_for_what_it_needs_from_python() {
    let graph = manifest(
        &[("a", "PyNode", ""), ("b", "PassNode", ""), ("c", "PassNode", "")],
        &[r#"{"from": "a", "to": "b"}"#, r#"{"from": "a", "to": "c"}"#],
    );
    Playbook::open(&graph)
        .step(|_, inbox| inbox.push(0, &given(PYTHON, 1)), "CALL 1 node 0 process 0<-#0 text python:1")
        .step(
            |_, inbox| inbox.complete(1, &[(0, given(PYTHON, 2))]),
            "MATERIALISE to engine:0 #0 text python:2 shared
             RELEASE python:1",
        )
        .step(|_, _| (), "")
        .step(
            |engine, inbox| {
                let body = text(engine, "xy");
                inbox.materialised(PYTHON, 2, &body);
            },
            "OUTPUT 1 #0 text engine:1 'xy'
             OUTPUT 0 #0 text engine:3 'xy'
             RELEASE python:2",
        )
        .finish();
}

#[test]
fn a_node_that_returns_its_input_may_name_the_same_handle() {
    Playbook::open(&chain(&["PyNode", "PyNode"]))
        .step(
            |engine, inbox| inbox.push(0, &text(engine, "x")),
            "MATERIALISE to python:^1 #0 text engine:1 'x'
             CALL 1 node 0 process 0<-#0 text python:^1",
        )
        .step(
            |_, inbox| inbox.complete(1, &[(0, given(PYTHON, (1 << 31) + 1))]),
            "CALL 2 node 1 process 0<-#0 text python:^1 shared",
        )
        .step(
            |_, inbox| inbox.complete(2, &[(0, given(PYTHON, (1 << 31) + 1))]),
            "OUTPUT 0 #0 text engine:1 shared 'x'
             RELEASE python:^1",
        )
        .finish();
}

#[test]
fn a_value_in_the_hosts_memory_goes_where_it_is_needed() {
    let graph = manifest(&[("a", "PassNode", ""), ("b", "PyNode", "")], &[r#"{"from": "a", "to": "b"}"#]);
    let graph = graph
        .replace("\"connections\"", r#""inputs": [{"name": "x", "to": "a"}, {"name": "y", "to": "b"}], "connections""#);
    Playbook::open(&graph)
        .step(|_, inbox| inbox.push(0, &given(HOST, 5)), "MATERIALISE to engine:0 #0 text host:5")
        .step(
            |engine, inbox| {
                let body = text(engine, "xy");
                inbox.materialised(HOST, 5, &body);
                inbox.push(1, &given(HOST, 6).at(-1.0));
            },
            "MATERIALISE to python:^2 #0 text host:6 t=-1
             CALL 1 node 1 process 0<-#0 text python:^2 t=-1
             RELEASE host:5",
        )
        .finish();
}

#[test]
fn a_full_input_refuses_until_there_is_room() {
    Playbook::open(&chain(&["PyNode"]))
        .step(
            |_, inbox| (0..66).for_each(|id| inbox.push(0, &given(PYTHON, id))),
            "REFUSED 0 #0 text python:64
             REFUSED 0 #0 text python:65
             CALL 1 node 0 process 0<-#0 text python:0
             READY 0",
        )
        .step(|_, inbox| (64..66).for_each(|id| inbox.push(0, &given(PYTHON, id))), "REFUSED 0 #0 text python:65")
        .step(
            |_, inbox| inbox.complete(1, &[]),
            "CALL 2 node 0 process 0<-#1 text python:1
             READY 0
             RELEASE python:0",
        )
        .finish();
}

#[test]
fn every_emit_is_answered_once_there_is_room() {
    let graph = manifest(
        &[("a", "PySourceNode", ""), ("b", "PyNode", "")],
        &[r#"{"from": "a", "to": "b", "capacity_packets": 1}"#],
    );
    Playbook::open(&graph)
        .step(|_, _| (), "CALL 1 node 0 produce")
        .step(
            |_, inbox| inbox.emit(1, 0, &given(PYTHON, 1)),
            "CALL 2 node 1 process 0<-#0 text python:1
             GO_ON 1",
        )
        .step(|_, inbox| inbox.emit(1, 0, &given(PYTHON, 2)), "")
        .step(
            |_, inbox| inbox.complete(2, &[]),
            "CALL 3 node 1 process 0<-#1 text python:2
             GO_ON 1
             RELEASE python:1",
        )
        .step(
            |_, inbox| {
                inbox.emit(1, 0, &given(PYTHON, 3));
                inbox.complete(1, &[(0, given(PYTHON, 4)), (0, given(PYTHON, 5))]);
            },
            "",
        )
        // What is over the bound waits at the edge, and the source flushes only once that is gone.
        .step(|_, inbox| inbox.complete(3, &[]), "CALL 4 node 1 process 0<-#2 text python:3\nRELEASE python:2")
        .with(|engine| assert_eq!(metrics(engine)["edges"][0]["peak_queued"], 1))
        .step(|_, inbox| inbox.complete(4, &[]), "CALL 5 node 1 process 0<-#3 text python:4\nRELEASE python:3")
        .step(
            |_, inbox| inbox.complete(5, &[]),
            "CALL 6 node 1 process 0<-#4 text python:5
             CALL 7 node 0 finish
             RELEASE python:4",
        )
        .step(|_, inbox| inbox.complete(7, &[]), "")
        .step(|_, inbox| inbox.complete(6, &[]), "CALL 8 node 1 finish\nRELEASE python:5")
        .step(|_, inbox| inbox.complete(8, &[]), "DONE complete\n(ended)")
        .finish();
}

fn metrics(engine: &graph_engine::Engine) -> serde_json::Value {
    serde_json::from_slice(&engine.metrics()).unwrap()
}

#[test]
fn cancel_gives_up_calls_and_lets_go_of_everything() {
    Playbook::open(&chain(&["PyNode", "PyNode"]))
        .step(
            |engine, inbox| {
                inbox.push(0, &text(engine, "x"));
                inbox.push(0, &given(PYTHON, 7));
                inbox.push(0, &given(HOST, 7));
            },
            "MATERIALISE to python:^1 #0 text engine:1 'x'
             CALL 1 node 0 process 0<-#0 text python:^1",
        )
        .step(
            |_, inbox| {
                inbox.cancel();
                inbox.complete(1, &[(0, given(PYTHON, 9))]);
            },
            "ABORT 1
             RELEASE python:^1
             RELEASE python:7
             RELEASE host:7
             DONE cancelled
             (ended)",
        )
        .step(|_, inbox| inbox.complete(1, &[(0, given(PYTHON, 9))]), "(ended)")
        .finish();
}

#[test]
fn a_failing_node_ends_the_run_and_says_where() {
    Playbook::open(&chain(&["PassNode", "PyNode"]))
        .step(
            |engine, inbox| {
                inbox.push(0, &text(engine, "x"));
                inbox.push(0, &text(engine, "y"));
            },
            "MATERIALISE to python:^2 #0 text engine:2 'x'
             CALL 1 node 1 process 0<-#0 text python:^2",
        )
        .step(
            |_, inbox| {
                inbox.fail(1, r#"{"type": "ZeroDivisionError", "message": "division by zero", "traceback": "line 3"}"#)
            },
            r#"RELEASE python:^2
             FAILED error node-failed at nodes[1]: Node "b" failed at packet 0: ZeroDivisionError: division by zero.
             (ended)"#,
        )
        .with(|engine| {
            let commands = support::commands::decode(engine.outbox());
            let Some(support::commands::Command::Failed { diagnostic }) = commands.last() else {
                panic!("{commands:?}")
            };
            assert_eq!(diagnostic["cause"]["traceback"], "line 3");
            assert_eq!(diagnostic["node"], "b");
            assert_eq!(diagnostic["node_type"], "PyNode");
            assert_eq!(diagnostic["sequence"], 0);
            assert_eq!((&diagnostic["line"], &diagnostic["file"]), (&1.into(), &"manifest.json".into()));
        })
        .finish();
}

#[test]
fn the_host_may_know_the_way_out() {
    Playbook::open(&chain(&["PyNode"]))
        .step(|_, inbox| inbox.push(0, &given(PYTHON, 1)), "CALL 1 node 0 process 0<-#0 text python:1")
        .step(
            |_, inbox| inbox.fail(1, r#"{"type": "ModuleNotFoundError", "message": "no x", "code": "missing-package", "help": "Add x."}"#),
            r#"RELEASE python:1
             FAILED error missing-package at nodes[0]: Node "a" failed at packet 0: ModuleNotFoundError: no x.
             (ended)"#,
        )
        .with(|engine| assert!(String::from_utf8_lossy(engine.outbox()).contains(r#""help":"Add x.""#)))
        .finish();
}

#[test]
fn a_native_node_that_fails_gives_nothing_out_of_that_packet() {
    for (on_error, after) in [
        (
            "fail",
            r#"OUTPUT 0 #0 text engine:3 'a'
             FAILED error bad-text at nodes[0]: Node "p" failed at packet 1: bad1 is bad.
             (ended)"#,
        ),
        (
            "skip",
            r#"OUTPUT 0 #0 text engine:3 'a'
             NOTE warning bad-text at nodes[0]: Node "p" failed at packet 1: bad1 is bad. It is left out.
             OUTPUT 0 #1 text engine:2 'c'"#,
        ),
        (
            "retry",
            r#"OUTPUT 0 #0 text engine:3 'a'
             NOTE warning bad-text at nodes[0]: Node "p" failed at packet 1: bad1 is bad. It is tried again.
             NOTE warning bad-text at nodes[0]: Node "p" failed at packet 1: bad1 is bad. It is tried again.
             OUTPUT 0 #1 text engine:2 'bad1'
             OUTPUT 0 #2 text engine:1 'c'"#,
        ),
    ] {
        let more = format!(r#", "params": {{"patience": 2}}, "on_error": "{on_error}""#);
        Playbook::open(&manifest(&[("p", "PickyNode", &more)], &[]))
            .step(
                |engine, inbox| {
                    for word in ["a", "bad1", "c"] {
                        inbox.push(0, &text(engine, word));
                    }
                },
                after,
            )
            .finish();
    }
}

#[test]
fn a_call_is_tried_again_twice_but_not_after_it_gave_something_out() {
    let graph = manifest(&[("a", "PyNode", r#", "on_error": "retry""#)], &[]);
    let raised = r#"{"type": "E", "message": "no"}"#;
    Playbook::open(&graph)
        .step(|_, inbox| inbox.push(0, &given(PYTHON, 1)), "CALL 1 node 0 process 0<-#0 text python:1")
        .step(
            |_, inbox| inbox.fail(1, raised),
            r#"NOTE warning node-failed at nodes[0]: Node "a" failed at packet 0: E: no. It is tried again.
             CALL 2 node 0 process 0<-#0 text python:1"#,
        )
        .step(
            |_, inbox| inbox.fail(2, raised),
            r#"NOTE warning node-failed at nodes[0]: Node "a" failed at packet 0: E: no. It is tried again.
             CALL 3 node 0 process 0<-#0 text python:1"#,
        )
        .step(
            |_, inbox| inbox.fail(3, raised),
            r#"RELEASE python:1
             FAILED error node-failed at nodes[0]: Node "a" failed at packet 0: E: no.
             (ended)"#,
        )
        .finish();
    Playbook::open(&graph)
        .step(|_, inbox| inbox.push(0, &given(PYTHON, 1)), "CALL 1 node 0 process 0<-#0 text python:1")
        .step(|_, inbox| inbox.emit(1, 0, &given(PYTHON, 2)), "OUTPUT 0 #0 text python:2\nGO_ON 1\nRELEASE python:2")
        .step(
            |_, inbox| inbox.fail(1, raised),
            r#"RELEASE python:1
             FAILED error node-failed at nodes[0]: Node "a" failed at packet 0: E: no.
             (ended)"#,
        )
        .finish();
}

#[test]
fn a_skipped_packet_is_let_go_and_the_rest_goes_on() {
    Playbook::open(&manifest(&[("a", "PyNode", r#", "on_error": "skip""#)], &[]))
        .step(
            |_, inbox| {
                inbox.push(0, &given(PYTHON, 1));
                inbox.push(0, &given(PYTHON, 2));
                inbox.close(0);
            },
            "CALL 1 node 0 process 0<-#0 text python:1",
        )
        .step(
            |_, inbox| inbox.fail(1, "just words"),
            r#"NOTE warning node-failed at nodes[0]: Node "a" failed at packet 0: just words. It is left out.
             CALL 2 node 0 process 0<-#1 text python:2
             RELEASE python:1"#,
        )
        .step(|_, inbox| inbox.complete(2, &[]), "CALL 3 node 0 finish\nRELEASE python:2")
        .step(
            |_, inbox| inbox.fail(3, "at the end"),
            r#"NOTE warning node-failed at nodes[0]: Node "a" failed: at the end. It is left out.
             DONE complete
             (ended)"#,
        )
        .finish();
}

#[test]
fn several_edges_into_one_node_merge_by_time_whoever_comes_first() {
    let graph = manifest(&[("j", "JoinNode", "")], &[]);
    Playbook::open(&graph)
        .step(
            |engine, inbox| {
                inbox.push(1, &text(engine, "b").at(1.0));
                inbox.push(1, &text(engine, "d").at(3.0));
            },
            "",
        )
        .step(
            |engine, inbox| {
                inbox.push(0, &text(engine, "a").at(1.0));
                inbox.push(0, &text(engine, "c").at(2.0));
            },
            "OUTPUT 0 #0 text engine:1 t=1 '0a'
             OUTPUT 0 #1 text engine:2 t=1 '1b'
             OUTPUT 0 #2 text engine:3 t=2 '0c'",
        )
        .step(|_, inbox| inbox.close(0), "OUTPUT 0 #3 text engine:3 t=3 '1d'")
        .step(|_, inbox| inbox.close(1), "DONE complete\n(ended)")
        .finish();
}

#[test]
fn a_graph_that_would_stand_still_takes_packets_as_they_are_there() {
    // One way of the two is slow to give: it holds what the other has long passed on.
    let graph = manifest(
        &[("a", "PassNode", ""), ("h", "PyNode", ""), ("j", "JoinNode", "")],
        &[
            r#"{"from": "a", "to": "h"}"#,
            r#"{"from": "h", "to": "j.left"}"#,
            r#"{"from": "a", "to": "j.right", "capacity_packets": 1}"#,
        ],
    );
    let expected = r#"MATERIALISE to python:^1 #0 text engine:1 shared 'x'
             CALL 1 node 1 process 0<-#0 text python:^1 shared"#;
    Playbook::open(&graph)
        .step(|engine, inbox| inbox.push(0, &text(engine, "x")), expected)
        .step(|_, inbox| inbox.complete(1, &[]), "")
        .step(|engine, inbox| inbox.push(0, &text(engine, "y")), "")
        .step(
            |_, inbox| inbox.close(0),
            r#"NOTE warning order-relaxed at nodes[2]: Node "j" waits for one of its inputs while the queue of another is full, so it takes packets as they are there.
             OUTPUT 0 #0 text engine:2 '1x'
             MATERIALISE to python:^3 #1 text engine:3 shared 'y'
             CALL 2 node 1 process 0<-#1 text python:^3 shared
             RELEASE python:^1"#,
        )
        .finish();
}

#[test]
fn native_work_is_done_within_the_budget() {
    Playbook::open(&manifest(
        &[("c", "CountNode", r#", "params": {"to": 1000000}"#), ("p", "PassNode", "")],
        &[r#"{"from": "c", "to": "p"}"#],
    ))
    .budget(3)
    .step(|_, _| (), "OUTPUT 0 #0 text engine:1 'n0'\n(work left)")
    .step(|_, _| (), "OUTPUT 0 #1 text engine:1 t=1 'n1'\nOUTPUT 0 #2 text engine:2 t=2 'n2'\n(work left)")
    .budget(0)
    .step(|_, _| (), "(work left)")
    .step(|_, inbox| inbox.cancel(), "DONE cancelled\n(ended)")
    .finish();
}

#[test]
fn a_live_edge_drops_its_oldest_packets_and_counts_them() {
    let graph = manifest(
        &[("s", "PySourceNode", ""), ("b", "PyNode", "")],
        &[r#"{"from": "s", "to": "b", "capacity_packets": 2, "overflow": "drop_oldest"}"#],
    );
    Playbook::open(&graph)
        .step(|_, _| (), "CALL 1 node 0 produce")
        .step(
            |_, inbox| inbox.complete(1, &(1..6).map(|id| (0, given(PYTHON, id))).collect::<Vec<_>>()),
            "CALL 2 node 1 process 0<-#3 text python:4
             CALL 3 node 0 finish
             RELEASE python:1
             RELEASE python:2
             RELEASE python:3",
        )
        .with(|engine| {
            let figures = &metrics(engine)["edges"][0];
            assert_eq!(
                (&figures["packets"], &figures["dropped"], &figures["queued"]),
                (&5.into(), &3.into(), &1.into())
            );
        })
        .finish();
}

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
                    inbox.push(0, &packet)
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
            inbox.materialised(PYTHON, 1, &body)
        },
        &told("nobody asked for the body 1 of owner 1"),
    )
    .finish();
    py().step(
        |_, inbox| {
            inbox.close(0);
            inbox.close(0)
        },
        &told("input 0 is closed twice"),
    )
    .finish();
    py().step(
        |_, inbox| {
            inbox.close(0);
            inbox.push(0, &given(HOST, 1))
        },
        &told("input 0 was closed and is pushed to"),
    )
    .finish();
}

#[test]
fn a_copy_into_the_engine_that_fails_ends_the_run() {
    Playbook::open(&chain(&["PassNode"]))
        .step(|_, inbox| inbox.push(0, &given(PYTHON, 4)), "MATERIALISE to engine:0 #0 text python:4")
        .step(
            |_, inbox| inbox.not_materialised(PYTHON, 4, r#"{"type": "MemoryError", "message": "no room"}"#),
            "RELEASE python:4
             FAILED error copy-failed at -: A packet could not be copied into the engine: no room
             (ended)",
        )
        .finish();
}

#[test]
fn audio_json_with_arrays_and_tensors_cross_whole() {
    let graph = chain(&["PassNode", "PyNode"]);
    let arrays = b"\x0e\0\0\0{\"$array\": 0} \0\0\x03\x01\0\0\x02\0\0\0\x02\0\0\0\x05\x06";
    Playbook::open(&graph)
        .step(
            |engine, inbox| {
                let sound = Given {
                    dims: vec![2, 3],
                    dtype: 1,
                    sample_rate: 8000.0,
                    metadata: "{\"m\":1}".into(),
                    ..in_engine(engine, 3, &[1; 24])
                };
                inbox.push(0, &sound);
                inbox.push(0, &Given { dims: vec![4], dtype: 5, ..in_engine(engine, 4, &[2; 8]) });
                inbox.push(0, &Given { arrays: 1, ..in_engine(engine, 1, arrays) });
            },
            "MATERIALISE to python:^3 #0 audio engine:3 [2, 3] {\"m\":1}
             CALL 1 node 1 process 0<-#0 audio python:^3 [2, 3] {\"m\":1}",
        )
        .with(|engine| assert_eq!(engine.body(3).unwrap(), [1; 24]))
        .step(
            |_, inbox| inbox.complete(1, &[]),
            "MATERIALISE to python:^2 #1 tensor engine:2 [4]
             CALL 2 node 1 process 0<-#1 tensor python:^2 [4]
             RELEASE python:^3",
        )
        .with(|engine| assert_eq!(engine.body(2).unwrap(), [2; 8]))
        .step(
            |_, inbox| inbox.complete(2, &[]),
            "MATERIALISE to python:^1 #2 json engine:1
             CALL 3 node 1 process 0<-#2 json python:^1
             RELEASE python:^2",
        )
        .with(|engine| {
            assert_eq!(engine.body(1).unwrap(), arrays);
            assert_eq!(metrics(engine)["crossings"], serde_json::json!({"packets": 3, "bytes": 24 + 8 + arrays.len()}));
        })
        .finish();
}

#[test]
fn allocated_bodies_can_be_given_back() {
    Playbook::open(&chain(&["PassNode"]))
        .with(|engine| {
            let id = engine.allocate(1 << 20, 3);
            assert_eq!(engine.body(id).unwrap().len(), 1 << 20);
            engine.release(id);
            assert_eq!(engine.body(id), None);
            assert_eq!(engine.body_mut(id), None);
            engine.release(id);
            assert_eq!(engine.allocate(4, 2), id);
        })
        .finish();
}

#[test]
fn time_is_told_apart_by_node() {
    Playbook::open(&chain(&["PassNode", "PyNode"]))
        .now(10.0)
        .step(
            |engine, inbox| (0..2).for_each(|_| inbox.push(0, &text(engine, "x"))),
            "MATERIALISE to python:^2 #0 text engine:2 'x'
             CALL 1 node 1 process 0<-#0 text python:^2",
        )
        .with(|engine| engine.stepped(10.25))
        .now(12.0)
        .step(
            |_, inbox| {
                inbox.spent(1, 1.5);
                inbox.complete(1, &[]);
            },
            "MATERIALISE to python:^1 #1 text engine:1 'x'
             CALL 2 node 1 process 0<-#1 text python:^1
             RELEASE python:^2",
        )
        .now(12.5)
        .step(|_, inbox| inbox.complete(2, &[]), "RELEASE python:^1")
        .with(|engine| {
            let figures = metrics(engine);
            let node = |index: usize, key: &str| figures["nodes"][index][key].as_f64().unwrap();
            assert_eq!(node(0, "busy_s"), 0.25);
            assert_eq!(node(1, "busy_s"), 1.5 + 0.5);
            assert_eq!(
                (node(0, "packets_in"), node(0, "packets_out"), node(1, "packets_in"), node(1, "calls")),
                (2.0, 2.0, 2.0, 2.0)
            );
        })
        .finish();
}
