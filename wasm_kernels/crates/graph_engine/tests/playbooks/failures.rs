//! What goes wrong, and how runs end before their time.

use crate::support::events::{HOST, PYTHON, given, text};
use crate::support::playbook::Playbook;
use crate::{chain, manifest};

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
                inbox.fail(1, r#"{"type": "ZeroDivisionError", "message": "division by zero", "traceback": "line 3"}"#);
            },
            r#"RELEASE python:^2
             FAILED error node-failed at nodes[1]: Node "b" failed at packet 0: ZeroDivisionError: division by zero.
             (ended)"#,
        )
        .with(|engine| {
            let commands = crate::support::commands::decode(engine.outbox());
            let Some(crate::support::commands::Command::Failed { diagnostic }) = commands.last() else {
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
             FAILED error node-failed at nodes[0]: Node "a" failed at packet 0: E: no. It is not tried again, because it has already given something out.
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
