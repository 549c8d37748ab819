"""Runs a node, or a few in a row, on plain CPython: for the tests of node authors.

    from py_nodes.testing import run_node

    def test_gain_doubles():
        (louder,) = run_node(Gain, {"factor": 2}, [Audio([0.25], 16_000)])
        assert louder.samples.tolist() == [[0.5]]

The node is made, called, flushed and cleaned up by the very code that the page and the terminal use,
and everything crosses the wire's form in between.
"""

from __future__ import annotations

import asyncio
import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from py_nodes.sdk.diagnostic import Cause, Diagnostic, NodeSetupError
from py_nodes.sdk.executor import Executor
from py_nodes.sdk.node_call import END_OF_STREAM, PROCESS, START_OF_SOURCE
from py_nodes.sdk.packet import Packet
from py_nodes.sdk.registry import describe_ports, node_type_of
from py_nodes.sdk.results import from_python
from py_nodes.sdk.running_node import InputPacket, Output, metadata_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from py_nodes.sdk.construction import PlanNode


class NodeFailedError(Exception):
    """A node raised; the message has the traceback that the page would show."""

    def __init__(self, node: str, cause: Cause) -> None:
        super().__init__(f"{node}: {cause['type']}: {cause['message']}\n{cause['traceback']}")
        self.cause = cause


@dataclass
class NodeRun:
    """What came of a run."""

    #: What the last node gave out.
    packets: list[Packet] = field(default_factory=list)
    #: What the nodes printed and logged: (index of the node, "stdout" or "stderr", line).
    log: list[tuple[int, str, str]] = field(default_factory=list)
    #: Warnings from making the nodes.
    warnings: list[Diagnostic] = field(default_factory=list)

    @property
    def values(self) -> list[Any]:
        """The values of the packets."""
        return [each.value for each in self.packets]


def run_node(cls: type[Any], params: dict[str, Any] | None = None, inputs: Iterable[Any] = ()) -> list[Any]:
    """The values that a node gives out for these inputs (values or `Packet` objects) and at their end.

    Raises:
        NodeSetupError: params that do not fit.
        NodeFailedError: the node raised.
    """
    return run_chain([(cls, params or {})], inputs).values


def run_chain(nodes: Sequence[tuple[type[Any], dict[str, Any]]], inputs: Iterable[Any] = ()) -> NodeRun:
    """Runs (class, params) pairs one after the other; raises as `run_node`."""
    return asyncio.run(_run(nodes, inputs))


async def _run(nodes: Sequence[tuple[type[Any], dict[str, Any]]], inputs: Iterable[Any]) -> NodeRun:
    run = NodeRun()
    classes = {f"{i}:{node_type_of(cls)}": cls for i, (cls, _params) in enumerate(nodes)}
    executor = Executor(lambda *line: run.log.append(line), classes.get)
    plans: list[PlanNode] = []
    for index, (word, cls) in enumerate(classes.items()):
        ports = describe_ports(cls)
        plans.append(
            {
                "index": index,
                "id": node_type_of(cls),
                "node_type": word,
                "origin": "standard",
                "params": nodes[index][1],
                "inputs": ports["inputs"],
                "outputs": ports["outputs"],
            }
        )
    try:
        found = await executor.create(plans, None)
        if any(each["severity"] == "error" for each in found):
            raise NodeSetupError(found)
        run.warnings = found
        chain = Chain(executor, plans, run)
        if not plans[0]["inputs"]:
            await chain.call(0, START_OF_SOURCE, [])
        for sequence, value in enumerate(inputs):
            await chain.call(0, PROCESS, [given(value, sequence, plans[0])])
        for index in range(len(plans)):
            await chain.call(index, END_OF_STREAM, [])
    finally:
        await executor.cleanup()
    return run


class Chain:
    """Passes what each node gives out to the next."""

    def __init__(self, executor: Executor, plans: list[PlanNode], run: NodeRun) -> None:
        self.executor = executor
        self.plans = plans
        self.run = run
        self.calls = 0

    async def call(self, index: int, reason: int, packets: list[InputPacket]) -> None:
        """Runs one call to its end."""
        self.calls += 1
        call = self.calls
        outcome = self.executor.call(call, index, reason, packets)
        while True:
            done = await outcome if isinstance(outcome, asyncio.Task) else outcome
            if done.failure is not None:
                raise NodeFailedError(self.plans[index]["id"], done.failure)
            for output in done.outputs:
                await self._pass_on(index, output)
            if not done.more:
                return
            outcome = self.executor.advance(call)

    async def _pass_on(self, index: int, output: Output) -> None:
        if index + 1 < len(self.plans):
            packet = InputPacket(output.value, 0, timestamp=output.timestamp, metadata=output.metadata)
            await self.call(index + 1, PROCESS, [packet])
            return
        metadata = json.loads(output.metadata) if output.metadata else {}
        port = (
            self.plans[index]["outputs"][output.port]["name"] if self.plans[index]["outputs"] else "default"
        )
        value = output.value.to_python(shared=False)
        self.run.packets.append(Packet(value, output.timestamp, len(self.run.packets), metadata, port))


def given(value: Any, sequence: int, plan: PlanNode) -> InputPacket:  # noqa: ANN401
    """An input of a test, as the wire would bring it."""
    packet = value if isinstance(value, Packet) else Packet(value)
    wire, beside = from_python([packet.value])
    names = [each["name"] for each in plan["inputs"]]
    return InputPacket(
        wire,
        names.index(packet.port) if packet.port in names else 0,
        timestamp=packet.timestamp or 0.0,
        sequence=sequence,
        metadata=metadata_text(packet.metadata or beside),
    )
