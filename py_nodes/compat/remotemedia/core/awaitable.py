"""Results that may be awaited and need not be.

Versions of the SDK had the same methods plain and as coroutines, and node files call them either way:
the work is done when the method is called, and ``await`` on what it gives gives the same again.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Generator

Value = TypeVar("Value")


class Done:
    """What methods return that have nothing to say: it is false, and awaits to None."""

    def __await__(self) -> Generator[None, None, None]:
        return
        yield  # makes this a generator, which is what `await` wants

    def __bool__(self) -> bool:
        return False


DONE = Done()


class Ready(Generic[Value]):
    """A value that is there already, for ``await``."""

    def __init__(self, value: Value) -> None:
        self.value = value

    def __await__(self) -> Generator[None, None, Value]:
        yield from ()
        return self.value


class AwaitableDict(dict[str, Any]):
    """A dict that awaits to itself."""

    def __await__(self) -> Generator[None, None, dict[str, Any]]:
        yield from ()
        return self


class AwaitableCount(int):
    """A number or truth value that awaits to itself."""

    def __await__(self) -> Generator[None, None, int]:
        yield from ()
        return self


def nothing_found() -> Any:  # noqa: ANN401 - None, or what awaits to it
    """None for a caller that takes it as it is, and what awaits to None for one that awaits it.

    Which of both the caller does stands in the instruction behind its call: None cannot be awaited, and
    nothing else is ``None``.
    """
    import dis  # noqa: PLC0415 - only where there is nothing to give

    frame = sys._getframe(2)
    behind = (each for each in dis.get_instructions(frame.f_code) if each.offset > frame.f_lasti)
    following = next((each for each in behind if each.opname not in ("CACHE", "PRECALL")), None)
    return Ready(None) if following is not None and following.opname == "GET_AWAITABLE" else None
