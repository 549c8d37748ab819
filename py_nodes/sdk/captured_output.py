"""Stdout and stderr of node code, line by line, with the node that wrote them."""

from __future__ import annotations

import io
import logging
import sys
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING, Literal, Protocol, TextIO

if TYPE_CHECKING:
    from collections.abc import Iterator

Stream = Literal["stdout", "stderr"]

#: Node code that runs now is this node's; -1 is package code of no one node, None is not package code.
current_node: ContextVar[int | None] = ContextVar("current_node", default=None)

#: Of a longer line the beginning is kept, in characters, and it is said how much more there was: one line
#: must not push all others out of a log that keeps the newest.
LONGEST_LINE = 10_000


class Log(Protocol):
    """Takes one line that a node wrote, without its line end."""

    def __call__(self, node: int, stream: Stream, text: str, /) -> None:
        """One line, without its end."""


class BegunLine:
    """A line that has no end yet."""

    def __init__(self) -> None:
        self.kept = ""
        #: Characters behind what is kept.
        self.beyond = 0

    def add(self, text: str) -> None:
        """What was written next."""
        room = LONGEST_LINE - len(self.kept)
        if room > 0:
            self.kept += text[:room]
        self.beyond += max(0, len(text) - room)

    def __str__(self) -> str:
        if self.beyond == 0:
            return self.kept
        return f"{self.kept} … {self.beyond:,} more character{'' if self.beyond == 1 else 's'}"


class NodeStream(io.TextIOBase):
    """Stands in for sys.stdout or sys.stderr; what no node writes passes on to the real one."""

    def __init__(
        self, stream: Stream, real: TextIO, log: Log, begun: dict[tuple[int, Stream], BegunLine]
    ) -> None:
        """`begun` holds lines without an end yet, of every stream."""
        super().__init__()
        self.stream: Stream = stream
        self.real = real
        self.log = log
        self.begun = begun

    def writable(self) -> bool:
        """It takes text."""
        return True

    @property
    def encoding(self) -> str:  # type: ignore[override]
        """Text stays text; programs ask all the same."""
        return "utf-8"

    def write(self, text: str, /) -> int:
        """Gives out whole lines; keeps one that was begun until it is complete."""
        node = current_node.get()
        if node is None:
            return self.real.write(text)
        *ends, rest = text.split("\n")
        for part in ends:
            line = self.begun.pop((node, self.stream), None) or BegunLine()
            line.add(part)
            self.log(node, self.stream, str(line))
        if rest:
            self.begun.setdefault((node, self.stream), BegunLine()).add(rest)
        return len(text)

    def flush(self) -> None:
        """Nothing to do: lines go out as they end, and the rest of one when its call does."""
        if current_node.get() is None:
            self.real.flush()


class NodeLogHandler(logging.Handler):
    """Puts the lines of `Node.logger` among the node's stderr."""

    def emit(self, record: logging.LogRecord) -> None:
        """Writes one record, with its level."""
        try:
            print(f"{record.levelname}: {self.format(record)}", file=sys.stderr)
        except Exception:
            self.handleError(record)


class CapturedOutput:
    """While it is installed, what nodes print goes to `log`."""

    def __init__(self, log: Log) -> None:
        self.log = log
        self.streams: tuple[NodeStream, NodeStream] | None = None
        #: Lines that were begun and have no end yet; looked at after every call.
        self.begun: dict[tuple[int, Stream], BegunLine] = {}
        self.handler = NodeLogHandler()

    def install(self) -> None:
        """Takes the place of sys.stdout and sys.stderr."""
        if self.streams is not None:
            return
        self.streams = (
            NodeStream("stdout", sys.stdout, self.log, self.begun),
            NodeStream("stderr", sys.stderr, self.log, self.begun),
        )
        sys.stdout, sys.stderr = self.streams
        logger = logging.getLogger("nodes")
        logger.addHandler(self.handler)
        logger.setLevel(logging.INFO)

    def end_lines(self) -> None:
        """A call has ended: lines that it left open are given out."""
        for (node, stream), line in list(self.begun.items()):
            del self.begun[node, stream]
            self.log(node, stream, str(line))

    def remove(self) -> None:
        """Puts the real streams back, unless somebody else has taken the place meanwhile."""
        if self.streams is None:
            return
        self.end_lines()
        out, err = self.streams
        if sys.stdout is out:
            sys.stdout = out.real
        if sys.stderr is err:
            sys.stderr = err.real
        logging.getLogger("nodes").removeHandler(self.handler)
        self.streams = None


@contextmanager
def running_as(node: int) -> Iterator[None]:
    """What is printed inside is this node's."""
    token = current_node.set(node)
    try:
        yield
    finally:
        current_node.reset(token)
