"""What recording a trace costs: one hop between native nodes, and one call of a Python node.

The hop under Node, a chain of 34 nodes less one of 2, per packet and node between them; the call on
CPython, a whole run over 2,000 packets through one Python node. With and without a trace in turns,
medians; the recording only, not the writing of the file.

    python -m benchmarks.tracing
"""

from __future__ import annotations

import json
import statistics
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks.node_measurement import rows_of
from py_nodes.catalogue import catalogue
from rmpkg.bundle import open_folder
from rmpkg.native import session
from rmpkg.native.inputs import JsonInput

if TYPE_CHECKING:
    from rmpkg.wasm_module import WasmObject

PACKETS, TURNS = 2000, 9
NODE = "class Same:\n    def process(self, value):\n        return value\n"


class Quiet:
    """Watches a run and says nothing."""

    def output(self, *_: object) -> None:
        """Nothing."""

    def log(self, *_: object) -> None:
        """Nothing."""

    def note(self, *_: object) -> None:
        """Nothing."""

    def progress(self, *_: object) -> None:
        """Nothing."""


def python_calls() -> list[dict[str, Any]]:
    """µs a packet through a Python node on CPython, without and with a trace."""
    packets = JsonInput(text=json.dumps(list(range(PACKETS))))
    written: list[float] = []

    def timed_writing(pipeline: WasmObject, file: Any) -> None:  # noqa: ANN401 - as in the session
        began = time.perf_counter()
        session_writes(pipeline, file)
        written.append(time.perf_counter() - began)

    session_writes, session.write_trace = session.write_trace, timed_writing
    taken: dict[bool, list[float]] = {False: [], True: []}
    types = catalogue()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "nodes").mkdir()
        (folder / "nodes" / "it.py").write_text(NODE)
        (folder / "manifest.json").write_text(
            '{"version": "v1", "nodes": [{"id": "n", "node_type": "Same"}]}'
        )
        for _ in range(TURNS):
            for traced in (False, True):
                written[:] = []
                with open_folder(folder) as sources, (folder / ".trace").open("wb") as file:
                    began = time.perf_counter()
                    session.run(sources, {None: packets}, types, Quiet(), trace=file if traced else None)
                    seconds = time.perf_counter() - began - sum(written)
                taken[traced].append(seconds / PACKETS * 1e6)
    session.write_trace = session_writes
    return [
        {"name": name, "median": statistics.median(taken[traced]), "best": min(taken[traced])}
        for traced, name in ((False, "without"), (True, "with a trace"))
    ]


def table(what: str, rows: list[dict[str, Any]]) -> str:
    """The rows for people."""
    base = rows[0]["median"]
    lines = [what, "   of it     median      at best     way"]
    for row in rows:
        figures = f"{row['median']:7.3f} µs  {row['best']:7.3f} µs"
        lines.append(f"  {100 * row['median'] / base:5.0f} %   {figures}   {row['name']}")
    return "\n".join(lines)


if __name__ == "__main__":
    hops = rows_of("benchmarks/tracing/measure.ts", "browser/src/hosts/engine/testing/vendored_rust.ts")
    print(table("one hop between native nodes (Node)", hops))
    print()
    print(table("one packet through a Python node (CPython)", python_calls()))
