"""`on_error` of `initialize` and `cleanup`, which the engine does not call."""

from __future__ import annotations

import asyncio
from typing import Any

from py_nodes.sdk import Node
from py_nodes.sdk.node_call import END_OF_STREAM, PROCESS
from tests.py_nodes.executor_host import Host, packet, plan_of


class Shaky(Node):
    """Fails so often at its start and at its end."""

    failures = 0
    tries = 0

    def initialize(self) -> None:
        self.attempt()

    def cleanup(self) -> None:
        self.attempt()

    def attempt(self) -> None:
        type(self).tries += 1
        if self.tries <= self.failures:
            raise OSError("not yet")

    def process(self, value: int) -> int:
        return value


async def started(failures: int, **more: Any) -> tuple[Host, list[Any]]:
    Shaky.failures, Shaky.tries = failures, 0
    host = Host({"Shaky": Shaky})
    plan = plan_of(0, "Shaky", cls=Shaky, on_error=more.pop("on_error", "fail"))
    plan.update(more)  # type: ignore[typeddict-item]
    return host, list(await host.create(plan))


def test_a_start_is_tried_again_as_often_as_the_plan_says() -> None:
    async def run() -> None:
        host, found = await started(2, on_error="retry", retries=2)
        assert (found, Shaky.tries) == ([], 3)
        assert await host.values(0, PROCESS, 5) == [5]
        await host.executor.cleanup()
        host, found = await started(3, on_error="retry", retries=2)
        await host.executor.cleanup()
        assert [each["severity"] for each in found] == ["error"]
        assert found[0]["message"] == 'Node "n0" could not start: OSError: not yet'

    asyncio.run(run())


def test_with_skip_the_run_goes_on_without_the_node() -> None:
    async def run() -> None:
        host, found = await started(1, on_error="skip")
        assert [(each["severity"], each["code"]) for each in found] == [("warning", "node-initialize")]
        assert "goes on without it" in found[0]["message"]
        assert host.executor.plain_nodes() == []
        assert await host.values(0, PROCESS, 5) == []
        assert await host.values(0, END_OF_STREAM) == []
        await host.executor.cleanup()

    asyncio.run(run())


def test_what_goes_wrong_at_the_end_is_told_and_stops_nothing() -> None:
    async def run() -> None:
        host, _ = await started(0)
        Shaky.failures = 9
        found = await host.executor.cleanup()
        assert [(each["severity"], each["code"], each["node"]) for each in found] == [
            ("warning", "node-cleanup", "n0")
        ]
        host, _ = await started(0, on_error="retry", retries=1)
        Shaky.failures = 2
        assert await host.executor.cleanup() == []
        assert Shaky.tries == 3

    asyncio.run(run())


def test_a_cleanup_that_raises_keeps_no_other_from_cleaning_up() -> None:
    async def run() -> None:
        Shaky.failures, Shaky.tries = 0, 0
        host = Host({"Shaky": Shaky})
        await host.create(plan_of(0, "Shaky", cls=Shaky), plan_of(1, "Shaky", cls=Shaky))
        Shaky.failures = 9
        assert [each["node"] for each in await host.executor.cleanup()] == ["n0", "n1"]

    asyncio.run(run())


def test_packets_are_not_lost_by_a_start_that_worked() -> None:
    async def run() -> None:
        host, found = await started(0, on_error="skip")
        assert found == []
        assert await host.values(0, PROCESS, packet(1)) == [1]
        await host.executor.cleanup()

    asyncio.run(run())
