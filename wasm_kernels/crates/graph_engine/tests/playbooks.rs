//! What the engine does, step by step.

mod support;

use support::events::{HOST, PYTHON, given, text};
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
