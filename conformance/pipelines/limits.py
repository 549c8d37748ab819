"""What takes too long, is too large, or waits for what cannot come."""

from __future__ import annotations

from typing import Any

from conformance.case import Case, Problem
from e2e.bundles import manifest, node

NODES = """
import asyncio
import time

import numpy as np

from py_nodes.sdk import Node


class Waits(Node):
    async def process(self, value):
        if value == "slow":
            await asyncio.sleep(600)
        return value


class Naps(Node):
    def process(self, value):
        if value == "slow":
            time.sleep(0.9)
        return value


class Hold(Node):
    # Gives nothing until the end.
    def __init__(self, **params):
        super().__init__(**params)
        self.held = 0

    def process(self, value):
        self.held += 1

    def flush(self):
        return self.held


class Large(Node):
    # An array of 100 kB for each number.
    def process(self, value):
        return np.full(25_000, value, "float32")


class LargeAtEnd(Node):
    # Nothing but what it was held for: a number, and behind it an array of 100 kB.
    def process(self, value):
        self.value = value

    def flush(self):
        yield self.value
        yield np.full(25_000, self.value, "float32")


class Loops(Node):
    # Not without an end, but nobody waits for it that need not.
    def process(self, value):
        until = time.monotonic() + (8 if value == "slow" else 0)
        while time.monotonic() < until:
            pass
        return value


class Mean(Node):
    async def process(self, array):
        await asyncio.sleep(0.001)
        return float(array.mean())
"""
TOO_LONG = 'Node "it" failed at packet 1: it was still at work after 0.2 s, which is its limit.'
#: A text of 1 kB in JSON less a little: two are within 2 KiB, and one beyond 1 KiB has twice as many.
NEARLY_1_KB = "x" * 500


def timed(node_type: str, **more: Any) -> dict[str, Any]:
    """One node that may take 0.2 s for a packet."""
    return manifest([{"id": "it", "node_type": node_type, "limits": {"seconds_per_call": 0.2}, **more}])


def held_back(to: dict[str, Any]) -> dict[str, Any]:
    """Packets go straight to a node, and by way of one that gives nothing before their end."""
    nodes = [node("first", "PassThroughNode"), node("hold", "Hold"), to]
    connections: list[dict[str, Any]] = [
        {"from": "first", "to": "hold"},
        {"from": "first", "to": to["id"], "capacity_packets": 2},
        {"from": "hold", "to": to["id"]},
    ]
    return {**manifest(nodes), "connections": connections}


def narrow(kilobytes: int) -> dict[str, Any]:
    """A node whose packets may take up so much while they wait for it."""
    it = {"id": "it", "node_type": "Waits", "limits": {"memory_mb": kilobytes / 1024}}
    return manifest([node("first", "PassThroughNode"), it], [("first", "it")])


CASES = [
    Case(
        name="an-await-that-takes-too-long",
        source="ten minutes are more than 0.2 s",
        manifest=timed("Waits", on_error="skip"),
        nodes=NODES,
        inputs={"it": ["good", "slow", "fine"]},
        outputs={"it": ["good", "fine"]},
        warns=[Problem("time-limit", "it", f"{TOO_LONG} It is left out.")],
        telling=True,
    ),
    Case(
        name="an-await-that-ends-the-run",
        source="ten minutes are more than 0.2 s; what came before stays",
        manifest=timed("Waits"),
        nodes=NODES,
        inputs={"it": ["good", "slow", "fine"]},
        outputs={"it": ["good"]},
        fails=Problem("time-limit", "it", TOO_LONG),
    ),
    Case(
        name="an-await-that-is-tried-again",
        source="it takes as long each time: once, and once more",
        manifest=timed("Waits", on_error={"policy": "retry", "times": 1}),
        nodes=NODES,
        inputs={"it": ["good", "slow", "fine"]},
        outputs={"it": ["good"]},
        warns=[Problem("time-limit", "it", f"{TOO_LONG} It is tried again.")],
        fails=Problem("time-limit", "it", TOO_LONG),
    ),
    Case(
        name="work-that-takes-too-long",
        source="0.9 s are more than 0.2 s, whether the host could stop it or it came back",
        manifest=timed("Naps", on_error="skip"),
        nodes=NODES,
        inputs={"it": ["good", "slow", "fine"]},
        outputs={"it": ["good", "fine"]},
        warns=[Problem("time-limit", "it", f"{TOO_LONG} It is left out.")],
    ),
    Case(
        name="a-loop-that-takes-too-long",
        source="8 s are more than 0.2 s; the page ends such a run by force, and says the same",
        manifest=timed("Loops"),
        nodes=NODES,
        inputs={"it": ["good", "slow", "fine"]},
        outputs={"it": ["good"]},
        fails=Problem("time-limit", "it", TOO_LONG),
    ),
    Case(
        name="a-node-s-memory-is-what-waits-for-it",
        source="two texts of 502 bytes fit into 1 KiB, a third does not",
        manifest=narrow(1),
        nodes=NODES,
        inputs={"first": [NEARLY_1_KB] * 20},
        outputs={"it": [NEARLY_1_KB] * 20},
        edges=[{"packets": 20, "peak_queued": 2, "dropped": 0}],
    ),
    Case(
        name="one-packet-beyond-a-node-s-memory",
        source="2048 bytes are more than 1 KiB",
        manifest=narrow(1),
        nodes=NODES,
        inputs={"first": ["y" * 2046]},
        outputs={"it": []},
        fails=Problem(
            "memory-limit",
            "first",
            'Node "first" gave node "it" 2 KiB in one packet, and node "it" may be given 1 KiB.',
        ),
    ),
    Case(
        name="one-packet-beyond-the-graph-s-memory",
        source="the text of the list has 10,890 bytes, which are 10.6 KiB",
        manifest=manifest([node("m", "MultiplyNode")], limits={"memory_mb": 1 / 1024}),
        inputs={"m": [1, list(range(2000))]},
        outputs={"m": [2]},
        fails=Problem(
            "memory-limit",
            "m",
            'The input "m" got 10.6 KiB in one packet, and the whole graph may hold 1 KiB.',
        ),
    ),
    Case(
        name="one-packet-to-an-output-beyond-a-node-s-memory",
        source="1024 samples of 4 bytes are 4 KiB",
        manifest=manifest([node("t", "ToneNode", duration_s=1) | {"limits": {"memory_mb": 1 / 1024}}]),
        outputs={"t": []},
        fails=Problem(
            "memory-limit", "t", 'Node "t" gave the output "t" 4 KiB in one packet, and it may hold 1 KiB.'
        ),
    ),
    Case(
        name="one-packet-to-an-output-beyond-the-graph-s-memory",
        source="25,000 numbers of 4 bytes are 97.6 KiB",
        manifest=manifest([node("l", "Large")], limits={"memory_mb": 64 / 1024}),
        nodes=NODES,
        inputs={"l": [1]},
        outputs={"l": []},
        fails=Problem(
            "memory-limit",
            "l",
            'Node "l" gave the output "l" 97.6 KiB in one packet, and the whole graph may hold 64 KiB.',
        ),
    ),
    Case(
        name="one-packet-at-the-end-beyond-the-graph-s-memory",
        source="5 s at 16 kHz are 80,000 samples of 4 bytes, which are 312.5 KiB",
        manifest=manifest(
            [
                node("t", "ToneNode", duration_s=5, block_frames=256, sample_rate=16000),
                node("b", "AudioBuffer", buffer_size_samples=1_000_000),
            ],
            [("t", "b")],
            limits={"memory_mb": 10 / 1024},
        ),
        outputs={"b": []},
        fails=Problem(
            "memory-limit",
            "b",
            'Node "b" gave the output "b" 312.5 KiB in one packet, and the whole graph may hold 10 KiB.',
        ),
        telling=True,
    ),
    Case(
        name="one-packet-at-a-node-s-end-beyond-its-memory",
        source="25,000 numbers of 4 bytes are 97.6 KiB; what came before it stays",
        manifest=manifest([node("l", "LargeAtEnd") | {"limits": {"memory_mb": 64 / 1024}}]),
        nodes=NODES,
        inputs={"l": [1]},
        outputs={"l": [1]},
        fails=Problem(
            "memory-limit",
            "l",
            'Node "l" gave the output "l" 97.6 KiB in one packet, and it may hold 64 KiB.',
        ),
        telling=True,
    ),
    Case(
        name="one-list-at-the-end-beyond-the-graph-s-memory",
        source="the text of the list has 8,886 bytes, which are 8.6 KiB",
        manifest=manifest([node("b", "BufferNode", buffer_size=2000)], limits={"memory_mb": 8 / 1024}),
        inputs={"b": list(range(1999))},
        outputs={"b": []},
        fails=Problem(
            "memory-limit",
            "b",
            'Node "b" gave the output "b" 8.6 KiB in one packet, and the whole graph may hold 8 KiB.',
        ),
    ),
    Case(
        name="the-graph-s-memory-holds-producers-back",
        # An input and two connections have a third of 1 MiB each.
        source="a third of 1 MiB holds three arrays of 100 kB; numpy's mean",
        manifest=manifest(
            [node("l", "Large"), node("p", "PassThroughNode"), node("m", "Mean")],
            [("l", "p"), ("p", "m")],
            limits={"memory_mb": 1},
        ),
        nodes=NODES,
        inputs={"l": list(range(20))},
        outputs={"m": [float(number) for number in range(20)]},
        edges=[{"packets": 20, "peak_queued": 3, "dropped": 0}] * 2,
    ),
    Case(
        name="a-merge-that-stands-still-goes-on",
        source="the documented rule: the least packet there is; five packets were held",
        manifest=held_back(node("join", "PassThroughNode")),
        nodes=NODES,
        inputs={"first": [10, 20, 30, 40, 50]},
        outputs={"join": [10, 20, 30, 40, 50, 5]},
        warns=[
            Problem(
                "order-relaxed",
                "join",
                'Node "join" waits for one of its inputs while the queue of another is full, '
                "so it takes packets as they are there.",
            )
        ],
    ),
    Case(
        name="a-zip-that-stands-still-ends",
        source="a pair needs both, and the other comes after the end",
        manifest=held_back(node("zip", "ZipNode")),
        nodes=NODES,
        inputs={"first": list(range(200))},
        outputs={"zip": []},
        fails=Problem(
            "standstill",
            "zip",
            'Node "zip" waits for a packet at its input "hold" that cannot come, '
            "since the queue of another of its inputs is full.",
        ),
    ),
]
