"""The values that the engine knows by their ids while they lie in Python's memory."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from py_nodes.sdk.wire_values import WireValue

#: Ids with this bit are the engine's choice, those without it are chosen here (WIRE.md, "Packet").
ENGINE_BIT = 1 << 31


class ValueStore:
    """Values by id, each until the engine releases it."""

    def __init__(self) -> None:
        self.values: dict[int, WireValue] = {}
        self._last = 0

    def put(self, ident: int, value: WireValue) -> None:
        """Keeps a value under an id that the engine chose."""
        self.values[ident] = value

    def add(self, value: WireValue) -> int:
        """Keeps a value under an id of its own, which is not in use."""
        ident = self._last + 1
        while ident >= ENGINE_BIT or ident in self.values:
            ident = ident + 1 if ident < ENGINE_BIT else 1
        self._last = ident
        self.values[ident] = value
        return ident

    def get(self, ident: int) -> WireValue:
        """The value of an id.

        Raises:
            LookupError: an id that was released or never given; the host and the engine disagree.
        """
        try:
            return self.values[ident]
        except KeyError:
            raise LookupError(f"no value has the id {ident}: it was released, or never given") from None

    def release(self, ident: int) -> None:
        """Lets go of a value; the node that was given it may keep it longer."""
        self.values.pop(ident, None)

    def clear(self) -> None:
        """Lets go of all."""
        self.values.clear()
