"""Every way to write a Python node, and what its values become on the way."""

from __future__ import annotations

import numpy as np

from conformance.case import Case, Spelled
from conformance.expected_values import audio, tensor
from e2e.bundles import manifest, node

KINDS = """
import asyncio

from py_nodes.sdk import Node


class Plain:
    def process(self, value):
        return value if value % 2 else None


class Many:
    def process(self, value):
        for index in range(value):
            yield index


class Slow:
    async def process(self, value):
        await asyncio.sleep(0.001)
        return value + 0.5


class SlowMany:
    async def process(self, value):
        for index in range(value):
            await asyncio.sleep(0)
            yield [value, index]


class Sums(Node):
    is_streaming = True

    async def process(self, stream):
        total = 0
        async for value in stream:
            total += value
            yield total
        yield {"end": total}


class Count:
    def process(self):
        yield from range(5)


class Pairs:
    def __init__(self, size=2):
        self.size = size
        self.kept = []

    def process(self, value):
        self.kept.append(value)
        if len(self.kept) == self.size:
            pair, self.kept = self.kept, []
            return pair

    def flush(self):
        return self.kept


class Lifetime:
    def initialize(self):
        self.seen = ["initialize"]

    def process(self, value):
        self.seen.append(value)

    async def flush(self):
        return self.seen
"""

VALUES = '''
import numpy as np

from py_nodes.sdk import Audio, Packet


class Arrays:
    """One array of each type that there is."""

    def process(self, value):
        for dtype in ("float16", "float32", "float64", "int8", "uint8", "int16", "uint16", "int32", "uint32",
                      "int64", "uint64", "bool", "complex64", "complex128"):
            yield np.array([[0, 1, 2], [3, 4, 5]], dtype=dtype)


class Odd:
    def process(self, value):
        yield np.array([np.nan, np.inf, -np.inf, -0.0, 1e-45, 3.4028235e38], dtype=np.float32)
        yield np.array([5e-324, 1.7976931348623157e308, 0.1, 1 / 3])
        yield np.array([6e-8, 65504, 0.1], dtype=np.float16)
        yield np.array([-(2**63), 2**63 - 1])  # int64: in the page numpy has int32 where it is not told
        yield np.array([2**64 - 1], dtype=np.uint64)
        yield np.array([1 + 2j, complex("nan"), -0.5j])
        yield np.zeros((0, 3))
        yield np.float64(2.5)
        yield np.arange(24, dtype="int64").reshape(2, 3, 4)[::-1, :, ::2]
        yield np.asfortranarray(np.arange(6.0).reshape(2, 3))


class InJson:
    """Arrays inside JSON, numpy's scalars, numbers that JSON has no form for."""

    def process(self, value):
        return {"a": np.arange(3, dtype=np.int16), "n": [np.float32(0.5), np.int64(7), np.bool_(True)],
                "nan": float("nan"), "t": (1, 2), "deep": [{"z": np.ones((1, 2), np.float32)}]}


class Reads:
    """What became of JSON with an array on its way through another node."""

    def process(self, value):
        array = value["a"]
        return {"is": type(array).__name__, "dtype": str(array.dtype), "sum": int(array.sum())}


class Types:
    def process(self, value):
        return type(value).__name__


class Sound:
    def process(self, value):
        yield Audio([[0.5, -0.25, 0.1], [1, -1, 0]], 8000)
        yield (np.array([0.25, -0.5], dtype=np.float64), 16000)


class Raw:
    def process(self, value):
        yield b""
        yield bytes(range(256))
        yield "text\\u00e9"


class Twice:
    def process(self, value):
        return value * 2


class Ports:
    inputs = {"default": "any"}
    outputs = {"even": "json", "odd": "json"}

    def process(self, value):
        return Packet(value, port="odd" if value % 2 else "even")
'''

ARRAY = np.array([[0, 1, 2], [3, 4, 5]])
DTYPES = (
    "float16", "float32", "float64", "int8", "uint8", "int16", "uint16", "int32", "uint32",
    "int64", "uint64", "bool", "complex64", "complex128",
)  # fmt: skip
#: What `InJson` gives.
IN_JSON = {
    "a": tensor(np.arange(3, dtype=np.int16)),
    "n": [0.5, 7, True],
    "nan": None,
    "t": [1, 2],
    "deep": [{"z": tensor(np.ones((1, 2), np.float32))}],
}


def one(
    name: str, node_type: str, given: list[object], expected: list[object], source: str, **params: object
) -> Case:
    """A graph of one node."""
    return Case(
        name=name,
        source=source,
        manifest=manifest([node("it", node_type, **params)]),
        nodes=KINDS if f"class {node_type}" in KINDS else VALUES,
        inputs={"it": given},
        outputs={"it": expected},
    )


CASES = [
    one("plain-node-that-leaves-out", "Plain", [1, 2, 3], [1, 3], "None gives nothing"),
    one("generator-node", "Many", [2, 0, 3], [0, 1, 0, 1, 2], "Python's range"),
    one("async-node", "Slow", [1, 2], [1.5, 2.5], "by hand"),
    one("async-generator-node", "SlowMany", [2, 1], [[2, 0], [2, 1], [1, 0]], "by hand"),
    one("streaming-node", "Sums", [1, 2, 3], [1, 3, 6, {"end": 6}], "running sums by hand"),
    one("streaming-node-without-input", "Sums", [], [{"end": 0}], "the code behind the loop is its end"),
    one("flush-of-a-tail", "Pairs", [1, 2, 3, 4, 5], [[1, 2], [3, 4], [5]], "pairs by hand"),
    one("flush-without-input", "Pairs", [], [[]], "an empty list is a value", size=3),
    one("a-node-s-lifetime", "Lifetime", [1, 2], [["initialize", 1, 2]], "each once, in this order"),
    Case(
        name="a-source",
        source="Python's range; 2x by hand",
        manifest=manifest([node("count", "Count"), node("m", "MultiplyNode")], [("count", "m")]),
        nodes=KINDS,
        outputs={"m": [0, 2, 4, 6, 8]},
    ),
    Case(
        name="two-sources-zipped",
        source="Python's range, paired by hand",
        manifest=manifest(
            [node("a", "Count"), node("b", "Count"), node("z", "ZipNode")], [("a", "z"), ("b", "z")]
        ),
        nodes=KINDS,
        outputs={"z": [{"a": x, "b": x} for x in range(5)]},
    ),
    Case(
        name="native-python-native",
        source="(2x + 0.5) · 3 by hand",
        manifest=manifest(
            [node("m", "MultiplyNode"), node("s", "Slow"), node("n", "MultiplyNode", factor=3)],
            [("m", "s"), ("s", "n")],
        ),
        nodes=KINDS,
        inputs={"m": list(range(200))},
        outputs={"n": [(2 * x + 0.5) * 3 for x in range(200)]},
    ),
    one("arrays-of-every-type", "Arrays", [0], [tensor(ARRAY.astype(dtype)) for dtype in DTYPES], "numpy"),
    one(
        "arrays-at-the-edges",
        "Odd",
        [0],
        [
            tensor(np.array([np.nan, np.inf, -np.inf, -0.0, 1e-45, 3.4028235e38], dtype=np.float32)),
            tensor(np.array([5e-324, 1.7976931348623157e308, 0.1, 1 / 3])),
            tensor(np.array([6e-8, 65504, 0.1], dtype=np.float16)),
            tensor(np.array([-(2**63), 2**63 - 1])),
            tensor(np.array([2**64 - 1], dtype=np.uint64)),
            tensor(np.array([1 + 2j, complex("nan"), -0.5j])),
            tensor(np.zeros((0, 3))),
            2.5,
            tensor(np.ascontiguousarray(np.arange(24, dtype=np.int64).reshape(2, 3, 4)[::-1, :, ::2])),
            tensor(np.arange(6.0).reshape(2, 3)),
        ],
        "numpy; NaN and infinities are null in JSON (RFC 8259 has none)",
    ),
    one(
        "numpy-inside-json",
        "InJson",
        [0],
        [IN_JSON],
        "numpy; NaN is null",
    ),
    Case(
        name="numpy-through-json-between-nodes",
        source="0 + 1 + 2 = 3",
        manifest=manifest(
            [node("a", "InJson"), node("p", "PassThroughNode"), node("b", "Reads")], [("a", "p"), ("p", "b")]
        ),
        nodes=VALUES,
        inputs={"a": [0]},
        outputs={"b": [{"is": "ndarray", "dtype": "int16", "sum": 3}]},
    ),
    Case(
        name="json-as-python-sees-it",
        source="Python's json module: type(json.loads(text)).__name__",
        manifest=manifest([node("t", "Types")]),
        nodes=VALUES,
        inputs={"t": Spelled('[1, 1.0, "a", true, null, [], {}, 123456789012345678901234567890]')},
        outputs={"t": ["int", "float", "str", "bool", "NoneType", "list", "dict", "int"]},
    ),
    one(
        "sound-from-python",
        "Sound",
        [0],
        [audio(np.array([[0.5, -0.25, 0.1], [1, -1, 0]]), 8000), audio([0.25, -0.5], 16000)],
        "the samples as float32 (numpy)",
    ),
    one(
        "bytes-and-text",
        "Raw",
        [0],
        [
            {"bytes": 0, "base64": ""},
            {"bytes": 256, "base64": __import__("base64").b64encode(bytes(range(256))).decode()},
            "texté",
        ],
        "Python's base64",
    ),
    Case(
        name="arrays-through-native-arithmetic",
        source="numpy: 2x of each type that arithmetic is defined for",
        manifest=manifest([node("o", "InJson"), node("m", "MultiplyNode", factor=2)], [("o", "m")]),
        nodes=VALUES,
        inputs={"o": [0]},
        outputs={"m": [IN_JSON]},
    ),
    Case(
        name="ports-of-a-python-node",
        source="even and odd by hand",
        manifest=manifest(
            [node("s", "Ports"), node("e", "PassThroughNode"), node("o", "PassThroughNode")],
            [("s.even", "e"), ("s.odd", "o")],
        ),
        nodes=VALUES,
        inputs={"s": [1, 2, 3, 4, 5]},
        outputs={"e": [2, 4], "o": [1, 3, 5]},
    ),
    Case(
        name="python-integers-beyond-64-bits",
        source="Python's integers",
        manifest=manifest([node("t", "Twice")]),
        nodes=VALUES,
        inputs={"t": [2**53 + 1, 10**30, -(2**64)]},
        outputs={"t": [2 * (2**53 + 1), 2 * 10**30, -(2**65)]},
    ),
]
