//! Any graph on any host: the engine against a slow, obvious model.

mod support;

use std::collections::BTreeMap;

use proptest::prelude::*;
use support::graph::{Graph, graphs};
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
        if outcome.is_relaxed {
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
    }

    /// "The same events and budgets give the same commands, always."
    #[test]
    fn the_same_events_give_the_same_commands(graph in graphs(), seed: u64) {
        let mut host = Host::new(&graph, seed);
        host.record();
        let outcome = host.run();
        outcome.recording.replay(&graph);
    }

    /// Cancel at any moment: everything that was given is given back, once (the host checks).
    #[test]
    fn cancel_lets_go_of_everything(graph in graphs(), seed: u64, after in 0_usize..40) {
        let mut host = Host::new(&graph, seed);
        host.cancel_after(after);
        host.run();
    }
}
