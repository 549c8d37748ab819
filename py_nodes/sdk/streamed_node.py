"""A node whose `process` is called once, with an async iterator over its whole input."""

from __future__ import annotations

import asyncio
from collections import deque
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from py_nodes.sdk.running_node import InputPacket, RunningNode


class InputStream:
    """What the node iterates over: packets that have come, and the end."""

    def __init__(self, owner: StreamedNode) -> None:
        self.owner = owner
        self.packets: deque[InputPacket] = deque()
        self.ended = False
        self.arrival: asyncio.Future[None] | None = None

    def __aiter__(self) -> AsyncIterator[Any]:
        return self

    async def __anext__(self) -> Any:  # noqa: ANN401 - what the port carries
        while not self.packets:
            if self.ended:
                raise StopAsyncIteration
            self.owner.tell(None)
            self.arrival = asyncio.get_running_loop().create_future()
            try:
                await self.arrival
            finally:
                self.arrival = None
        packet = self.packets.popleft()
        self.owner.node.timestamp = packet.timestamp
        return self.owner.node.argument(packet)

    def wake(self) -> None:
        """Something has come."""
        if self.arrival is not None and not self.arrival.done():
            self.arrival.set_result(None)


class StreamedNode:
    """Runs the generator in a task of its own, as asyncio code expects, one item at a time."""

    def __init__(self, node: RunningNode) -> None:
        self.node = node
        self.stream = InputStream(self)
        self.task: asyncio.Task[None] | None = None
        self.finished = False
        self.raised: BaseException | None = None
        #: What the generator has done and no call has heard yet: an item in a list of its own, or None
        #: where it asks for input.
        self.told: deque[list[Any] | None] = deque()
        self.listener: asyncio.Future[None] | None = None
        self.go_on = asyncio.Event()

    def feed(self, packet: InputPacket) -> None:
        """One more packet of input."""
        self.stream.packets.append(packet)
        self.stream.wake()

    def end(self) -> None:
        """There will be no more."""
        self.stream.ended = True
        self.stream.wake()

    async def next_item(self) -> list[Any] | None:
        """The next item in a list of its own; None when the node asks for more input or is at its end.

        Raises whatever the node raised. It is then started afresh with the next packet, so that a
        failing packet can be skipped.
        """
        if self.finished:
            self.stream.packets.clear()
            return None
        if self.task is None:
            self.told.clear()
            self.task = asyncio.get_running_loop().create_task(self._run())
            self.task.add_done_callback(self._wake)
        self.go_on.set()
        while not self.told:
            if self.task.done():
                self.finished = self.raised is None
                self.task, error, self.raised = None, self.raised, None
                if error is not None:
                    raise error
                return None
            self.listener = asyncio.get_running_loop().create_future()
            await self.listener
        return self.told.popleft()

    def tell(self, item: list[Any] | None) -> None:
        """Says what the generator has done."""
        self.told.append(item)
        self._wake()

    async def close(self) -> None:
        """Ends the generator where it stands."""
        self.finished = True
        if self.task is not None:
            self.task.cancel()
            await asyncio.wait([self.task])
            self.task = None

    def _wake(self, _done: object = None) -> None:
        if self.listener is not None and not self.listener.done():
            self.listener.set_result(None)

    async def _run(self) -> None:
        """Keeps what the node raised for the call that waits: a task gives SystemExit to the event loop."""
        try:
            await self._pump()
        except BaseException as error:
            self.raised = error

    async def _pump(self) -> None:
        items = self.node.process(self.stream)
        if not hasattr(items, "__anext__"):
            if hasattr(items, "close"):
                items.close()
            raise TypeError(
                "a streaming node's process is an async generator: "
                "'async def process(self, stream)' with 'async for value in stream' and 'yield'"
            )
        try:
            while True:
                try:
                    held = [await anext(items)]
                except StopAsyncIteration:
                    return
                self.go_on.clear()
                self.tell(held)
                del held
                await self.go_on.wait()
        finally:
            if hasattr(items, "aclose"):
                await items.aclose()
