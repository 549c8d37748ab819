"""What the driver wants from a host that runs nodes outside the engine; the page's twin is node_host.ts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from collections.abc import Mapping

    from rmpkg.native.wire import PacketFields

Diagnostic = dict[str, Any]


class NodeEvents(Protocol):
    """The way back from a host to the engine."""

    def emit(self, call: int, port: int, packet: PacketFields) -> None:
        """One packet of an unfinished call, which then rests until `advance`."""

    def output(self, call: int, port: int, packet: PacketFields) -> None:
        """A packet of the call that `complete` ends."""

    def complete(self, call: int) -> None:
        """The call is over."""

    def fail(self, call: int, cause: Mapping[str, str]) -> None:
        """The call is over and has no result."""

    def log(self, node: int, stream: str, text: str) -> None:
        """A piece of stdout or stderr; node -1 where none can be named."""


class NodeHost(Protocol):
    """Runs nodes; everything happens on the driver's thread."""

    async def create(
        self, nodes: list[dict[str, Any]], files: Mapping[str, bytes], events: NodeEvents
    ) -> list[Diagnostic]:
        """Imports the modules, makes the nodes and lets them initialise; returns every problem."""

    def call(self, call: int, node: int, reason: int, inputs: list[tuple[int, PacketFields]]) -> None:
        """Runs a node; the answer comes through the events, at once or later."""

    def advance(self, call: int) -> None:
        """Takes the next item of a call that has emitted one."""

    def materialise(self, identity: int, packet: PacketFields, body: memoryview) -> None:
        """Makes value `identity` from `body`, in one copy."""

    def read(self, identity: int) -> memoryview:
        """The body of a value, laid out as on the wire."""

    def release(self, identity: int) -> None:
        """The engine needs the value no longer."""

    def abort(self, call: int) -> None:
        """Gives a call up; what it still answers is ignored."""

    async def cleanup(self) -> None:
        """Lets the nodes clean up and lets go of every value."""
