"""Groups packets, as the RemoteMedia SDK's node of this name does."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from py_nodes.sdk import Node, param


class BufferNode(Node):
    """Gives a list for every so many values.

    In: anything. Out: a list of `buffer_size` values (JSON; arrays stand in it as such, audio as
    ``[samples, rate]``). What is left over at the end comes as a last, shorter list, which is empty where
    nothing is left: that is how the SDK's node behaves.
    """

    outputs = {"default": "json"}  # noqa: RUF012 - declared by the base class as ClassVar

    @dataclass(frozen=True)
    class Params:
        """What the manifest may set."""

        buffer_size: int = param(10, help="Values in a list.", minimum=1)

    params: Params

    def initialize(self) -> None:
        """Nothing is waiting yet."""
        self._waiting: list[Any] = []

    def process(self, value: Any) -> list[Any] | None:  # noqa: ANN401 - see the class
        """A list when it is full."""
        self._waiting.append(value)
        if len(self._waiting) < self.params.buffer_size:
            return None
        return self.flush()

    def flush(self) -> list[Any]:
        """What waits."""
        full, self._waiting = self._waiting, []
        return full
