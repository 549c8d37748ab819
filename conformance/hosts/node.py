"""Node: the page's own driver, broker and Pyodide, without a browser."""

from __future__ import annotations

from collections.abc import Sequence

from conformance.hosts.jobs import Job, by_process
from conformance.result import Result


def run_all(jobs: Sequence[Job]) -> dict[str, Result]:
    """All of them, in one process with one Pyodide."""
    return by_process(["node", "conformance/run_in_node.mjs"], jobs)
