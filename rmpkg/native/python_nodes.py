"""The Python nodes of a run on this interpreter: the SDK's executor behind the engine's commands."""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING, Any

from py_nodes.sdk.executor import Executor
from py_nodes.sdk.failures import TimeLimit
from py_nodes.sdk.running_node import InputPacket
from py_nodes.sdk.value_store import ValueStore
from py_nodes.sdk.wire_values import filled_value
from py_nodes.standard import find_standard
from rmpkg.native.terminal_micropip import offer
from rmpkg.native.wire import FLAG_SHARED, PYTHON, PacketFields

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from py_nodes.sdk.node_call import Outcome
    from py_nodes.sdk.running_node import Output


class PythonNodes:
    """Runs the nodes of a plan that are Python. Make it inside a running event loop."""

    def __init__(self, log: Callable[[int, str, str], None]) -> None:
        self._values = ValueStore()
        self._executor = Executor(log, find_standard, offer)
        self._aborted: set[int] = set()
        #: Takes what came of a call: (call, outcome, seconds, or None where the node waited in between).
        self.answer: Callable[[int, Outcome, float | None], None]
        #: Is told when a call's node was at work: (call, began, ended), by `time.perf_counter`.
        self.worked: Callable[[int, float, float], None] | None = None

    async def create(self, nodes: list[Any], folder: Path | None, wheels: Sequence[str] = ()) -> list[Any]:
        """Makes and initialises the nodes; `folder` has the bundle's files. Returns every problem."""
        return await self._executor.create(nodes, folder, wheels)

    def call(self, call: int, node: int, reason: int, inputs: list[tuple[int, PacketFields]]) -> None:
        """Runs a node; what comes of it goes to `answer`, now or later."""
        packets = [
            InputPacket(
                self._values.get(packet.id),
                port,
                bool(packet.flags & FLAG_SHARED),
                packet.timestamp,
                packet.sequence,
                packet.metadata,
            )
            for port, packet in inputs
        ]
        self._enter(call, lambda: self._executor.call(call, node, reason, packets))

    def advance(self, call: int) -> None:
        """Takes the next item of a call that rests."""
        self._enter(call, lambda: self._executor.advance(call))

    def _enter(self, call: int, work: Callable[[], Outcome | asyncio.Task[Outcome]]) -> None:
        began = time.perf_counter()
        outcome: Outcome | asyncio.Task[Outcome]
        try:
            outcome = work()
        except TimeLimit as error:
            outcome = self._executor.cut_short(error)
        if not isinstance(outcome, asyncio.Task):
            ended = time.perf_counter()
            self._tell_worked(call, began, ended)
            self.answer(call, outcome, ended - began)
            return

        def finished(task: asyncio.Task[Outcome]) -> None:
            if not task.cancelled() and call not in self._aborted:
                self._tell_worked(call, began, time.perf_counter())
                error = task.exception()
                cut = self._executor.cut_short(error) if isinstance(error, TimeLimit) else None
                self.answer(call, cut or task.result(), None)

        outcome.add_done_callback(finished)

    def _tell_worked(self, call: int, began: float, ended: float) -> None:
        if self.worked is not None:
            self.worked(call, began, ended)

    def keep(self, output: Output) -> PacketFields:
        """Keeps what a node gave out, under a number of this host's, and describes it."""
        value = output.value
        return PacketFields(
            owner=PYTHON,
            kind=value.kind,
            id=self._values.add(value),
            size=value.nbytes,
            dims=value.dims,
            dtype=value.dtype,
            arrays=value.arrays,
            timestamp=output.timestamp,
            sample_rate=value.sample_rate,
            metadata=output.metadata,
        )

    def materialise(self, identity: int, packet: PacketFields, body: memoryview) -> None:
        """Makes value `identity` from `body`, in one copy into fresh memory."""
        value = filled_value(
            packet.kind,
            body,
            dims=packet.dims,
            dtype=packet.dtype,
            arrays=packet.arrays,
            sample_rate=packet.sample_rate,
        )
        self._values.put(identity, value)

    def read(self, identity: int) -> memoryview:
        """The body of a value, laid out as on the wire."""
        value = self._values.get(identity)
        # An empty array cannot be cast, and has nothing to show.
        return memoryview(value.body).cast("B") if value.nbytes else memoryview(b"")

    def release(self, identity: int) -> None:
        """The engine needs the value no longer."""
        self._values.release(identity)

    def abort(self, call: int) -> None:
        """Gives a call up; what it still answers is ignored."""
        self._aborted.add(call)
        self._executor.abort(call)

    async def cleanup(self) -> list[Any]:
        """Lets the nodes clean up and lets go of every value; gives what went wrong there."""
        found = await self._executor.cleanup()
        self._values.clear()
        return found
