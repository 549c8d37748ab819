"""How nodes are called: every kind of process, flush, sources, streaming nodes."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from py_nodes.sdk import Audio, Node, Packet, param
from py_nodes.sdk.node_call import END_OF_STREAM, PROCESS, START_OF_SOURCE
from py_nodes.testing import NodeFailedError, run_chain, run_node
from tests.py_nodes.executor_host import host_of, packet

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator


class Plain(Node):
    def process(self, value: int) -> int | None:
        return value + 1 if value != 0 else None


class Coroutine(Node):
    async def process(self, value: int) -> int | None:
        await asyncio.sleep(0)
        return value + 1 if value != 0 else None


class Generator(Node):
    def process(self, value: int) -> Iterator[int | None]:
        yield value
        yield None
        yield value * 10


class AsyncGenerator(Node):
    async def process(self, value: int) -> AsyncIterator[int | None]:
        yield value
        await asyncio.sleep(0)
        yield None
        yield value * 10


class Pairs(Node):
    """Streaming: two items in, one out; the rest at the end."""

    is_streaming = True

    async def process(self, stream: AsyncIterator[int]) -> AsyncIterator[list[int]]:
        held: list[int] = []
        async for value in stream:
            held.append(value)
            if len(held) == 2:
                yield held
                held = []
        yield [*held, -1]


@pytest.mark.parametrize(
    ("cls", "given", "wanted"),
    [
        (Plain, [1, 0, 2], [2, 3]),
        (Coroutine, [1, 0, 2], [2, 3]),
        (Generator, [1, 2], [1, 10, 2, 20]),
        (AsyncGenerator, [1, 2], [1, 10, 2, 20]),
        (Pairs, [1, 2, 3, 4, 5], [[1, 2], [3, 4], [5, -1]]),
        (Pairs, [], [[-1]]),
    ],
)
def test_every_kind_gives_its_items_in_order(cls: type[Node], given: list[int], wanted: list[Any]) -> None:
    assert run_node(cls, {}, given) == wanted


def test_lists_and_tuples_are_one_item() -> None:
    class Several(Node):
        def process(self, value: int) -> tuple[int, ...]:
            return (value, value)

    assert run_node(Several, {}, [1]) == [[1, 1]]


async def outcomes(cls: type[Node], value: Any) -> list[tuple[int, bool]]:
    host = await host_of(cls)
    try:
        return [(len(each.outputs), each.more) for each in await host.steps(0, PROCESS, packet(value))]
    finally:
        await host.executor.cleanup()


def test_generators_rest_after_each_item_and_functions_do_not() -> None:
    assert asyncio.run(outcomes(Plain, 1)) == [(1, False)]
    assert asyncio.run(outcomes(Coroutine, 1)) == [(1, False)]
    assert asyncio.run(outcomes(Generator, 1)) == [(1, True), (1, True), (0, False)]
    assert asyncio.run(outcomes(AsyncGenerator, 1)) == [(1, True), (1, True), (0, False)]


def test_a_plain_function_needs_no_task() -> None:
    async def run() -> None:
        host = await host_of(Plain)
        outcome = host.executor.call(1, 0, PROCESS, [packet(1)])
        assert not isinstance(outcome, asyncio.Task)
        await host.executor.cleanup()

    asyncio.run(run())


def test_an_endless_generator_is_taken_item_by_item() -> None:
    taken: list[int] = []

    class Endless(Node):
        def process(self, value: int) -> Iterator[int]:
            try:
                while True:
                    taken.append(value)
                    yield value
            finally:
                taken.append(-1)

    async def run() -> None:
        host = await host_of(Endless)
        outcome = host.executor.call(1, 0, PROCESS, [packet(5)])
        assert not isinstance(outcome, asyncio.Task)
        assert taken == [5]
        host.executor.advance(1)
        assert taken == [5, 5]
        host.executor.abort(1)
        assert taken == [5, 5, -1]
        await host.executor.cleanup()

    asyncio.run(run())


def test_a_streaming_call_ends_when_the_node_asks_for_more() -> None:
    asked: list[str] = []

    class Reader(Node):
        is_streaming = True

        async def process(self, stream: AsyncIterator[int]) -> AsyncIterator[int]:
            asked.append("started")
            async for value in stream:
                asked.append(f"got {value}")
                yield value
                asked.append("done with it")

    async def run() -> None:
        host = await host_of(Reader)
        assert await host.values(0, PROCESS, 1) == [1]
        assert asked == ["started", "got 1", "done with it"]
        assert await host.values(0, PROCESS, 2) == [2]
        assert await host.values(0, END_OF_STREAM) == []
        await host.executor.cleanup()

    asyncio.run(run())


def test_a_streaming_node_may_use_timeouts_and_tasks_of_its_own() -> None:
    class Patient(Node):
        is_streaming = True

        async def process(self, stream: AsyncIterator[int]) -> AsyncIterator[int]:
            queue: asyncio.Queue[int | None] = asyncio.Queue()

            async def read() -> None:
                async for value in stream:
                    await queue.put(value)
                await queue.put(None)

            reader = asyncio.create_task(read())
            while True:
                async with asyncio.timeout(5):
                    value = await queue.get()
                if value is None:
                    break
                yield value
            await reader

    assert run_node(Patient, {}, [1, 2, 3]) == [1, 2, 3]


def test_a_streaming_node_that_stops_reading_ends_quietly() -> None:
    class First(Node):
        is_streaming = True

        async def process(self, stream: AsyncIterator[int]) -> AsyncIterator[int]:
            async for value in stream:
                yield value
                return

    assert run_node(First, {}, [1, 2, 3]) == [1]


def test_a_streaming_node_goes_on_after_a_packet_that_failed() -> None:
    class Picky(Node):
        is_streaming = True

        async def process(self, stream: AsyncIterator[int]) -> AsyncIterator[int]:
            async for value in stream:
                if value < 0:
                    raise ValueError("negative")
                yield value

    async def run() -> None:
        host = await host_of(Picky)
        assert await host.values(0, PROCESS, 1) == [1]
        with pytest.raises(RuntimeError, match="ValueError: negative"):
            await host.values(0, PROCESS, -1)
        assert await host.values(0, PROCESS, 2) == [2]
        assert await host.values(0, END_OF_STREAM) == []
        await host.executor.cleanup()

    asyncio.run(run())


def test_a_streaming_node_that_is_no_async_generator_is_told_so() -> None:
    class Wrong(Node):
        is_streaming = True

        def process(self, value: Any) -> Any:
            return [value]

    with pytest.raises(NodeFailedError, match="a streaming node's process is an async generator"):
        run_node(Wrong, {}, [1])


def test_is_streaming_on_a_class_without_the_base_is_called_per_item() -> None:
    class Bare:
        is_streaming = True

        def process(self, value: int) -> int:
            return value

    assert run_node(Bare, {}, [1, 2]) == [1, 2]


@pytest.mark.parametrize("kind", ["plain", "coroutine", "generator", "async generator"])
def test_flush_may_be_of_every_kind(kind: str) -> None:
    class Base(Node):
        def process(self, value: int) -> None: ...

    class PlainFlush(Base):
        def flush(self) -> list[int]:
            return []

    class CoroutineFlush(Base):
        async def flush(self) -> list[int]:
            return []

    class GeneratorFlush(Base):
        def flush(self) -> Iterator[list[int]]:
            yield []

    class AsyncFlush(Base):
        async def flush(self) -> AsyncIterator[list[int]]:
            yield []

    cls = {"plain": PlainFlush, "coroutine": CoroutineFlush, "generator": GeneratorFlush}.get(
        kind, AsyncFlush
    )
    assert run_node(cls, {}, [1]) == [[]]


def test_a_process_without_argument_is_a_source() -> None:
    class Count(Node):
        def process(self) -> Iterator[int]:
            yield from range(3)

    class Tone(Node):
        def process(self) -> Iterator[Audio]:
            for _ in range(3):
                yield Audio(np.zeros(800), 8000)

    assert run_node(Count) == [0, 1, 2]
    assert [each.timestamp for each in run_chain([(Tone, {})]).packets] == [0.0, 0.1, 0.2]

    async def once() -> list[Any]:
        host = await host_of(Count)
        try:
            return await host.values(0, START_OF_SOURCE)
        finally:
            await host.executor.cleanup()

    assert asyncio.run(once()) == [0, 1, 2]


def test_packets_carry_time_metadata_and_ports() -> None:
    class Stamp(Node):
        inputs = {"left": "any", "right": "any"}
        outputs = {"default": "any", "late": "any"}
        wants_packets = True

        def process(self, given: Packet) -> Packet:
            return Packet(
                [given.value, given.sequence, given.port],
                (given.timestamp or 0) + 1,
                metadata={"was": given.metadata},
                port="late",
            )

    async def run() -> None:
        host = await host_of(Stamp)
        given = packet(7, port=1, timestamp=2.5, sequence=9, metadata='{"a":1}')
        ((out,),) = [each.outputs for each in await host.steps(0, PROCESS, given)]
        assert out.value.to_python(shared=False) == [7, 9, "right"]
        assert (out.port, out.timestamp, out.metadata) == (1, 3.5, '{"was":{"a":1}}')
        await host.executor.cleanup()

    asyncio.run(run())


def test_a_node_may_ask_for_the_port_by_name() -> None:
    class Ports(Node):
        inputs = {"a": "any", "b": "any"}

        def process(self, value: int, *, port: str) -> str:
            return f"{port}{value}"

    assert run_node(Ports, {}, [1, Packet(2, port="b")]) == ["a1", "b2"]


def test_outputs_stand_at_the_time_of_their_input() -> None:
    class Two(Node):
        def process(self, value: int) -> Iterator[int]:
            yield value
            yield value

        def flush(self) -> int:
            return 0

    run = run_chain([(Two, {})], [Packet(1, 1.5), Packet(2, 2.5)])
    assert [each.timestamp for each in run.packets] == [1.5, 1.5, 2.5, 2.5, 2.5]


def test_an_output_to_a_port_that_is_not_there_says_which_are() -> None:
    class Lost(Node):
        outputs = {"speech": "any"}

        def process(self, value: int) -> Packet:
            return Packet(value, port="speach")

    with pytest.raises(NodeFailedError, match="Did you mean 'speech'"):
        run_node(Lost, {}, [1])


def test_metadata_of_an_audio_tuple_stands_beside_the_audio() -> None:
    class Speech(Node):
        def process(self, audio: Audio) -> tuple[Any, int, dict[str, bool]]:
            return audio.samples, 8000, {"is_speech": True}

    (packet_,) = run_chain([(Speech, {})], [Audio([0.5], 8000)]).packets
    assert packet_.metadata == {"is_speech": True}
    assert isinstance(packet_.value, Audio)


def test_initialize_and_cleanup_are_called_once_of_either_kind() -> None:
    told: list[str] = []

    class Sync(Node):
        def initialize(self) -> None:
            told.append("start")

        def process(self, value: int) -> int:
            return value

        def cleanup(self) -> None:
            told.append("end")

    class Async(Sync):
        async def initialize(self) -> None:  # type: ignore[override] # nodes do both
            await asyncio.sleep(0)
            super().initialize()

        async def cleanup(self) -> None:  # type: ignore[override]
            await asyncio.sleep(0)
            super().cleanup()

    for cls in (Sync, Async):
        told.clear()
        assert run_node(cls, {}, [1, 2]) == [1, 2]
        assert told == ["start", "end"]


def test_construction_gives_what_the_signature_asks_for() -> None:
    class NoKeywords:
        def __init__(self, node_id: str, size: int = 3) -> None:
            self.told = [node_id, size]

        def process(self, _value: int) -> list[Any]:
            return self.told

    class Forwards(Node):
        def __init__(self, size: int = 1, **more: Any) -> None:
            super().__init__(**more)
            self.size = size

        def process(self, _value: int) -> list[Any]:
            return [self.name, self.size, self.config]

    class Typed(Node):
        @dataclass(frozen=True)
        class Params:
            size: int = param(1)

        def __init__(self) -> None:
            """Passes nothing up, as some do."""

        def process(self, _value: int) -> list[Any]:
            return [self.name, self.params.size]

    assert run_node(NoKeywords, {"size": 4}, [0]) == [["NoKeywords", 4]]
    assert run_node(Forwards, {"size": 4, "other": 5}, [0]) == [["Forwards", 4, {"size": 4, "other": 5}]]
    assert run_node(Typed, {"size": 4}, [0]) == [["Typed", 4]]
    run = run_chain([(NoKeywords, {"siez": 4})], [0])
    assert run.warnings[0]["help"] == "Did you mean 'size'?"
