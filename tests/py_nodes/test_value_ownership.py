"""What a node is given is its own; what has several consumers is read-only."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from py_nodes.sdk import Audio, Node
from py_nodes.sdk.node_call import END_OF_STREAM, PROCESS
from py_nodes.sdk.running_node import InputPacket
from py_nodes.sdk.value_store import ValueStore
from py_nodes.sdk.wire_values import AUDIO, TENSOR, empty_value, filled_value
from py_nodes.testing import run_chain, run_node
from tests.py_nodes.executor_host import host_of, packet

if TYPE_CHECKING:
    pass


def test_what_a_node_is_given_is_its_own() -> None:
    class Keeper(Node):
        def __init__(self, **more: Any) -> None:
            super().__init__(**more)
            self.kept: list[Any] = []

        def process(self, audio: Audio) -> None:
            audio.samples[:] += 1
            self.kept.append(audio.samples)

        def flush(self) -> list[float]:
            return [float(each[0, 0]) for each in self.kept]

    given = [Audio(np.full(4, float(i)), 8000) for i in range(3)]
    assert run_node(Keeper, {}, given) == [[1.0, 2.0, 3.0]]
    assert given[0].samples[0, 0] == 0


class KeepsAll(Node):
    """Keeps whatever it is given and says at the end what it has."""

    def __init__(self, **more: Any) -> None:
        super().__init__(**more)
        self.kept: list[Any] = []

    def process(self, value: Any) -> None:
        self.kept.append(value)

    def flush(self) -> list[Any]:
        arrays = [each.samples if isinstance(each, Audio) else each for each in self.kept]
        return [each.reshape(-1).tolist() for each in arrays]


@pytest.mark.parametrize("kind", [AUDIO, TENSOR])
@pytest.mark.parametrize("room_first", [False, True])
def test_packets_of_one_shape_from_another_memory_are_kept_apart(kind: int, room_first: bool) -> None:  # noqa: FBT001
    """'A node owns what it is given: a fresh array per packet, which it may keep.'"""

    async def run() -> list[Any]:
        host = await host_of(KeepsAll)
        store = ValueStore()
        other_memory = bytearray(12)  # one place that each packet passes through, as the engine's is
        for i in range(3):
            other_memory[:] = np.full((1, 3), i + 1, dtype=np.float32).tobytes()
            about: dict[str, Any] = {"dims": (1, 3), "dtype": 1, "sample_rate": 8000 if kind == AUDIO else 0}
            if room_first:  # the page: room is made here and filled from there
                value = empty_value(kind, 12, **about)
                memoryview(value.body).cast("B")[:] = other_memory
            else:
                value = filled_value(kind, memoryview(other_memory), **about)
            store.put(i, value)
            assert await host.values(0, PROCESS, InputPacket(store.get(i))) == []
            store.release(i)
        found = await host.values(0, END_OF_STREAM)
        await host.executor.cleanup()
        return found

    assert asyncio.run(run()) == [[[1.0] * 3, [2.0] * 3, [3.0] * 3]]


def test_a_shared_packet_is_read_only() -> None:
    class Writer(Node):
        def process(self, audio: Audio) -> None:
            audio.samples[:] = 0

    async def run(**more: Any) -> None:
        host = await host_of(Writer, **more)
        with pytest.raises(RuntimeError, match="read-only"):
            await host.values(0, PROCESS, packet(Audio([1.0], 8000), shared=not more))
        await host.executor.cleanup()

    asyncio.run(run())
    asyncio.run(run(on_error="retry"))  # the second attempt must find the packet as it was


def test_an_array_passes_from_node_to_node_without_a_copy() -> None:
    addresses: list[int] = []

    class Make(Node):
        def process(self, value: int) -> Audio:
            audio = Audio(np.full((1, 1000), value, dtype=np.float32), 8000)
            addresses.append(audio.samples.ctypes.data)
            return audio

    class Look(Node):
        def process(self, audio: Audio) -> None:
            addresses.append(audio.samples.ctypes.data)

    run_chain([(Make, {}), (Look, {})], [1])
    assert addresses[0] == addresses[1]


def test_a_buffer_that_a_node_uses_again_does_not_change_what_it_gave_out() -> None:
    class Reuse(Node):
        def __init__(self, **more: Any) -> None:
            super().__init__(**more)
            self.buffer = np.zeros((1, 2), dtype=np.float32)

        def process(self, value: int) -> Audio:
            self.buffer[:] = value
            return Audio(self.buffer, 8000)

    async def run() -> None:
        host = await host_of(Reuse)
        first, second = [(await host.steps(0, PROCESS, packet(i)))[0].outputs[0].value for i in (1, 2)]
        assert first.body.tolist() == [[1, 1]]
        assert second.body.tolist() == [[2, 2]]
        await host.executor.cleanup()

    asyncio.run(run())
