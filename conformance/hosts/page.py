"""The page's runtime in a browser: one page load for all cases, a sandbox for each."""

from __future__ import annotations

import base64
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from conformance.case import ROOT
from conformance.hosts.jobs import Job
from conformance.result import Result
from e2e.browsers import OPENERS
from tools.page_server import PageServer

PAGE = ROOT / "build" / "conformance"
#: Seconds for one case, on a machine that has much else to do.
PATIENCE_S = 120


def run_all(jobs: Sequence[Job], *, browser: str, program: str, isolated: bool) -> dict[str, Result]:
    """All of them.

    Args:
        jobs: the cases.
        browser: its name, `program` where it lies.
        program: the path.
        isolated: the page is served as a host does that can set headers.

    Raises:
        RuntimeError: the page could not run a case to its end.
        TimeoutError: a case took too long.
    """
    (PAGE / "jobs.json").write_text(json.dumps([as_page_job(job) for job in jobs]))
    with PageServer(PAGE, isolated=isolated) as server, OPENERS[browser](program) as running:
        answer = running.result(server.url, limit_s=PATIENCE_S)
    if "error" in answer:
        raise RuntimeError(answer["error"])
    assert answer["isolated"] is isolated
    return {each["name"]: Result.of(each) for each in answer["results"]}


def as_page_job(job: Job) -> dict[str, Any]:
    """A case as the page reads it."""
    return {
        "name": job.case.name,
        "bundle": encoded(job.bundle),
        "inputs": {name: as_input(value) for name, value in job.inputs.items()},
        "values": dict(job.case.values),
    }


def as_input(value: str | Path) -> dict[str, str]:
    """JSON text, or a file with its name."""
    if isinstance(value, str):
        return {"text": value}
    return {"file": encoded(value), "name": value.name}


def encoded(path: Path) -> str:
    """A file's bytes as JSON can hold them."""
    return base64.b64encode(path.read_bytes()).decode()
