"""What a run shows in a terminal while it goes on."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, TextIO

from rmpkg.cli.report import printable, size, styled

if TYPE_CHECKING:
    from rmpkg.bundle import Diagnostic
    from rmpkg.native.results import Results
    from rmpkg.native.wire import PacketFields

# Seconds between two drawings of the progress line, and before the first.
INTERVAL_S, PATIENCE_S = 0.1, 0.5
CLEAR_LINE = "\r\x1b[K"


class RunDisplay:
    """Watches a run for people: a progress line that cleans up after itself, lines that nodes print."""

    results: Results

    def __init__(self, stream: TextIO, *, quiet: bool) -> None:
        self._stream = stream
        self._draws = stream.isatty() and not quiet
        self._next_drawing = time.monotonic() + PATIENCE_S
        self._drawn = False
        self.notes: list[Diagnostic] = []

    def output(self, name: str, packet: PacketFields, body: memoryview) -> None:
        """Keeps what came out."""
        self.results.add(name, packet, body)

    def log(self, node: str, stream: str, text: str) -> None:
        """Prints a node's line, with its id before it."""
        self.end_progress()
        lead = styled(f"{printable(node)} │", "warning" if stream == "stderr" else "dim", self._stream)
        print(f"{lead} {printable(text)}", file=self._stream)

    def note(self, diagnostic: Diagnostic) -> None:
        """Keeps it for the end, when all problems are told together."""
        self.notes.append(diagnostic)

    def progress(self, name: str, done: int, total: int) -> None:
        """Draws how much of an input has been read."""
        now = time.monotonic()
        if not self._draws or now < self._next_drawing:
            return
        self._next_drawing = now + INTERVAL_S
        share = 100 * done / total if total else 100
        text = f"{printable(name)}  {share:3.0f} %  {size(done)} of {size(total)}"
        print(f"{CLEAR_LINE}{text}", end="", file=self._stream, flush=True)
        self._drawn = True

    def end_progress(self) -> None:
        """Takes the progress line away."""
        if self._drawn:
            print(CLEAR_LINE, end="", file=self._stream, flush=True)
            self._drawn = False
