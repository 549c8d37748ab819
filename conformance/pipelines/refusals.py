"""What cannot run is refused before it does, with the same words everywhere."""

from __future__ import annotations

from conformance.case import Case, Problem
from e2e.bundles import manifest, node

CASES = [
    Case(
        name="an-unknown-node-type",
        source="no such type",
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
]
