//! Live mode: what cannot wait gives way, and is counted.

use crate::support::events::{Given, Inbox, PYTHON, given, text};
use crate::support::playbook::Playbook;
use crate::{chain, manifest, metrics, with_top};

const LIVE: &str = r#""mode": "live""#;

fn three_of(from: u32) -> Vec<(u32, Given)> {
    (from..from + 3).map(|id| (0, given(PYTHON, id))).collect()
}

#[test]
fn what_was_lost_is_told_at_the_end() {
    for (overflow, kept) in [("drop_oldest", 3), ("drop_newest", 1)] {
        let edge = format!(r#"{{"from": "s", "to": "b", "capacity_packets": 1, "overflow": "{overflow}"}}"#);
        let graph = with_top(&manifest(&[("s", "PySourceNode", ""), ("b", "PyNode", "")], &[&edge]), LIVE);
        let lost: Vec<String> = (1..4).filter(|id| *id != kept).map(|id| format!("RELEASE python:{id}")).collect();
        let called = format!(
            "CALL 2 node 1 process 0<-#{} text python:{kept}
             CALL 3 node 0 finish
             {}",
            kept - 1,
            lost.join("\n")
        );
        let ended = format!(
            r#"NOTE warning packets-dropped at connections[0]: The connection from "s" to "b" dropped 2 of 3 packets ({overflow}): its queue was full.
             ABORT 2
             ABORT 3
             RELEASE python:{kept}
             DONE cancelled
             (ended)"#
        );
        Playbook::open(&graph)
            .step(|_, _| (), "CALL 1 node 0 produce")
            .step(|_, inbox| inbox.complete(1, &three_of(1)), &called)
            .step(|_, inbox| inbox.cancel(), &ended)
            .finish();
    }
}

#[test]
fn in_batch_mode_nothing_is_lost_whatever_the_connection_says() {
    let graph = manifest(
        &[("s", "PySourceNode", ""), ("b", "PyNode", "")],
        &[r#"{"from": "s", "to": "b", "capacity_packets": 1, "overflow": "drop_oldest"}"#],
    );
    Playbook::open(&graph)
        .step(|_, _| (), "CALL 1 node 0 produce")
        .step(|_, inbox| inbox.complete(1, &three_of(1)), "CALL 2 node 1 process 0<-#0 text python:1")
        .with(|engine| assert_eq!(metrics(engine)["edges"][0]["dropped"], 0))
        .finish();
}

#[test]
fn in_live_mode_sources_give_way_and_queues_are_short() {
    let graph = with_top(&chain(&["PySourceNode", "PyNode", "PyNode"]), LIVE);
    Playbook::open(&graph)
        .step(|_, _| (), "CALL 1 node 0 produce")
        .step(
            |_, inbox| inbox.complete(1, &(1..21).map(|id| (0, given(PYTHON, id))).collect::<Vec<_>>()),
            &format!(
                "CALL 2 node 1 process 0<-#12 text python:13
                 CALL 3 node 0 finish
                 {}",
                (1..13).map(|id| format!("RELEASE python:{id}")).collect::<Vec<_>>().join("\n")
            ),
        )
        .finish();
}

#[test]
fn an_input_gives_way_only_where_the_host_says_that_it_cannot_wait() {
    let twelve = |inbox: &mut Inbox| (1..13).for_each(|id| inbox.push(0, &given(PYTHON, id)));
    Playbook::open(&with_top(&chain(&["PyNode"]), LIVE))
        .step(|_, inbox| twelve(inbox), "CALL 1 node 0 process 0<-#0 text python:1")
        .finish();
    let context = crate::support::playbook::CONTEXT.replacen('{', r#"{"mode": "live", "#, 1);
    Playbook::open_in(&chain(&["PyNode"]), &context)
        .step(
            |_, inbox| twelve(inbox),
            "CALL 1 node 0 process 0<-#4 text python:5
             RELEASE python:1
             RELEASE python:2
             RELEASE python:3
             RELEASE python:4",
        )
        .step(
            |_, inbox| inbox.cancel(),
            &format!(
                r#"NOTE warning packets-dropped at nodes[0]: The input "a" dropped 4 of 12 packets (drop_oldest): its queue was full.
                 ABORT 1
                 {}
                 DONE cancelled
                 (ended)"#,
                (5..13).map(|id| format!("RELEASE python:{id}")).collect::<Vec<_>>().join("\n")
            ),
        )
        .finish();
}

#[test]
fn edges_that_merge_by_arrival_wait_for_nobody() {
    let nodes = [("a", "PassNode", ""), ("b", "PassNode", ""), ("j", "JoinNode", "")];
    let edges = |merge: &str| {
        [format!(r#"{{"from": "a", "to": "j.left"{merge}}}"#), format!(r#"{{"from": "b", "to": "j.right"{merge}}}"#)]
    };
    let graph = |merge: &str| {
        let edges = edges(merge);
        manifest(&nodes, &[&edges[0], &edges[1]])
    };
    let push = |engine: &mut graph_engine::Engine, inbox: &mut Inbox| {
        inbox.push(1, &text(engine, "late").at(5.0));
    };
    Playbook::open(&with_top(&graph(r#", "merge": "arrival""#), LIVE))
        .step(push, "OUTPUT 0 #0 text engine:1 t=5 '1late'")
        .step(|engine, inbox| inbox.push(0, &text(engine, "early").at(1.0)), "OUTPUT 0 #1 text engine:1 t=1 '0early'")
        .finish();
    // By time, and in batch mode, the other edge is waited for.
    for manifest in [with_top(&graph(""), LIVE), graph(r#", "merge": "arrival""#)] {
        Playbook::open(&manifest).step(push, "").finish();
    }
}
