"""What node code prints and logs, by node."""

from __future__ import annotations

import asyncio
import sys
from typing import TYPE_CHECKING, Any

from py_nodes.sdk import Node
from py_nodes.sdk.node_call import PROCESS
from tests.py_nodes.executor_host import Host, plan_of

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    import pytest


def lines_of(cls: type[Node], *given: Any) -> list[tuple[int, str, str]]:
    async def run() -> Host:
        host = Host({"T": cls})
        await host.create(plan_of(0, "T", cls=cls), plan_of(1, "T", cls=cls))
        for value in given:
            await host.values(1, PROCESS, value)
        await host.executor.cleanup()
        return host

    return asyncio.run(run()).lines


def test_lines_carry_node_and_stream() -> None:
    class Talks(Node):
        def initialize(self) -> None:
            print("ready")

        def process(self, value: str) -> None:
            print("a\nb", end="")
            print("c")
            print("oh", file=sys.stderr)
            self.logger.warning("careful with %s", value)
            self.logger.debug("unseen")

    assert lines_of(Talks, "x") == [
        (0, "stdout", "ready"),
        (1, "stdout", "ready"),
        (1, "stdout", "a"),
        (1, "stdout", "bc"),
        (1, "stderr", "oh"),
        (1, "stderr", "WARNING: careful with x"),
    ]


def test_a_line_without_an_end_comes_out_with_its_call() -> None:
    class Dots(Node):
        def process(self, value: int) -> None:
            for _ in range(value):
                print(".", end="", flush=True)

    assert lines_of(Dots, 3, 1) == [(1, "stdout", "..."), (1, "stdout", ".")]


def test_tasks_of_a_node_write_in_its_name() -> None:
    class Tasks(Node):
        async def process(self, _value: int) -> None:
            async def inner() -> None:
                await asyncio.sleep(0)
                print("inner")

            await asyncio.gather(inner(), inner())

    class Streams(Node):
        is_streaming = True

        async def process(self, stream: AsyncIterator[int]) -> AsyncIterator[int]:
            async for value in stream:
                print(f"got {value}")
                yield value

    assert lines_of(Tasks, 1) == [(1, "stdout", "inner")] * 2
    assert lines_of(Streams, 1) == [(1, "stdout", "got 1")]


def test_of_a_line_of_megabytes_the_beginning_comes_and_how_much_more_there_was() -> None:
    class Long(Node):
        def process(self, _value: int) -> None:
            print("before")
            print("x" * 5_000_000)
            for _ in range(3):
                print("y" * 4_000, end="")
            print()
            sys.stdout.write("z" * 10_001 + "\nafter\n")
            print("w" * 1_000_000, end="")

    assert [text for *_, text in lines_of(Long, 1)] == [
        "before",
        "x" * 10_000 + " … 4,990,000 more characters",
        "y" * 10_000 + " … 2,000 more characters",
        "z" * 10_000 + " … 1 more character",
        "after",
        "w" * 10_000 + " … 990,000 more characters",
    ]


def test_the_hosts_own_lines_pass_and_the_streams_are_put_back(capsys: pytest.CaptureFixture[str]) -> None:
    async def run() -> None:
        host = Host()
        await host.create()
        print("the host speaks")
        await host.executor.cleanup()
        assert host.lines == []

    real = (sys.stdout, sys.stderr)
    asyncio.run(run())
    assert (sys.stdout, sys.stderr) == real
    assert capsys.readouterr().out == "the host speaks\n"
