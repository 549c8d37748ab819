"""What a run shows in a terminal while it goes on."""

from __future__ import annotations

from typing import TYPE_CHECKING, TextIO

from rmpkg.cli.progress_line import ProgressLine
from rmpkg.cli.report import printable, styled

if TYPE_CHECKING:
    from rmpkg.bundle import Diagnostic
    from rmpkg.native.results import Results
    from rmpkg.native.wire import PacketFields


class RunDisplay(ProgressLine):
    """Watches a run for people: its progress, and lines that nodes print."""

    results: Results

    def __init__(self, stream: TextIO, *, quiet: bool) -> None:
        super().__init__(stream, quiet=quiet)
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
