"""CPython: a process that runs every case, as `rmpkg run` would.

usage: python -m conformance.hosts.cpython < JOBS
"""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from conformance.hosts.jobs import Job, by_process
from conformance.result import Result
from py_nodes.sdk.wheel_host import wheel_host
from rmpkg.bundle import BundleError, open_package
from rmpkg.bundle.planning import ManifestReading, plan
from rmpkg.cli.node_types import python_node_types
from rmpkg.native.inputs import RunInput, parse_input
from rmpkg.native.results import Results
from rmpkg.native.session import run

if TYPE_CHECKING:
    from rmpkg.bundle.diagnostic import Diagnostic
    from rmpkg.native.wire import PacketFields


def run_all(jobs: Sequence[Job]) -> dict[str, Result]:
    """All of them, in one interpreter of their own."""
    return by_process([sys.executable, "-m", "conformance.hosts.cpython"], jobs)


class Collector:
    """Keeps what a run tells."""

    def __init__(self, results: Results) -> None:
        self._results = results
        self.notes: list[Diagnostic] = []

    def output(self, name: str, packet: PacketFields, body: memoryview) -> None:
        """A packet has left the graph."""
        self._results.add(name, packet, body)

    def log(self, node: str, stream: str, text: str) -> None:
        """A line that a node printed; no part of the result."""

    def note(self, diagnostic: Diagnostic) -> None:
        """Something that does not end the run."""
        self.notes.append(diagnostic)

    def progress(self, name: str, done: int, size: int) -> None:
        """How far an input is; no part of the result."""


def answer(bundle: Path, inputs: Mapping[str, str], values: Mapping[str, str]) -> dict[str, Any]:
    """Runs one bundle; its result as JSON."""
    reading = ManifestReading(values=values)
    edges, sdk = [], None
    try:
        with open_package(bundle) as sources, Results.collecting(None, for_sdk=True) as results:
            planned = plan(sources, python_node_types(), reading, wheel_host())
            if sources.verdict == "broken" and sources.report is not None:
                return refused(sources.report["reasons"])
            if not planned["ok"] or planned["plan"] is None:
                return refused(planned["diagnostics"])
            collector = Collector(results)
            given: dict[str | None, RunInput] = {name: parse_input(value) for name, value in inputs.items()}
            try:
                summary = run(sources, given, python_node_types(), collector, reading=reading)
                errors = [summary.error] if summary.error else []
                edges = summary.metrics["edges"]
                sdk = None if errors else results.as_sdk(summary.plan, envelope=True)
            except BundleError as begun:  # its nodes could not be made
                errors = begun.diagnostics
            outputs = {each["name"]: results.texts(each["name"]) for each in planned["plan"]["outputs"]}
    except BundleError as error:
        return refused(error.diagnostics)
    told = [*planned["diagnostics"], *collector.notes, *errors]
    how = "failed" if errors else "done"
    return {"how": how, "outputs": outputs, "diagnostics": told, "edges": edges, "sdk": sdk}


def refused(diagnostics: Sequence[Diagnostic]) -> dict[str, Any]:
    """It cannot be opened, or its manifest has errors."""
    return {"how": "refused", "outputs": {}, "diagnostics": diagnostics, "edges": [], "sdk": None}


def main() -> int:
    """Answers every job on stdin."""
    for job in json.load(sys.stdin):
        result = answer(Path(job["bundle"]), job["inputs"], job["values"])
        print(json.dumps({"name": job["name"], **result}), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
