"""The loop between the engine and the world: events in, commands out, until the run has ended.

The page has the same loop in TypeScript (browser/src/hosts/engine). Neither decides anything: what
runs when, what is full and what has failed is the engine's to say.
"""

from __future__ import annotations

import asyncio
import json
import math
import time
from collections import deque
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from rmpkg.native import wire
from rmpkg.native.wire import ENGINE, HOST, PYTHON, Command, EventWriter, PacketFields

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from py_nodes.sdk.node_call import Outcome
    from rmpkg.bundle.diagnostic import Diagnostic
    from rmpkg.native.python_nodes import PythonNodes
    from rmpkg.wasm_module import WasmObject

# Packets of native work between two looks at the outside.
BUDGET = 256
MEASURED_TURN = 8
# Packets that an input is given in one turn, at most: a call into the wasm costs more than a packet.
PUSHES = 64
WORK_LEFT, ENDED = 1, 2


def allocate(pipeline: WasmObject, size: int, kind: int) -> int:
    """Room in the engine's memory for a body of `size` bytes.

    Raises:
        MemoryError: 32-bit memory has no room for it.
    """
    identity = pipeline.call("allocate", size, kind)
    if not identity:
        raise MemoryError(f"the engine has no room for {size} bytes: its memory ends at 4 GiB")
    return identity


@dataclass(slots=True)
class Ending:
    """How a run ended."""

    cancelled: bool = False
    #: The diagnostic that ended it, if one did.
    error: Diagnostic | None = None


@dataclass(slots=True)
class Item:
    """One packet for an input: its head, and its body unless the engine owns that already."""

    packet: PacketFields
    body: bytes | None = None


@dataclass(slots=True)
class Feed:
    """What one input is still to be given."""

    items: Iterator[Item]
    #: Packets that were refused before, in their order; they go before all others.
    returned: deque[Item] = field(default_factory=deque)
    #: Those refused in this turn, which go before these again.
    refused: list[Item] = field(default_factory=list)
    #: Packets to push in the next turn: where there is room for one, the others would only come back.
    window: int = PUSHES
    blocked: bool = False
    exhausted: bool = False
    closed: bool = False

    def next(self) -> Item | None:
        """The next packet, or None after the last."""
        if self.returned:
            return self.returned.popleft()
        item = None if self.exhausted else next(self.items, None)
        self.exhausted = item is None
        return item


@dataclass(slots=True)
class EngineDriver:
    """Drives one opened pipeline. Make a new one for each run."""

    pipeline: WasmObject
    nodes: PythonNodes | None
    #: Called with the number of the output, the packet's head and its body, which is valid only then.
    on_output: Callable[[int, PacketFields, memoryview], None]
    on_note: Callable[[Diagnostic], None]
    #: Called now and then while it runs.
    on_turn: Callable[[], None] = lambda: None
    #: The pipeline was opened to record a trace: it is told what this host does and when.
    traced: bool = False
    #: Counts how often node code was entered: who is still in the same entry has not come back since.
    entries: int = 0
    _events: EventWriter = field(default_factory=EventWriter)
    _values: dict[int, bytes] = field(default_factory=dict)
    _next_value: int = 1
    _turns: int = 0
    _ending: Ending | None = None
    _wake: asyncio.Event = field(default_factory=asyncio.Event)

    def __post_init__(self) -> None:
        if self.nodes is not None:
            self.nodes.answer = self._answer
            if self.traced:
                self.nodes.worked = self._worked

    def _worked(self, call: int, began: float, ended: float) -> None:
        self._events.mark(wire.MARK_CALL, (call, 0), (began, ended))

    def mark_stage(self, label: str, began: float, ended: float) -> None:
        """Tells of something that was done before the first packet, by `time.perf_counter`."""
        if self.traced:
            self._events.mark(wire.MARK_STAGE, (0, 0), (began, ended), label)

    def _answer(self, call: int, outcome: Outcome, seconds: float | None) -> None:
        """What came of a call becomes an event."""
        if seconds is not None:
            self._events.spent(call, seconds)
        outputs = [(output.port, self._nodes().keep(output)) for output in outcome.outputs]
        if outcome.failure is not None:
            self._events.fail(call, json.dumps(outcome.failure).encode())
        elif outcome.more:
            ((port, packet),) = outputs
            self._events.emit(call, port, packet)
        else:
            self._events.complete(call, outputs)
        self._wake.set()

    async def run(self, feeds: dict[int, Iterator[Item]]) -> Ending:
        """Runs to the end. `feeds` has the packets of each input, by its number.

        Cancelling the task cancels the pipeline: nodes are aborted and everything is released.
        """
        inputs = {number: Feed(items) for number, items in feeds.items()}
        try:
            while True:
                self._feed(inputs)
                status = self._step(inputs)
                self.on_turn()
                if self._ending:
                    return self._ending
                if status & WORK_LEFT or self._events or self._has_input(inputs):
                    await asyncio.sleep(0)
                    continue
                await self._rest()
        except (asyncio.CancelledError, KeyboardInterrupt):
            return self._give_up(inputs)
        except Exception:
            self._give_up(inputs)
            raise

    async def _rest(self) -> None:
        """Waits for an answer, or until a call has taken as long as it may."""
        left = self.pipeline.call_float("due") - time.perf_counter()
        try:
            await asyncio.wait_for(self._wake.wait(), max(left, 0.0) if left < math.inf else None)
        except TimeoutError:
            return
        self._wake.clear()

    def _give_up(self, inputs: dict[int, Feed]) -> Ending:
        self._events.cancel()
        while not self._ending:
            self._step(inputs)
        return self._ending

    def _feed(self, inputs: dict[int, Feed]) -> None:
        for number, feed in inputs.items():
            if feed.blocked or feed.closed:
                continue
            feed.returned.extendleft(reversed(feed.refused))
            feed.refused.clear()
            window, feed.window = feed.window, min(feed.window * 2, PUSHES)
            for pushed in range(window):
                item = feed.next()
                if item is None:
                    # A packet of this turn may yet come back: the end is told in a turn of its own.
                    feed.closed = pushed == 0
                    if feed.closed:
                        self._events.close(number)
                    break
                if item.body is not None:
                    if not item.packet.id:
                        item.packet.id = self._next_value
                        self._next_value += 1
                    self._values[item.packet.id] = item.body
                self._events.push(number, item.packet)

    def _has_input(self, inputs: dict[int, Feed]) -> bool:
        return any(not (feed.closed or feed.blocked) for feed in inputs.values())

    def _step(self, inputs: dict[int, Feed]) -> int:
        events = self._events.take()
        if events:
            self.pipeline.instance.write(self.pipeline.call("inbox", len(events)), events)
        self._turns += 1
        # Steps of one packet are what the figures of single nodes are measured by.
        budget = 1 if self._turns % MEASURED_TURN == 0 else BUDGET
        status = self.pipeline.call("step", len(events), budget, time.perf_counter())
        self.pipeline.call("stepped", time.perf_counter())
        outbox = self.pipeline.instance.read(
            self.pipeline.call("outbox_address"), self.pipeline.call("outbox_bytes")
        )
        for command in wire.read_commands(outbox):
            self._carry_out(command, inputs)
        if status & ENDED and self._ending is None:
            self._ending = Ending()
        return status

    def _carry_out(self, command: Command, inputs: dict[int, Feed]) -> None:
        match command.tag:
            case wire.CALL:
                self.entries += 1
                call, node, reason = command.numbers
                self._nodes().call(call, node, reason, command.packets)
            case wire.MATERIALISE:
                self._materialise(command.numbers[0], command.numbers[1], command.packets[0][1])
            case wire.RELEASE:
                self._release(command.numbers[0], command.numbers[1])
            case wire.OUTPUT:
                packet = command.packets[0][1]
                self.on_output(command.numbers[0], packet, self._body(packet))
            case wire.READY:
                inputs[command.numbers[0]].blocked = False
            case wire.REFUSED:
                feed, packet = inputs[command.numbers[0]], command.packets[0][1]
                feed.blocked, feed.window = True, 1
                body = self._values.get(packet.id) if packet.owner == HOST else None
                feed.refused.append(Item(packet, body))
            case wire.DONE:
                self._ending = Ending(cancelled=command.numbers[0] == 1)
            case wire.FAILED:
                self._ending = Ending(error=json.loads(command.text))
            case wire.ABORT:
                self._nodes().abort(command.numbers[0])
            case wire.NOTE:
                self.on_note(json.loads(command.text))
            case wire.GO_ON:
                self.entries += 1
                self._nodes().advance(command.numbers[0])

    def _nodes(self) -> PythonNodes:
        if self.nodes is None:
            raise RuntimeError("the engine calls a Python node, but the plan said that there is none")
        return self.nodes

    def _body(self, packet: PacketFields) -> memoryview:
        if packet.owner == ENGINE:
            return self.pipeline.instance.view(packet.address, packet.size)
        if packet.owner == PYTHON:
            return self._nodes().read(packet.id)
        return memoryview(self._values[packet.id])

    def _materialise(self, owner: int, identity: int, packet: PacketFields) -> None:
        """Brings a body to where the engine wants it, in one copy."""
        began = time.perf_counter()
        self._copy(owner, identity, packet)
        if self.traced:
            self._events.mark(wire.MARK_COPY, (owner, packet.size), (began, time.perf_counter()))

    def _copy(self, owner: int, identity: int, packet: PacketFields) -> None:
        if owner == PYTHON:
            self._nodes().materialise(identity, packet, self._body(packet))
            return
        source, body = (packet.owner, packet.id), self._body(packet)
        try:
            packet.owner, packet.id = ENGINE, allocate(self.pipeline, packet.size, packet.kind)
        except MemoryError as error:
            cause = {"type": "MemoryError", "message": str(error)}
            self._events.not_materialised(*source, json.dumps(cause).encode())
            return
        self.pipeline.instance.write(self.pipeline.call("address", packet.id), body)
        self._events.materialised(*source, packet)

    def _release(self, owner: int, identity: int) -> None:
        if owner == PYTHON:
            self._nodes().release(identity)
        elif owner == HOST:
            self._values.pop(identity, None)

    def metrics(self) -> dict[str, Any]:
        """The engine's figures, as WIRE.md has them."""
        figures: dict[str, Any] = json.loads(self.pipeline.reply(self.pipeline.call("metrics")))
        return figures
