"""What the older SDK's command printed: bare values, its forms of arrays and sound, its envelope."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from typing import Any

import numpy as np

from conformance.case import Case, Expected, Problem
from e2e.bundles import manifest, node

NODES = """
import numpy as np

from py_nodes.sdk import Audio, Packet


class Gives:
    def process(self, what):
        if what == "array":
            return np.arange(6, dtype="float32").reshape(2, 3)
        if what == "inside":
            return {"a": np.arange(3, dtype="int16"), "n": np.float32(0.5), "nan": float("nan"), "t": (1, 2)}
        if what == "sound":
            return Packet(Audio([[0.5, -0.25], [1, -1]], 8000), metadata={"speaker": "a"})
        if what == "bytes":
            return bytes(range(5))
        return what
"""
SHARED = "the SDK's own form, written out by hand with numpy and base64"


def array(values: np.ndarray[Any, Any]) -> dict[str, Any]:
    """An array as the SDK's reader takes it; it needs all of these keys."""
    flags = values.flags
    meta = {
        "shape": list(values.shape),
        "dtype": values.dtype.name,
        "size": values.size,
        "c_contiguous": flags.c_contiguous,
        "f_contiguous": flags.f_contiguous,
    }
    return {"__numpy__": True, "array": {"meta": meta, "data": base64.b64encode(values.tobytes()).decode()}}


def envelope(outputs: Any, order: Sequence[str], *, sources: int = 1, sinks: int = 1) -> dict[str, Any]:
    info = {
        "node_count": len(order),
        "source_count": sources,
        "sink_count": sinks,
        "execution_order": list(order),
    }
    return {"status": "success", "outputs": outputs, "graph_info": info}


def gives(what: str, bare: Any, outputs: Expected) -> Case:
    """One result of a kind."""
    return Case(
        name=f"sdk-{what}",
        source=SHARED,
        manifest=manifest([node("g", "Gives")]),
        nodes=NODES,
        inputs={"g": [what]},
        outputs=outputs,
        sdk=envelope(bare, ["g"]),
    )


def anything(_: Any) -> None:
    """The values themselves are what other cases are about."""


SOUND = {"type": "audio", "samples": [0.5, 1.0, -0.25, -1.0], "sample_rate": 8000, "channels": 2}
INSIDE = {"a": array(np.arange(3, dtype=np.int16)), "n": 0.5, "nan": None, "t": [1, 2]}
CHAIN = [node("m", "MultiplyNode", factor=3), node("a", "AddNode", addend=1)]
CASES = [
    Case(
        name="sdk-one-result-is-bare",
        source="3x + 1 by hand, in the SDK's envelope",
        manifest=manifest(CHAIN, [("m", "a")]),
        inputs={"m": [2.5]},
        outputs={"a": [8.5]},
        sdk=envelope(8.5, ["m", "a"]),
    ),
    Case(
        name="sdk-a-list-is-one-result",
        source="element by element, by hand: a single result is bare, a list though it is",
        manifest=manifest(CHAIN, [("m", "a")]),
        inputs={"m": [[1, 2]]},
        outputs={"a": [[4, 7]]},
        sdk=envelope([4, 7], ["m", "a"]),
    ),
    Case(
        name="sdk-no-result",
        source="an empty list stands for nothing",
        manifest=manifest(CHAIN, [("m", "a")]),
        inputs={"m": []},
        outputs={"a": []},
        sdk=envelope([], ["m", "a"]),
    ),
    Case(
        name="sdk-two-sinks-one-after-the-other",
        source="3x + 1 and 2 · 3x by hand; here in the order of the outputs, for the SDK had none",
        manifest=manifest([*CHAIN, node("b", "MultiplyNode")], [("m", "a"), ("m", "b")]),
        inputs={"m": [1, 2]},
        outputs={"a": [4, 7], "b": [6, 12]},
        sdk=envelope([4, 7, 6, 12], ["m", "a", "b"], sinks=2),
    ),
    Case(
        name="sdk-nothing-connected",
        source="every node is source and sink",
        manifest=manifest([node("a", "PassThroughNode"), node("b", "AddNode", addend=1)]),
        inputs={"a": ["x"], "b": [1]},
        outputs={"a": ["x"], "b": [2]},
        sdk=envelope(["x", 2], ["a", "b"], sources=2, sinks=2),
    ),
    gives("array", array(np.arange(6, dtype=np.float32).reshape(2, 3)), anything),
    gives("inside", INSIDE, anything),
    gives("sound", {**SOUND, "metadata": {"speaker": "a"}}, anything),
    gives("bytes", {"bytes": 5, "base64": "AAECAwQ="}, anything),
    Case(
        name="sdk-failed-has-no-form",
        source="3e308 is beyond float64 (IEEE 754); the SDK gave a message and no outputs",
        manifest=manifest([node("m", "MultiplyNode", factor=3)]),
        inputs={"m": [1, 1e308]},
        outputs={"m": [3]},
        fails=Problem("number-out-of-range", "m"),
    ),
]
