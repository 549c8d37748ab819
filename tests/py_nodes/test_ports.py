"""Several ports of a Python node, and what goes beside its main output."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from py_nodes.sdk import Node
from py_nodes.sdk.node_call import PROCESS
from py_nodes.sdk.packet import Packet
from tests.py_nodes.executor_host import Host, packet, plan_of

if TYPE_CHECKING:
    from py_nodes.sdk.construction import PlanPort
    from py_nodes.sdk.running_node import Output

LEFT_AND_RIGHT: list[PlanPort] = [{"name": "left", "type": "any"}, {"name": "right", "type": "any"}]


async def outputs(cls: type[Any], ports: list[str], *values: Any, port: int = 0) -> tuple[list[Output], Host]:
    """What a node with these output ports gives out, and the host with its log."""
    host = Host({"N": cls})
    plan = plan_of(0, "N", cls=cls)
    plan["outputs"] = [{"name": name, "type": "any"} for name in ports]  # as far as something is connected
    plan["inputs"] = LEFT_AND_RIGHT
    assert await host.create(plan) == []
    found: list[Output] = []
    for value in values:
        for outcome in await host.steps(0, PROCESS, packet(value, port=port)):
            if outcome.failure is not None:
                raise RuntimeError(outcome.failure["message"])
            found += outcome.outputs
    await host.executor.cleanup()
    return found, host


def given(cls: type[Any], ports: list[str], *values: Any, port: int = 0) -> list[tuple[str, Any]]:
    """Port and value of everything that a node gives out."""
    found, _ = asyncio.run(outputs(cls, ports, *values, port=port))
    return [(ports[each.port], each.value.to_python(shared=False)) for each in found]


def test_process_is_told_the_input_port() -> None:
    class Joiner:
        def process(self, value: str, *, port: str) -> str:
            return f"{port}:{value}"

    assert given(Joiner, ["default"], "a", port=1) == [("default", "right:a")]


@pytest.mark.parametrize("kind", ["plain", "generator", "coroutine"])
def test_a_side_output_goes_to_its_port(kind: str) -> None:
    side = {"__aux_port__": "thinking", "payload": {"step": 1}}

    class Plain:
        def process(self, _value: str) -> dict[str, Any]:
            return side

    class Generator:
        def process(self, value: str) -> Iterator[Any]:
            yield side
            yield value

    class Coroutine:
        async def process(self, _value: str) -> dict[str, Any]:
            await asyncio.sleep(0)
            return side

    cls = {"plain": Plain, "generator": Generator, "coroutine": Coroutine}[kind]
    beside = [("thinking", {"step": 1})]
    main = [("default", "a")] if kind == "generator" else []
    assert given(cls, ["default", "thinking"], "a") == beside + main


def test_what_nobody_listens_to_is_left_out_and_said_once() -> None:
    class Chatty:
        def process(self, value: str) -> Iterator[Any]:
            yield {"__aux_port__": "thinking", "payload": 1}
            yield Packet(value, port="other")
            yield value

    found, host = asyncio.run(outputs(Chatty, ["default"], "a", "b"))
    assert [each.value.to_python(shared=False) for each in found] == ["a", "b"]
    said = [text for _, _, text in host.lines]
    assert said == [
        "what goes to the port 'thinking' is left out: nothing is connected to it",
        "what goes to the port 'other' is left out: nothing is connected to it",
    ]


def test_a_port_that_the_class_names_may_stay_unconnected_and_another_is_a_slip() -> None:
    class Splitter(Node):
        outputs = {"low": "any", "high": "any"}

        def process(self, value: int) -> Packet:
            return Packet(value, port="high" if value < 9 else "hihg")

    found, host = asyncio.run(outputs(Splitter, ["low"], 1))
    assert (found, host.lines) == ([], [])
    with pytest.raises(RuntimeError, match="Did you mean 'high'"):
        asyncio.run(outputs(Splitter, ["low"], 9))


def test_writing_into_a_shared_array_says_how_to_go_on() -> None:
    class Writer(Node):
        def process(self, array: np.ndarray[Any, Any]) -> None:
            array += 1

    async def failure() -> Any:
        host = Host({"Writer": Writer})
        await host.create(plan_of(0, "Writer", cls=Writer))
        (outcome,) = await host.steps(0, PROCESS, packet(np.zeros(3), shared=True))
        await host.executor.cleanup()
        return outcome.failure

    cause = asyncio.run(failure())
    assert cause["code"] == "shared-value"
    assert "value.copy()" in cause["help"]
