"""Calls that are given up, that fail, or that wait beside others."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import pytest

from py_nodes.sdk import Node
from py_nodes.sdk.failures import StopAsked
from py_nodes.sdk.node_call import PROCESS
from py_nodes.testing import NodeFailedError, run_node
from tests.py_nodes.executor_host import Host, host_of, packet, plan_of

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator


def test_abort_cancels_what_waits() -> None:
    told: list[str] = []

    class Waits(Node):
        async def process(self, _value: int) -> None:
            try:
                await asyncio.sleep(60)
            except asyncio.CancelledError:
                told.append("cancelled")
                raise

    async def run() -> None:
        host = await host_of(Waits)
        task = host.executor.call(1, 0, PROCESS, [packet(1)])
        assert isinstance(task, asyncio.Task)
        await asyncio.sleep(0)
        host.executor.abort(1)
        await asyncio.wait([task])
        assert task.cancelled()
        host.executor.abort(1)
        await host.executor.cleanup()

    asyncio.run(run())
    assert told == ["cancelled"]


def test_a_node_that_cancels_itself_fails_like_any_other() -> None:
    class Cancels(Node):
        async def process(self, _value: int) -> None:
            future = asyncio.get_running_loop().create_future()
            future.cancel()
            await future

    with pytest.raises(NodeFailedError, match="CancelledError"):
        run_node(Cancels, {}, [1])


def test_several_calls_wait_side_by_side() -> None:
    class Slow(Node):
        async def process(self, value: int) -> int:
            await both.wait()  # passed only once two calls are waiting here
            print(f"slow {value}")
            return value

    both: asyncio.Barrier

    async def run() -> None:
        nonlocal both
        both = asyncio.Barrier(2)
        host = Host({"Slow": Slow})
        await host.create(plan_of(0, "Slow", cls=Slow), plan_of(1, "Slow", cls=Slow))
        async with asyncio.timeout(30):
            found = await asyncio.gather(host.values(0, PROCESS, 1), host.values(1, PROCESS, 2))
        assert list(found) == [[1], [2]]
        assert sorted(host.lines) == [(0, "stdout", "slow 1"), (1, "stdout", "slow 2")]
        await host.executor.cleanup()

    asyncio.run(run())


@pytest.mark.parametrize("where", ["plain", "coroutine", "generator", "stream"])
@pytest.mark.parametrize(
    "raised", ["SystemExit", "GeneratorExit", "KeyboardInterrupt", "CancelledError", "Odd"]
)
def test_no_exception_of_a_node_ends_the_host(where: str, raised: str) -> None:
    class Odd(BaseException):
        def __str__(self) -> str:
            raise RuntimeError("no words")

    kinds = {
        "SystemExit": SystemExit,
        "GeneratorExit": GeneratorExit,
        "KeyboardInterrupt": KeyboardInterrupt,
        "CancelledError": asyncio.CancelledError,
    }

    class Bad(Node):
        is_streaming = where == "stream"

        def process(self, value: Any) -> Any:
            if where == "stream":
                return self.stream(value)
            return {"plain": self.plain, "coroutine": self.coroutine, "generator": self.generator}[where]()

        async def stream(self, values: AsyncIterator[int]) -> AsyncIterator[int]:
            async for value in values:
                self.plain()
                yield value

        def plain(self) -> None:
            raise kinds.get(raised, Odd)

        async def coroutine(self) -> None:
            await asyncio.sleep(0)
            self.plain()

        def generator(self) -> Iterator[int]:
            self.plain()
            yield 1

    with pytest.raises(NodeFailedError, match=raised):
        run_node(Bad, {}, [1])


def test_only_a_stop_that_the_host_was_asked_for_is_no_failure_of_the_node() -> None:
    class Interrupted(Node):
        def process(self, _value: int) -> None:
            raise StopAsked

    with pytest.raises(StopAsked):
        run_node(Interrupted, {}, [1])


def test_a_message_of_a_megabyte_is_shortened() -> None:
    class Wordy(Node):
        def process(self, _value: int) -> None:
            raise ValueError("x" * 1_000_000 + "the end")

    with pytest.raises(NodeFailedError) as told:
        run_node(Wordy, {}, [1])
    assert len(told.value.cause["message"]) < 5000
    assert told.value.cause["message"].endswith("the end")
    assert len(told.value.cause["traceback"]) < 25_000
