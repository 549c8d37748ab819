"""A line in a terminal that says how far something has come, and goes away."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from rmpkg.cli.report import printable, size

if TYPE_CHECKING:
    from typing import TextIO

# Seconds between two drawings of the progress line, and before the first.
INTERVAL_S, PATIENCE_S = 0.1, 0.5
CLEAR_LINE = "\r\x1b[K"


class ProgressLine:
    """Draws on a terminal only; what is over soon draws nothing."""

    def __init__(self, stream: TextIO, *, quiet: bool) -> None:
        self._stream = stream
        self._draws = stream.isatty() and not quiet
        self._next_drawing = time.monotonic() + PATIENCE_S
        self._drawn = False

    def progress(self, name: str, done: int, total: int) -> None:
        """Draws how much of a file has been read."""
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
