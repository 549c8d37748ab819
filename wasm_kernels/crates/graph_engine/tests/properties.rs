//! Any graph on any host: the engine against a slow, obvious model.

mod support;

use std::collections::BTreeMap;

use proptest::prelude::*;
use support::graph::{Graph, Kind, graphs};
use support::host::{Host, Outcome};
use support::model;

/// Texts and times that came out, by name of output.
type Streams = BTreeMap<String, Vec<(String, f64)>>;

fn sorted(streams: &Streams) -> Streams {
    let mut streams = streams.clone();
    for stream in streams.values_mut() {
        stream.sort_by(|a, b| a.partial_cmp(b).unwrap());
    }
    streams
}

fn run(graph: &Graph, seed: u64) -> Outcome {
    Host::new(graph, seed).run()
}

// Cases: PROPTEST_CASES, 256 of each where that is not set.
proptest! {
    /// "No packet lost or duplicated, order kept on each edge": with queues of any bound, what comes out
    /// is what a model without queues computes. Where a full queue made a node take packets out of
    /// their order by time (and said so), it is still the same packets, unless a node after it counts
    /// on the order.
    #[test]
    fn what_comes_out_is_what_the_model_says(graph in graphs(), seed: u64) {
        let outcome = run(&graph, seed);
        let expected = model::streams(&graph);
        if let Some((code, _)) = outcome.failure {
            prop_assert_eq!(code, "standstill");
            prop_assert!(graph.nodes.contains(&Kind::Turn));
        } else if outcome.is_relaxed {
            if !graph.has_order_dependent_nodes() {
                prop_assert_eq!(sorted(&outcome.outputs), sorted(&expected));
            }
        } else {
            prop_assert_eq!(outcome.outputs, expected);
        }
    }

    /// "Deterministic across hosts": when the host pushes, answers and steps changes nothing.
    #[test]
    fn what_comes_out_does_not_depend_on_the_host(graph in graphs(), one: u64, other: u64) {
        let (one, other) = (run(&graph, one), run(&graph, other));
        prop_assert_eq!(one.outputs, other.outputs);
        prop_assert_eq!(one.is_relaxed, other.is_relaxed);
        prop_assert_eq!(one.failure, other.failure);
    }

    /// "The same events and budgets give the same commands, always."
    #[test]
    fn the_same_events_give_the_same_commands(graph in graphs(), seed: u64) {
        let mut host = Host::new(&graph, seed);
        host.record();
        let outcome = host.run();
        outcome.recording.replay(&graph);
    }

    /// "A bound of memory ends in a failure, never in another order": what comes out within it is what
    /// comes out without it.
    #[test]
    fn a_graph_within_its_memory_gives_the_same(graph in graphs(), max_bytes in 1_u32..120, seed: u64) {
        let free = run(&graph, seed);
        let bound = Graph { max_bytes: Some(max_bytes), ..graph.clone() };
        let outcome = run(&bound, seed ^ 0x5555);
        match outcome.failure {
            Some((code, _)) if code == "memory-limit" => {}
            failure if outcome.is_relaxed == free.is_relaxed => {
                prop_assert_eq!(failure, free.failure);
                prop_assert_eq!(outcome.outputs, free.outputs);
            }
            // Smaller queues are full sooner; which says so, whatever the host does.
            _ => prop_assert_eq!(outcome.outputs, run(&bound, seed).outputs),
        }
    }

    /// Cancel at any moment: everything that was given is given back, once (the host checks).
    #[test]
    fn cancel_lets_go_of_everything(graph in graphs(), seed: u64, after in 0_usize..40) {
        let mut host = Host::new(&graph, seed);
        host.cancel_after(after);
        host.run();
    }
}
