"""What cannot run is refused before it does, with the same words everywhere."""

from __future__ import annotations

from conformance.case import Case, Problem
from e2e.bundles import manifest, node

CASES = [
    Case(
        name="an-unknown-node-type",
        # With a class of the bundle's own beside them: of a manifest by itself other words are right.
        source="no such type",
        nodes="class Own:\n    def process(self, value):\n        return value\n",
        manifest=manifest([node("m", "MultiplyNod"), node("n", "NoSuchThing")]),
        refused=[Problem("unknown-node-type", "m"), Problem("unknown-node-type", "n")],
    ),
    Case(
        name="a-cycle",
        source="a → b → a",
        manifest=manifest([node("a", "AddNode"), node("b", "AddNode")], [("a", "b"), ("b", "a")]),
        refused=[Problem("cycle")],
    ),
    Case(
        name="bad-params",
        source="a factor is a number, a rate positive",
        manifest=manifest(
            [node("m", "MultiplyNode", factor="x"), node("r", "AudioResampleNode", target_sample_rate=-1)]
        ),
        refused=[Problem("bad-param", "m"), Problem("bad-param", "r")],
    ),
    Case(
        name="bad-json",
        source="RFC 8259: a bracket that closes nothing",
        manifest='{"version": "v1", "nodes": [}',
        refused=[Problem("bad-json")],
    ),
    Case(
        name="no-nodes",
        source="a pipeline has nodes",
        manifest=manifest([]),
        refused=[Problem("no-nodes")],
    ),
    Case(
        name="a-connection-to-nowhere-and-ids-twice",
        source="both ends must be nodes, ids are unique",
        manifest=manifest([node("a", "AddNode"), node("a", "AddNode")], [("a", "z")]),
        refused=[Problem("duplicate-id"), Problem("connection-to-nowhere")],
    ),
    Case(
        name="a-node-of-another-world",
        source="the SDK's node needs PyTorch, which no host has",
        manifest=manifest([node("w", "WhisperXTranscriber"), node("r", "RemoteExecutionNode")]),
        refused=[Problem("unsupported-node-type", "w"), Problem("unsupported-node-type", "r")],
    ),
    Case(
        name="a-connection-twice",
        source="two equal connections would give everything twice",
        manifest=manifest([node("a", "AddNode"), node("b", "AddNode")], [("a", "b"), ("a", "b")]),
        refused=[Problem("duplicate-connection")],
    ),
    Case(
        name="a-placeholder-without-a-value",
        source="nothing says what NAME stands for: no host looks into its environment",
        manifest=manifest([node("a", "AddNode", addend="${HOME}")]),
        refused=[Problem("missing-value")],
    ),
    Case(
        name="a-version-from-the-future",
        source="the format knows v1",
        manifest={**manifest([node("a", "AddNode")]), "version": "v9"},
        refused=[Problem("unsupported-version")],
    ),
    Case(
        name="unknown-keys-are-warnings",
        source="3x by hand; what means nothing changes nothing",
        manifest={**manifest([{**node("m", "MultiplyNode", factor=3, factr=4), "pramas": 1}]), "nods": []},
        inputs={"m": [1]},
        outputs={"m": [3]},
        warns=[Problem("unknown-param", "m"), Problem("unknown-key"), Problem("unknown-key")],
    ),
    Case(
        name="what-only-live-runs-know",
        source="2x by hand: nothing is dropped where sources can wait",
        manifest={
            **manifest([node("a", "MultiplyNode"), node("b", "PassThroughNode")]),
            "connections": [{"from": "a", "to": "b", "overflow": "drop_oldest", "capacity_packets": 1}],
        },
        inputs={"a": list(range(100))},
        outputs={"b": [2 * x for x in range(100)]},
        warns=[
            Problem(
                "live-only",
                said='"overflow" counts in live mode only; '
                "in batch mode the producer waits and nothing is lost.",
            )
        ],
        edges=[{"packets": 100, "dropped": 0}],
    ),
    Case(
        name="a-placeholder-for-no-number",
        source="1e999 is beyond float64 (IEEE 754)",
        manifest=manifest([node("a", "AddNode", addend="${A}")]),
        values={"A": "1e999"},
        refused=[
            Problem("bad-placeholder", said="The placeholder stands for 1e999, which is no finite number."),
        ],
    ),
    Case(
        name="an-input-that-is-given-nothing",
        source="the documented rule: an input is given something, if only an empty list",
        manifest={
            **manifest([node("a", "AddNode", addend=1), node("b", "AddNode", addend=1)]),
            "connections": [],
        },
        inputs={"a": [1]},
        refused=[Problem("input-missing", said="The input 'b' (any) was given nothing.")],
    ),
    Case(
        name="an-input-that-is-given-no-packets",
        source="the documented rule: an input is given something, if only an empty list",
        manifest=manifest([node("a", "AddNode", addend=1)]),
        inputs={"a": []},
        outputs={"a": []},
    ),
    Case(
        name="two-keys-for-one-thing",
        source="3x by hand: the newer key counts",
        manifest=manifest([{**node("m", "MultiplyNode", factor=3), "config": {"factor": 4}}]),
        inputs={"m": [1]},
        outputs={"m": [3]},
        warns=[Problem("key-twice", said='"config" means the same as "params", which counts.')],
    ),
    Case(
        name="a-limit-without-effect",
        source="2x by hand: a native node is not timed",
        manifest=manifest([{**node("m", "MultiplyNode"), "limits": {"seconds_per_call": 1}}]),
        inputs={"m": [1]},
        outputs={"m": [2]},
        warns=[
            Problem(
                "limit-without-effect",
                said='"seconds_per_call" of node "m" means nothing: it is no Python node.',
            )
        ],
    ),
    Case(
        name="a-version-of-the-same-form",
        source="2x by hand: a minor version changes nothing",
        manifest={**manifest([node("m", "MultiplyNode")]), "version": "1.7"},
        inputs={"m": [1]},
        outputs={"m": [2]},
        warns=[Problem("other-version", said='The manifest has version "1.7", and is read as "v1".')],
    ),
    Case(
        name="more-problems-than-are-listed",
        source="150 connections to nodes that are not there; a hundred problems are listed",
        manifest=manifest([node("m", "MultiplyNode")], [("m", f"n{index}") for index in range(150)]),
        refused=[Problem("connection-to-nowhere")] * 100,
        warns=[Problem("more-problems", said="50 more problems are not listed.")],
    ),
]
