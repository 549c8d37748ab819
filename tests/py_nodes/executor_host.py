"""A host without an engine, for tests: makes nodes through the executor and carries packets by hand."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

from py_nodes.sdk.executor import Executor
from py_nodes.sdk.node_call import PROCESS, Outcome
from py_nodes.sdk.registry import describe_ports, node_type_of
from py_nodes.sdk.results import from_python
from py_nodes.sdk.running_node import InputPacket
from py_nodes.standard import find_standard

if TYPE_CHECKING:
    from pathlib import Path

    from py_nodes.sdk.construction import PlanNode
    from py_nodes.sdk.diagnostic import Diagnostic

Line = tuple[int, str, str]


def plan_of(
    index: int,
    node_type: str,
    *,
    cls: type[Any] | None = None,
    origin: str = "standard",
    params: dict[str, Any] | None = None,
    on_error: str = "fail",
) -> PlanNode:
    """A node as the engine's plan has it."""
    ports = describe_ports(cls) if cls is not None else {"inputs": [], "outputs": []}
    return {
        "index": index,
        "id": f"n{index}",
        "node_type": node_type,
        "origin": origin,
        "params": params or {},
        "on_error": on_error,
        "inputs": ports["inputs"] or [{"name": "default", "type": "any"}],
        "outputs": ports["outputs"] or [{"name": "default", "type": "any"}],
    }


class Host:
    """One executor with the lines that its nodes wrote."""

    def __init__(self, classes: dict[str, type[Any]] | None = None) -> None:
        self.lines: list[Line] = []
        own = classes or {}
        self.executor = Executor(
            lambda node, stream, text: self.lines.append((node, stream, text)),
            lambda word: own.get(word) or find_standard(word),
        )
        self.calls = 0

    async def create(self, *plans: PlanNode, folder: Path | None = None) -> list[Diagnostic]:
        return await self.executor.create(list(plans), folder)

    async def steps(self, node: int, reason: int = PROCESS, *packets: InputPacket) -> list[Outcome]:
        """All outcomes of one call, in order."""
        self.calls += 1
        call = self.calls
        found: list[Outcome] = []
        outcome = self.executor.call(call, node, reason, list(packets))
        while True:
            done = await outcome if isinstance(outcome, asyncio.Task) else outcome
            found.append(done)
            if not done.more:
                return found
            outcome = self.executor.advance(call)

    async def values(self, node: int, reason: int = PROCESS, *given: Any) -> list[Any]:
        """What one call gives out, as Python values; raises where the node failed."""
        packets = [each if isinstance(each, InputPacket) else packet(each) for each in given]
        found: list[Any] = []
        for outcome in await self.steps(node, reason, *packets):
            if outcome.failure is not None:
                raise RuntimeError(outcome.failure["type"] + ": " + outcome.failure["message"])
            found += [each.value.to_python(shared=False) for each in outcome.outputs]
        return found


def packet(value: Any, **more: Any) -> InputPacket:
    """A packet as it comes from the wire."""
    return InputPacket(from_python([value])[0], **more)


async def host_of(cls: type[Any], **more: Any) -> Host:
    """A host with one node of a class."""
    host = Host({node_type_of(cls): cls})
    found = await host.create(plan_of(0, node_type_of(cls), cls=cls, **more))
    assert [each for each in found if each["severity"] == "error"] == []
    return host
