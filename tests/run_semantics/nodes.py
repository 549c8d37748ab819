"""Nodes of the cases beside: the same source on CPython and under Pyodide."""
# Written as authors write nodes, without types.
# ruff: noqa: ANN001, ANN003, ANN201, ANN204, ARG002
# mypy: ignore-errors

import asyncio
import time

import numpy as np

from py_nodes.sdk import Node, Packet


class Timed(Node):
    """Gives the values of a list of (timestamp, value), each at its time."""

    def process(self, pairs):
        for timestamp, value in pairs:
            yield Packet(value, timestamp=timestamp)


class TimedLate(Node):
    """The same, some time later by the clock on the wall."""

    async def process(self, pairs):
        for timestamp, value in pairs:
            await asyncio.sleep(0.01)
            yield Packet(value, timestamp=timestamp)


class EvenOdd(Node):
    outputs = {"even": "json", "odd": "json"}

    def process(self, number):
        return Packet(number, port="odd" if number % 2 else "even")


class Sides(Node):
    """Says by which port something came, and when."""

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
    def process(self, array):
        return array.tolist()


class Quiet(Node):
    """A thousand frames of silence for each number."""

    outputs = {"default": "audio"}

    def process(self, frames):
        return np.zeros((1, frames), np.float32), 1000


class When(Node):
    wants_packets = True

    def process(self, packet):
        return packet.timestamp


class Picky(Node):
    def process(self, value):
        if value == "bad":
            raise ValueError("bad is bad")
        return value


class Hold(Node):
    """Gives nothing until the end."""

    def __init__(self, **params):
        super().__init__(**params)
        self.held = 0

    def process(self, value):
        self.held += 1

    def flush(self):
        return self.held


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
