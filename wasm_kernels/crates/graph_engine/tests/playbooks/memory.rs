//! How much a graph and its nodes may hold, and what becomes of a packet that is too much.

use crate::support::events::{Given, HOST, Inbox, PYTHON, given, text};
use crate::support::playbook::Playbook;
use crate::{chain, manifest, metrics, with_top};

/// A packet that says it has so many bytes.
fn sized(id: u32, bytes: u32) -> Given {
    Given { bytes, ..given(PYTHON, id) }
}

#[test]
fn one_packet_larger_than_the_graph_may_hold_ends_the_run_by_name() {
    let graph = with_top(&chain(&["PyNode", "PyNode"]), r#""limits": {"memory_mb": 1}"#);
    Playbook::open(&graph)
        .step(|_, inbox| inbox.push(0, &given(PYTHON, 1)), "CALL 1 node 0 process 0<-#0 text python:1")
        .step(
            |_, inbox| inbox.complete(1, &[(0, sized(2, 3 << 19))]),
            r#"RELEASE python:1
             RELEASE python:2
             FAILED error memory-limit at nodes[0]: Node "a" gave node "b" 1.5 MiB in one packet, and the whole graph may hold 1 MiB.
             (ended)"#,
        )
        .finish();
    Playbook::open(&graph)
        .step(
            |_, inbox| inbox.push(0, &sized(1, 2 << 20)),
            r#"RELEASE python:1
             FAILED error memory-limit at nodes[0]: The input "a" got 2 MiB in one packet, and the whole graph may hold 1 MiB.
             (ended)"#,
        )
        .finish();
}

#[test]
fn one_packet_that_goes_straight_to_an_output_counts_too() {
    let of_node = r#", "limits": {"memory_mb": 1}"#;
    for (graph, whose) in [
        (with_top(&manifest(&[("a", "PyNode", "")], &[]), r#""limits": {"memory_mb": 1}"#), "the whole graph may hold"),
        (manifest(&[("a", "PyNode", of_node)], &[]), "it may hold"),
    ] {
        Playbook::open(&graph)
            .step(|_, inbox| inbox.push(0, &given(PYTHON, 1)), "CALL 1 node 0 process 0<-#0 text python:1")
            .step(
                |_, inbox| inbox.complete(1, &[(0, sized(2, 1 << 20)), (0, sized(3, 3 << 19))]),
                &format!(
                    r#"OUTPUT 0 #0 text python:2
                     RELEASE python:1
                     RELEASE python:2
                     RELEASE python:3
                     FAILED error memory-limit at nodes[0]: Node "a" gave the output "a" 1.5 MiB in one packet, and {whose} 1 MiB.
                     (ended)"#
                ),
            )
            .with(|engine| assert_eq!(metrics(engine)["memory"]["peak_bytes"], (1 << 20) + (3 << 19) + 2))
            .finish();
    }
}

/// No packet that a node gave is neither delivered, nor dropped and counted, nor told as an error: not even the
/// last one, with which its node and the run end.
#[test]
fn what_is_given_at_the_end_is_held_against_the_limits_too() {
    let of_graph = r#""limits": {"memory_mb": 0.00003}"#;
    let of_node = r#", "limits": {"memory_mb": 0.00003}"#;
    let said = "Node \"a\" gave the output \"a\" 40 bytes in one packet, and";
    // In the engine: four texts of ten bytes are no more than 31 one by one.
    for (graph, whose) in [
        (with_top(&manifest(&[("a", "GatherNode", "")], &[]), of_graph), "the whole graph"),
        (manifest(&[("a", "GatherNode", of_node)], &[]), "it"),
    ] {
        let failed = format!("FAILED error memory-limit at nodes[0]: {said} {whose} may hold 31 bytes.\n(ended)");
        let mut playbook = Playbook::open(&graph);
        for _ in 0..4 {
            playbook = playbook.step(|engine, inbox| inbox.push(0, &text(engine, "ten bytes.")), "");
        }
        playbook.step(|_, inbox| inbox.close(0), &failed).finish();
    }
    // Outside, told at once and item by item; the first packet is small enough.
    for (graph, whose) in [
        (with_top(&manifest(&[("a", "PyNode", "")], &[]), of_graph), "the whole graph"),
        (manifest(&[("a", "PyNode", r#", "on_error": "skip", "limits": {"memory_mb": 0.00003}"#)], &[]), "it"),
    ] {
        let failed = format!("FAILED error memory-limit at nodes[0]: {said} {whose} may hold 31 bytes.\n(ended)");
        let flushing = || Playbook::open(&graph).step(|_, inbox| inbox.close(0), "CALL 1 node 0 finish");
        let three = [(0, sized(1, 31)), (0, sized(2, 40)), (0, sized(3, 5))];
        flushing()
            .step(
                |_, inbox| inbox.complete(1, &three),
                &format!("OUTPUT 0 #0 text python:1\nRELEASE python:1\nRELEASE python:2\nRELEASE python:3\n{failed}"),
            )
            .finish();
        flushing()
            .step(
                |_, inbox| {
                    inbox.emit(1, 0, &sized(2, 40));
                    inbox.complete(1, &[]);
                },
                &format!("RELEASE python:2\n{failed}"),
            )
            .finish();
        // What came before a failure, or before the end was asked for, is told first.
        let fail: fn(&mut Inbox) = |inbox| inbox.fail(1, r#"{"type": "ValueError", "message": "no"}"#);
        let noted = match whose {
            "it" => "NOTE warning node-failed at nodes[0]: Node \"a\" failed: ValueError: no. It is left out.\n",
            _ => "",
        };
        for (end, before) in [(fail, noted), (Inbox::cancel, "ABORT 1\n")] {
            flushing()
                .step(
                    |_, inbox| {
                        inbox.emit(1, 0, &sized(2, 40));
                        end(inbox);
                    },
                    &format!("{before}RELEASE python:2\n{failed}"),
                )
                .finish();
        }
    }
}

#[test]
fn what_leaves_with_a_step_holds_nodes_back_until_the_next() {
    // 31 bytes: with three texts of ten waiting and one leaving, the host must take that one first.
    let graph = with_top(&chain(&["RepeatNode", "PassNode"]), r#""limits": {"memory_mb": 0.00003}"#);
    let graph = graph.replacen(r#""RepeatNode""#, r#""RepeatNode", "params": {"times": 4}"#, 1);
    Playbook::open(&graph)
        .step(
            |engine, inbox| inbox.push(0, &text(engine, "ten bytes.")),
            "OUTPUT 0 #0 text engine:1 'ten bytes.'\n(work left)",
        )
        .step(
            |_, _| (),
            "OUTPUT 0 #1 text engine:1 'ten bytes.'
             OUTPUT 0 #2 text engine:2 'ten bytes.'
             OUTPUT 0 #3 text engine:3 'ten bytes.'",
        )
        .finish();
}

#[test]
fn a_nodes_own_limit_makes_those_before_it_wait() {
    let graph = manifest(
        &[("s", "PySourceNode", ""), ("b", "PyNode", r#", "limits": {"memory_mb": 1}"#)],
        &[r#"{"from": "s", "to": "b"}"#],
    );
    Playbook::open(&graph)
        .step(|_, _| (), "CALL 1 node 0 produce")
        .step(
            |_, inbox| inbox.emit(1, 0, &sized(1, 900_000)),
            "CALL 2 node 1 process 0<-#0 text python:1
             GO_ON 1",
        )
        // 1 MiB may wait: the second comes in, and the third would be too much.
        .step(|_, inbox| inbox.emit(1, 0, &sized(2, 1 << 20)), "")
        .step(
            |_, inbox| inbox.complete(2, &[]),
            "CALL 3 node 1 process 0<-#1 text python:2
             GO_ON 1
             RELEASE python:1",
        )
        .step(
            |_, inbox| inbox.emit(1, 0, &sized(3, (1 << 20) + 1)),
            r#"ABORT 1
             ABORT 3
             RELEASE python:3
             RELEASE python:2
             FAILED error memory-limit at nodes[0]: Node "s" gave node "b" 1 MiB in one packet, and node "b" may be given 1 MiB.
             (ended)"#,
        )
        .finish();
}

#[test]
fn a_full_graph_refuses_before_it_fails() {
    // Each edge may hold its share, and one packet more than that; together they may not.
    let graph = with_top(&manifest(&[("j", "PyTwoNode", "")], &[]), r#""limits": {"memory_mb": 1}"#);
    let half = 600_000;
    Playbook::open(&graph)
        .step(
            |_, inbox| {
                inbox.push(0, &sized(1, half));
                inbox.push(0, &sized(2, half));
            },
            "REFUSED 0 #0 text python:2",
        )
        // What a node waits for comes in all the same.
        .step(|_, inbox| inbox.push(1, &sized(3, half)), "CALL 1 node 0 process 0<-#0 text python:1\nREADY 0")
        .with(|engine| assert_eq!(metrics(engine)["memory"]["peak_bytes"], 2 * half))
        .finish();
}

#[test]
fn nodes_that_wait_for_more_than_the_graph_may_hold_end_the_run() {
    let graph = manifest(
        &[("a", "PassNode", ""), ("h", "PyNode", ""), ("j", "JoinNode", "")],
        &[r#"{"from": "a", "to": "h"}"#, r#"{"from": "h", "to": "j.left"}"#, r#"{"from": "a", "to": "j.right"}"#],
    );
    let graph = with_top(&graph, r#""limits": {"memory_mb": 0.0001}"#);
    let long = "x".repeat(60);
    Playbook::open(&graph)
        .step(
            |engine, inbox| {
                inbox.push(0, &text(engine, &long));
            },
            &format!(
                "MATERIALISE to python:^1 #0 text engine:1 shared '{long}'
                 CALL 1 node 1 process 0<-#0 text python:^1 shared"
            ),
        )
        // What is left waits at "j" for its other input; the next stays before "a".
        .step(|_, inbox| inbox.complete(1, &[]), "")
        .step(|engine, inbox| inbox.push(0, &text(engine, &long)), "")
        .step(
            |_, inbox| inbox.push(0, &given(HOST, 9)),
            r#"REFUSED 0 #0 text host:9
             RELEASE python:^1
             FAILED error memory-limit at nodes[0]: The graph holds 120 bytes of the 104 bytes that it may, most of it before node "a", and no node can go on without more.
             (ended)"#,
        )
        .finish();
}
