"""Streams that come together: zip, ports, and sources."""

from __future__ import annotations

from conformance.case import Case, Problem
from e2e.bundles import manifest, node

TENS = node("b", "MultiplyNode", factor=10)
ZIPPED = [node("a", "PassThroughNode"), TENS]

CASES = [
    Case(
        name="zip-by-sequence",
        source="first with first, second with second, by hand; the third has no partner",
        manifest=manifest([*ZIPPED, node("zip", "ZipNode")], [("a", "zip"), ("b", "zip.tens")]),
        inputs={"a": [1, 2, 3], "b": [1, 2]},
        outputs={"zip": [{"a": 1, "tens": 10}, {"a": 2, "tens": 20}]},
        warns=[
            Problem(
                "packets-unmatched",
                "zip",
                'Node "zip" left out 1 packet of its input "a", which found no partner.',
            )
        ],
    ),
    Case(
        name="zip-that-fills-up",
        source="by hand: null for what is missing",
        manifest=manifest(
            [*ZIPPED, node("zip", "ZipNode", unmatched="null", output="list")], [("a", "zip"), ("b", "zip")]
        ),
        inputs={"a": [1, 2, 3], "b": [4.5]},
        outputs={"zip": [[1, 45.0], [2, None], [3, None]]},
    ),
    Case(
        name="zip-with-an-empty-side",
        source="by hand: a pair needs both",
        manifest=manifest([*ZIPPED, node("zip", "ZipNode")], [("a", "zip"), ("b", "zip")]),
        inputs={"a": [1, 2], "b": []},
        outputs={"zip": []},
        warns=[Problem("packets-unmatched", "zip")],
    ),
    Case(
        name="a-diamond",
        source="x + (10x) paired by hand",
        manifest=manifest(
            [node("s", "PassThroughNode"), *ZIPPED, node("zip", "ZipNode")],
            [("s", "a"), ("s", "b"), ("a", "zip"), ("b", "zip")],
        ),
        inputs={"s": list(range(300))},
        outputs={"zip": [{"a": x, "b": 10 * x} for x in range(300)]},
    ),
    Case(
        name="ports-of-wrong-types",
        source="the ports' declared types: JSON cannot be audio",
        manifest=manifest(
            [node("v", "VoiceActivityNode"), node("r", "AudioResampleNode")], [("v.activity", "r")]
        ),
        refused=[
            Problem(
                "port-types",
                said='The connection from "v" to "r" joins the output "activity" of type json '
                'to the input "default" of type audio, which cannot take it.',
            )
        ],
    ),
    Case(
        name="a-port-that-is-not-there",
        source="the node has the ports default and activity",
        manifest=manifest(
            [node("v", "VoiceActivityNode"), node("p", "PassThroughNode")], [("v.speech", "p")]
        ),
        refused=[Problem("unknown-port")],
    ),
]
