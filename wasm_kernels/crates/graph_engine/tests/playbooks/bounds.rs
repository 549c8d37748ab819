//! Queues, budgets and order: what waits for what.

use crate::support::events::{PYTHON, given, text};
use crate::support::playbook::Playbook;
use crate::{chain, manifest, metrics};

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
    let expected = "MATERIALISE to python:^1 #0 text engine:1 shared 'x'
             CALL 1 node 1 process 0<-#0 text python:^1 shared";
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
    let graph = graph.replace("{\"version\"", "{\"mode\": \"live\", \"version\"");
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
            assert!((node(0, "busy_s") - 0.25).abs() < 1e-9);
            assert!((node(1, "busy_s") - (1.5 + 0.5)).abs() < 1e-9);
            assert_eq!(
                (node(0, "packets_in"), node(0, "packets_out"), node(1, "packets_in"), node(1, "calls")),
                (2.0, 2.0, 2.0, 2.0)
            );
        })
        .finish();
}
