"""Numbers through native nodes."""

from __future__ import annotations

from conformance.case import Case, Problem, Spelled
from e2e.bundles import manifest, node

MULTIPLY = node("m", "MultiplyNode", factor=3)
CHAIN = [node(f"n{index}", "AddNode", addend=index) for index in range(20)]


CASES = [
    Case(
        name="numbers-of-every-kind",
        source="3x by hand; IEEE 754 for 0.1 (Python's own float)",
        manifest=manifest([MULTIPLY]),
        inputs={"m": [1, -2, 2.5, 0.1, -0.0, 4.0, [1, [2.0, "x"]], {"a": 1}, "é", True, None]},
        outputs={"m": [3, -6, 7.5, 0.1 * 3, -0.0, 12.0, [3, [6.0, "x"]], {"a": 1}, "é", True, None]},
    ),
    Case(
        name="integers-beyond-64-bits",
        source="Python's integers",
        manifest=manifest([MULTIPLY, node("a", "AddNode", addend=1)], [("m", "a")]),
        inputs={"m": [2**53 + 1, -(2**63), 2**64, 10**37]},
        outputs={"a": [3 * x + 1 for x in (2**53 + 1, -(2**63), 2**64, 10**37)]},
    ),
    Case(
        name="a-float-overflows",
        source="3e308 is beyond float64 (IEEE 754)",
        manifest=manifest([MULTIPLY]),
        inputs={"m": [1.0, 1e308, 2.0]},
        outputs={"m": [3.0]},
        fails=Problem("number-out-of-range", "m"),
    ),
    Case(
        name="a-deep-chain",
        source="0 + 1 + … + 19 = 190",
        manifest=manifest(CHAIN, [(f"n{index}", f"n{index + 1}") for index in range(19)]),
        inputs={"n0": [0, 0.5]},
        outputs={"n19": [190, 190.5]},
    ),
    Case(
        name="more-packets-than-queues-hold",
        source="3x by hand, in the order of the input",
        manifest=manifest([MULTIPLY, node("p", "PassThroughNode")], [("m", "p")]),
        inputs={"m": list(range(2000))},
        outputs={"p": [3 * x for x in range(2000)]},
    ),
    Case(
        name="an-empty-input",
        source="no packet in, none out",
        manifest=manifest([MULTIPLY]),
        inputs={"m": []},
        outputs={"m": []},
    ),
    Case(
        name="json-as-it-is-spelled",
        source="the JSON text itself: a pass-through changes no digit (Python reads both)",
        manifest=manifest([node("p", "PassThroughNode")]),
        inputs={
            "p": Spelled(
                '[1.0, 1, 100.0, 12345678901234567890123, "\\u00e9\\ud83d\\ude00", {"b": 1, "a": []}]'
            )
        },
        outputs={"p": [1.0, 1, 100.0, 12345678901234567890123, "é😀", {"b": 1, "a": []}]},
    ),
    Case(
        name="unicode-of-every-length",
        source="the text itself",
        manifest=manifest(
            [node("p", "PassThroughNode")], inputs=[{"name": "words", "type": "text", "to": "p"}]
        ),
        inputs={"words": ["", "a", "é", "漢", "😀", "e\u0301", "\u200b\u202e", 'a"\\\n\t\u0001']},
        outputs={"p": ["", "a", "é", "漢", "😀", "e\u0301", "\u200b\u202e", 'a"\\\n\t\u0001']},
    ),
    Case(
        name="fan-out-to-two-sinks",
        source="3x, 3x + 1 and 2 · 3x by hand",
        manifest=manifest(
            [MULTIPLY, node("a", "AddNode", addend=1), node("b", "MultiplyNode")], [("m", "a"), ("m", "b")]
        ),
        inputs={"m": [1, 2]},
        outputs={"a": [4, 7], "b": [6, 12]},
    ),
    Case(
        name="fan-in-of-equal-times",
        source="the documented order: least (timestamp, connection, sequence)",
        manifest=manifest(
            [node("a", "PassThroughNode"), node("b", "PassThroughNode"), node("to", "PassThroughNode")],
            [("a", "to"), ("b", "to")],
        ),
        inputs={"a": ["a0", "a1"], "b": ["b0", "b1"]},
        outputs={"to": ["a0", "a1", "b0", "b1"]},
    ),
]
