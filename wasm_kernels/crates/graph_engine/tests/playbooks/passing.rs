//! Packets on their way: through native and outside nodes, and between memories.

use crate::support::events::{Given, HOST, PYTHON, given, in_engine, text};
use crate::support::playbook::Playbook;
use crate::{chain, manifest, metrics};

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
