"""Who gets what, when and in which order: ports, times, fan-out, and live runs that drop."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from conformance.case import Case, Outputs, Problem
from conformance.expected_values import assert_same, floats
from e2e.bundles import manifest, node

NODES = """
import asyncio

import numpy as np

from py_nodes.sdk import Node, Packet


class Timed(Node):
    # Gives the values of a list of (timestamp, value), each at its time.
    def process(self, pairs):
        for timestamp, value in pairs:
            yield Packet(value, timestamp=timestamp)


class TimedLate(Node):
    # The same, some time later by the clock on the wall.
    async def process(self, pairs):
        for timestamp, value in pairs:
            await asyncio.sleep(0.01)
            yield Packet(value, timestamp=timestamp)


class EvenOdd(Node):
    outputs = {"even": "json", "odd": "json"}

    def process(self, number):
        return Packet(number, port="odd" if number % 2 else "even")


class Aside(Node):
    # As nodes of the older SDK name another port than the first.
    def process(self, number):
        return {"__aux_port__": "odd", "payload": number} if number % 2 else number


class Sides(Node):
    # Says by which port something came, and when.
    inputs = {"left": "json", "right": "json"}
    wants_packets = True

    def process(self, packet):
        return [packet.port, packet.timestamp, packet.value]


class Array(Node):
    def process(self, number):
        return np.full(4, number)


class Scribble(Node):
    def process(self, array):
        array[0] = -1
        return array.tolist()


class Look(Node):
    async def process(self, array):
        await asyncio.sleep(0.001)
        return array.tolist()


class Quiet(Node):
    # So many frames of silence at 1 kHz.
    outputs = {"default": "audio"}

    def process(self, frames):
        return np.zeros((1, frames), np.float32), 1000


class When(Node):
    wants_packets = True

    def process(self, packet):
        return packet.timestamp


class Hold(Node):
    # Gives nothing until the end.
    def process(self, value):
        pass

    def flush(self):
        return "held"
"""
EARLY = [[0.0, "a0"], [1.0, "a1"], [2.0, "a2"]]
LATE = [[0.0, "b0"], [0.5, "b1"], [2.0, "b2"]]
READ_ONLY = "ValueError: assignment destination is read-only. It is left out."


def joined(into: dict[str, Any], connections: Sequence[tuple[str, str]]) -> dict[str, Any]:
    """Two streams with times come together; the second is late by the clock on the wall."""
    return manifest([node("a", "Timed"), node("b", "TimedLate"), into], connections)


def ten_at_once(name: str, expected: list[float], dropped: int, **connection: Any) -> Case:
    """Ten packets come in one call for a queue that has room for four. They are told by their times, s."""
    mode = {"mode": connection.pop("mode")} if "mode" in connection else {}
    warns = []
    if dropped:
        overflow = connection["overflow"]
        said = f"dropped {dropped} of 10 packets ({overflow}): its queue was full."
        warns = [Problem("packets-dropped", said=f'The connection from "blocks" to "when" {said}')]
    elif not mode:
        said = '"overflow" counts in live mode only; in batch mode the producer waits and nothing is lost.'
        warns = [Problem("live-only", said=said)]
    return Case(
        name=name,
        source="by hand: of ten packets, 0.1 s each, four have room",
        manifest={
            **manifest([node("quiet", "Quiet"), node("blocks", "AudioChunkerNode", chunk_size=100)]),
            "nodes": [
                node("quiet", "Quiet"),
                node("blocks", "AudioChunkerNode", chunk_size=100),
                node("when", "When"),
            ],
            "connections": [
                {"from": "quiet", "to": "blocks"},
                {"from": "blocks", "to": "when", "capacity_packets": 4, **connection},
            ],
            **mode,
        },
        nodes=NODES,
        inputs={"quiet": [1000]},
        outputs={"when": expected},
        warns=warns,
        edges=[{"packets": 1, "dropped": 0}, {"dropped": dropped}],
        telling=name == "live-drops-the-oldest",
    )


TONE = node("tone", "ToneNode", frequency=1000, amplitude=0.5, sample_rate=16_000, duration_s=1 / 16)


def kept_sound(outputs: Outputs) -> None:
    # Of 1000 frames in blocks of 100 the last four blocks.
    assert [each["frames"] for each in outputs["p"]] == [100] * 4
    samples = [sample for each in outputs["p"] for sample in each["samples"][0]]
    wanted = 0.5 * np.sin(2 * np.pi * 1000 / 16_000 * np.arange(600, 1000))
    assert_same(samples, floats(wanted.astype(np.float32)), 1e-6)


TENTHS = [0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9]
CASES = [
    Case(
        name="fan-in-by-time",
        source="the documented order: least (timestamp, connection, sequence), by hand",
        manifest=joined(node("join", "PassThroughNode"), [("b", "join"), ("a", "join")]),
        nodes=NODES,
        inputs={"a": [EARLY], "b": [LATE]},
        outputs={"join": ["b0", "a0", "b1", "a1", "b2", "a2"]},
        telling=True,
    ),
    Case(
        name="fan-in-at-two-ports",
        source="the same order over ports, by hand",
        manifest=joined(node("join", "Sides"), [("b", "join.right"), ("a", "join.left")]),
        nodes=NODES,
        inputs={"a": [EARLY], "b": [LATE]},
        outputs={
            "join": [
                ["right", 0.0, "b0"],
                ["left", 0.0, "a0"],
                ["right", 0.5, "b1"],
                ["left", 1.0, "a1"],
                ["right", 2.0, "b2"],
                ["left", 2.0, "a2"],
            ]
        },
    ),
    Case(
        name="zip-by-time",
        source="pairs within 0.1 s, by hand; null for what has no partner",
        manifest=joined(
            node("zip", "ZipNode", mode="time", tolerance=0.1, output="list", unmatched="null"),
            [("a", "zip"), ("b", "zip")],
        ),
        nodes=NODES,
        inputs={"a": [EARLY], "b": [LATE]},
        outputs={"zip": [["a0", "b0"], [None, "b1"], ["a1", None], ["a2", "b2"]]},
    ),
    Case(
        name="zip-by-time-leaves-out",
        source="pairs within 0.1 s, by hand",
        manifest=joined(
            node("zip", "ZipNode", mode="time", tolerance=0.1, output="list"), [("a", "zip"), ("b", "zip")]
        ),
        nodes=NODES,
        inputs={"a": [EARLY], "b": [LATE]},
        outputs={"zip": [["a0", "b0"], ["a2", "b2"]]},
        warns=[
            Problem("packets-unmatched", "zip", words)
            for words in (
                'Node "zip" left out 1 packet of its input "a", which found no partner.',
                'Node "zip" left out 1 packet of its input "b", which found no partner.',
            )
        ],
    ),
    Case(
        name="ports-lead-where-they-say",
        source="even and odd by hand",
        manifest={
            **manifest([node("split", "EvenOdd"), node("sides", "Sides")]),
            "connections": [
                {"from": "split.odd", "to": "sides.left"},
                {"from": "split", "from_port": "even", "to": "sides", "to_port": "right"},
            ],
        },
        nodes=NODES,
        inputs={"split": [0, 1, 2, 3]},
        outputs={
            "sides": [["left", 0.0, 1], ["left", 0.0, 3], ["right", 0.0, 0], ["right", 0.0, 2]],
        },
    ),
    Case(
        name="a-side-output-leaves-the-graph",
        source="even and odd by hand",
        manifest=manifest(
            [node("split", "EvenOdd"), node("m", "MultiplyNode", factor=10)],
            [("split.even", "m")],
            outputs=[
                {"name": "odd", "type": "json", "from": "split.odd"},
                {"name": "tens", "type": "json", "from": "m"},
            ],
        ),
        nodes=NODES,
        inputs={"split": [0, 1, 2, 3]},
        outputs={"odd": [1, 3], "tens": [0, 20]},
    ),
    Case(
        name="a-side-output-of-the-sdk",
        source="even and odd by hand; where nobody listens it goes nowhere",
        manifest=manifest(
            [
                node("s", "Aside"),
                node("e", "PassThroughNode"),
                node("o", "PassThroughNode"),
                node("t", "Aside"),
            ],
            [("s", "e"), ("s.odd", "o")],
        ),
        nodes=NODES,
        inputs={"s": [0, 1, 2, 3], "t": [0, 1, 2]},
        outputs={"e": [0, 2], "o": [1, 3], "t": [0, 2]},
    ),
    Case(
        name="what-fans-out-is-read-only",
        source="numpy's own words for an array that may not be written",
        manifest=manifest(
            [
                node("array", "Array"),
                {"id": "scribble", "node_type": "Scribble", "on_error": "skip"},
                node("look", "Look"),
            ],
            [("array", "scribble"), ("array", "look")],
        ),
        nodes=NODES,
        inputs={"array": [3, 4]},
        outputs={"scribble": [], "look": [[3] * 4, [4] * 4]},
        warns=[
            Problem("shared-value", "scribble", f'Node "scribble" failed at packet {at}: {READ_ONLY}')
            for at in (0, 1)
        ],
        telling=True,
    ),
    Case(
        name="what-has-one-consumer-is-its-own",
        source="numpy: it may be written",
        manifest=manifest([node("array", "Array"), node("scribble", "Scribble")], [("array", "scribble")]),
        nodes=NODES,
        inputs={"array": [3]},
        outputs={"scribble": [[-1, 3, 3, 3]]},
    ),
    ten_at_once("live-drops-the-oldest", TENTHS[6:], 6, overflow="drop_oldest", mode="live"),
    ten_at_once("live-drops-the-newest", TENTHS[:4], 6, overflow="drop_newest", mode="live"),
    ten_at_once("live-blocks", TENTHS, 0, overflow="block", mode="live"),
    ten_at_once("live-blocks-where-nothing-is-said", TENTHS, 0, mode="live"),
    ten_at_once("batch-drops-nothing", TENTHS, 0, overflow="drop_newest"),
    Case(
        name="live-without-python-drops-the-oldest",
        source="numpy.sin: the last four of ten blocks",
        manifest={
            **manifest(
                [TONE, node("blocks", "AudioChunkerNode", chunk_size=100), node("p", "PassThroughNode")]
            ),
            "connections": [
                {"from": "tone", "to": "blocks"},
                {"from": "blocks", "to": "p", "overflow": "drop_oldest", "capacity_packets": 4},
            ],
            "mode": "live",
        },
        outputs=kept_sound,
        warns=[
            Problem(
                "packets-dropped",
                said='The connection from "blocks" to "p" dropped 6 of 10 packets (drop_oldest): '
                "its queue was full.",
            )
        ],
        edges=[{"packets": 1, "dropped": 0}, {"dropped": 6}],
    ),
    Case(
        name="live-merge-by-arrival",
        source="nobody waits for the node that gives nothing before its end",
        manifest={
            **manifest(
                [node("first", "PassThroughNode"), node("hold", "Hold"), node("join", "PassThroughNode")]
            ),
            "connections": [
                {"from": "first", "to": "hold", "overflow": "block"},
                {
                    "from": "first",
                    "to": "join",
                    "overflow": "block",
                    "merge": "arrival",
                    "capacity_packets": 2,
                },
                {"from": "hold", "to": "join", "overflow": "block", "merge": "arrival"},
            ],
            "mode": "live",
        },
        nodes=NODES,
        inputs={"first": [10, 20, 30, 40, 50]},
        outputs={"join": [10, 20, 30, 40, 50, "held"]},
    ),
]
