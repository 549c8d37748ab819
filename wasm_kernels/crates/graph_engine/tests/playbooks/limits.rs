//! What nodes and graphs may take up, and how often they may fail.

#![allow(clippy::float_cmp)] // times are exact here

use crate::support::events::{Given, PYTHON, given, text};
use crate::support::playbook::Playbook;
use crate::{manifest, metrics};

fn slow(on_error: &str) -> String {
    let more = format!(r#", "limits": {{"seconds_per_call": 2}}, "on_error": {on_error}"#);
    manifest(&[("a", "PyNode", &more)], &[])
}

/// A node that may skip is given two packets, and half a second longer than it may for the first.
fn first_of_two_takes_too_long() -> Playbook {
    Playbook::open(&slow(r#""skip""#))
        .step(
            |_, inbox| {
                inbox.push(0, &given(PYTHON, 1));
                inbox.push(0, &given(PYTHON, 2));
            },
            "CALL 1 node 0 process 0<-#0 text python:1",
        )
        .now(2.5)
}

#[test]
fn a_call_that_takes_too_long_is_given_up() {
    Playbook::open(&slow(r#""fail""#))
        .now(10.0)
        .step(|_, inbox| inbox.push(0, &given(PYTHON, 1)), "CALL 1 node 0 process 0<-#0 text python:1")
        .with(|engine| assert_eq!(engine.due(), 12.0))
        .now(11.5)
        .step(|_, _| (), "")
        .now(12.0)
        .step(
            |_, _| (),
            r#"ABORT 1
             RELEASE python:1
             FAILED error time-limit at nodes[0]: Node "a" failed at packet 0: it was still at work after 2 s, which is its limit.
             (ended)"#,
        )
        .with(|engine| assert_eq!(engine.due(), f64::INFINITY))
        .finish();
}

#[test]
fn on_error_says_what_follows_when_time_is_up() {
    Playbook::open(&slow(r#"{"policy": "retry", "times": 1}"#))
        .step(|_, inbox| inbox.push(0, &given(PYTHON, 1)), "CALL 1 node 0 process 0<-#0 text python:1")
        .now(2.0)
        .step(
            |_, _| (),
            r#"ABORT 1
             NOTE warning time-limit at nodes[0]: Node "a" failed at packet 0: it was still at work after 2 s, which is its limit. It is tried again.
             CALL 2 node 0 process 0<-#0 text python:1"#,
        )
        .now(4.0)
        .step(
            |_, inbox| inbox.complete(1, &[(0, given(PYTHON, 9))]),
            r#"ABORT 2
             RELEASE python:1
             FAILED error time-limit at nodes[0]: Node "a" failed at packet 0: it was still at work after 2 s, which is its limit.
             (ended)"#,
        )
        .finish();
    first_of_two_takes_too_long()
        .step(
            |_, _| (),
            r#"ABORT 1
             NOTE warning time-limit at nodes[0]: Node "a" failed at packet 0: it was still at work after 2 s, which is its limit. It is left out.
             CALL 2 node 0 process 0<-#1 text python:2
             RELEASE python:1"#,
        )
        .finish();
}

#[test]
fn a_call_has_its_time_afresh_after_each_item_and_none_runs_while_it_rests() {
    let graph = manifest(
        &[("s", "PySourceNode", r#", "limits": {"seconds_per_call": 2}"#), ("b", "PyNode", "")],
        &[r#"{"from": "s", "to": "b", "capacity_packets": 1}"#],
    );
    Playbook::open(&graph)
        .step(|_, _| (), "CALL 1 node 0 produce")
        .now(1.5)
        .step(
            |_, inbox| inbox.emit(1, 0, &given(PYTHON, 1)),
            "CALL 2 node 1 process 0<-#0 text python:1
             GO_ON 1",
        )
        .now(3.0)
        .step(|_, inbox| inbox.emit(1, 0, &given(PYTHON, 2)), "")
        .with(|engine| assert_eq!(engine.due(), f64::INFINITY))
        .now(100.0)
        .step(
            |_, inbox| inbox.complete(2, &[]),
            "CALL 3 node 1 process 0<-#1 text python:2
             GO_ON 1
             RELEASE python:1",
        )
        .with(|engine| assert_eq!(engine.due(), 102.0))
        .finish();
}

#[test]
fn what_another_node_took_of_the_thread_does_not_count() {
    let graph = manifest(&[("a", "PyNode", r#", "limits": {"seconds_per_call": 2}"#), ("b", "PyNode", "")], &[]);
    Playbook::open(&graph)
        .step(
            |_, inbox| {
                inbox.push(0, &given(PYTHON, 1));
                inbox.push(1, &given(PYTHON, 2));
            },
            "CALL 1 node 1 process 0<-#0 text python:2
             CALL 2 node 0 process 0<-#0 text python:1",
        )
        .now(10.0)
        .step(
            |_, inbox| {
                inbox.spent(1, 9.5);
                inbox.complete(1, &[]);
            },
            "RELEASE python:2",
        )
        .with(|engine| assert_eq!(engine.due(), 11.5))
        .finish();
}

#[test]
fn a_host_that_ends_a_call_by_force_has_the_engines_words() {
    Playbook::open(&slow(r#""fail""#))
        .step(|_, inbox| inbox.push(0, &given(PYTHON, 1)), "CALL 1 node 0 process 0<-#0 text python:1")
        .step(
            |_, inbox| inbox.fail(1, r#"{"type": "TimeLimit", "message": "", "traceback": "line 3", "code": "time-limit"}"#),
            r#"RELEASE python:1
             FAILED error time-limit at nodes[0]: Node "a" failed at packet 0: it was still at work after 2 s, which is its limit.
             (ended)"#,
        )
        .with(|engine| assert!(String::from_utf8_lossy(engine.outbox()).contains("line 3")))
        .finish();
    // Where in the package's own code it stood is told as its cause: its place is the node's, on every host.
    Playbook::open(&slow(r#""skip""#))
        .step(|_, inbox| inbox.push(0, &given(PYTHON, 1)), "CALL 1 node 0 process 0<-#0 text python:1")
        .step(
            |_, inbox| inbox.fail(1, r#"{"type": "TimeLimit", "message": "", "traceback": "", "code": "time-limit", "file": "nodes/slow.py", "line": 12}"#),
            r#"NOTE warning time-limit at nodes[0]: Node "a" failed at packet 0: it was still at work after 2 s, which is its limit. It is left out.
             RELEASE python:1"#,
        )
        .with(|engine| {
            let told = String::from_utf8_lossy(engine.outbox()).into_owned();
            assert!(told.contains(r#""message":"it was in nodes/slow.py, line 12""#), "{told}");
            assert!(told.contains(r#""line":1"#) && told.contains(r#""file":"manifest.json""#), "{told}");
        })
        .finish();
    let mut engine = graph_engine::Engine::new(crate::support::nodes::TYPES);
    let answer = engine.open(slow(r#""fail""#).as_bytes(), crate::support::playbook::CONTEXT.as_bytes());
    let answer: serde_json::Value = serde_json::from_slice(&answer).unwrap();
    let exceeded = &answer["plan"]["nodes"][0]["limits"]["time_exceeded"];
    for (which, at) in [("process", " at packet {sequence}"), ("otherwise", "")] {
        let said = &exceeded[which];
        let message = format!("Node \"a\" failed{at}: it was still at work after 2 s, which is its limit.");
        assert_eq!(said["message"], message);
        assert_eq!((&said["code"], &said["node"], &said["line"]), (&"time-limit".into(), &"a".into(), &1.into()));
    }
}

#[test]
fn a_run_that_was_to_go_on_without_the_call_says_why_it_did_not() {
    for (on_error, instead) in [("skip", "left out"), ("retry", "tried again")] {
        let mut engine = graph_engine::Engine::new(crate::support::nodes::TYPES);
        let graph = slow(&format!("\"{on_error}\""));
        let answer = engine.open(graph.as_bytes(), crate::support::playbook::CONTEXT.as_bytes());
        let answer: serde_json::Value = serde_json::from_slice(&answer).unwrap();
        let exceeded = &answer["plan"]["nodes"][0]["limits"]["time_exceeded"]["process"];
        let message = exceeded["message"].as_str().unwrap();
        assert!(message.contains(&format!("It could not be {instead}: a call that never waits")), "{message}");
        assert!(exceeded["help"].as_str().unwrap().contains("\"process\" is async"), "{exceeded}");
    }
}

#[test]
fn what_comes_back_late_has_failed_all_the_same() {
    first_of_two_takes_too_long()
        .step(
            |_, inbox| {
                inbox.spent(1, 2.5);
                inbox.complete(1, &[(0, given(PYTHON, 8))]);
            },
            r#"NOTE warning time-limit at nodes[0]: Node "a" failed at packet 0: it was still at work after 2 s, which is its limit. It is left out.
             CALL 2 node 0 process 0<-#1 text python:2
             RELEASE python:8
             RELEASE python:1"#,
        )
        .now(5.0)
        .step(
            |_, inbox| {
                inbox.spent(2, 2.5);
                inbox.emit(2, 0, &given(PYTHON, 9));
            },
            r#"ABORT 2
             NOTE warning time-limit at nodes[0]: Node "a" failed at packet 1: it was still at work after 2 s, which is its limit. It is left out.
             RELEASE python:9
             RELEASE python:2"#,
        )
        .finish();
}

#[test]
fn so_many_retries_as_the_manifest_says() {
    let more = r#", "params": {"patience": 9}, "on_error": {"policy": "retry", "times": 1}"#;
    Playbook::open(&manifest(&[("p", "PickyNode", more)], &[]))
        .step(
            |engine, inbox| inbox.push(0, &text(engine, "bad")),
            r#"NOTE warning bad-text at nodes[0]: Node "p" failed at packet 0: bad is bad. It is tried again.
             FAILED error bad-text at nodes[0]: Node "p" failed at packet 0: bad is bad.
             (ended)"#,
        )
        .finish();
}

#[test]
fn a_flood_of_failures_is_told_in_a_few_words() {
    let graph = manifest(&[("p", "PickyNode", r#", "on_error": "skip""#)], &[]);
    let expected: Vec<String> = (0..10)
        .map(|at| {
            format!(r#"NOTE warning bad-text at nodes[0]: Node "p" failed at packet {at}: bad is bad. It is left out."#)
        })
        .collect();
    Playbook::open(&graph)
        .step(
            |engine, inbox| {
                (0..40).for_each(|_| inbox.push(0, &text(engine, "bad")));
            },
            &expected.join("\n"),
        )
        .with(|engine| assert_eq!(metrics(engine)["nodes"][0]["errors"], 40))
        .step(
            |_, inbox| inbox.close(0),
            r#"NOTE warning node-failed-more at nodes[0]: Node "p" failed 30 more times, which were not told one by one.
             DONE complete
             (ended)"#,
        )
        .finish();
}

#[test]
fn a_node_that_takes_its_inputs_in_turn_never_hangs() {
    let graph = manifest(
        &[("s", "PySourceNode", ""), ("t", "TurnNode", ""), ("e", "PyNode", "")],
        &[
            r#"{"from": "s", "to": "t.left", "capacity_packets": 1}"#,
            r#"{"from": "s", "to": "e"}"#,
            r#"{"from": "e", "to": "t.right"}"#,
        ],
    );
    let three: Vec<(u32, Given)> = (1..4).map(|id| (0, given(PYTHON, id))).collect();
    Playbook::open(&graph)
        .step(|_, _| (), "CALL 1 node 0 produce")
        .step(
            |_, inbox| inbox.complete(1, &three),
            "MATERIALISE to engine:0 #0 text python:1 shared
             MATERIALISE to engine:0 #0 text python:2 shared
             MATERIALISE to engine:0 #0 text python:3 shared
             CALL 2 node 2 process 0<-#0 text python:1 shared",
        )
        .step(
            |engine, inbox| {
                for id in 1..4 {
                    let body = text(engine, "xy");
                    inbox.materialised(PYTHON, id, &body);
                }
            },
            "",
        )
        // Nothing comes from "e", which "t" waits for, while "s" has given more than there is room for.
        .step(|_, inbox| inbox.complete(2, &[]), "CALL 3 node 2 process 0<-#1 text python:2 shared\nRELEASE python:1")
        .step(|_, inbox| inbox.complete(3, &[]), "CALL 4 node 2 process 0<-#2 text python:3 shared")
        .step(
            |_, inbox| inbox.complete(4, &[]),
            r#"RELEASE python:2
             RELEASE python:3
             FAILED error standstill at nodes[1]: Node "t" waits for a packet at its input "right" that cannot come, since the queue of another of its inputs is full.
             (ended)"#,
        )
        .finish();
}
