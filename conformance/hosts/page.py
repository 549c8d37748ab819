"""The page's runtime in Chromium: one page load for all cases, a sandbox for each."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser

from conformance.case import ROOT
from conformance.hosts.jobs import Job
from conformance.result import Result
from tools.page_server import PageServer

PAGE = ROOT / "build" / "conformance"
PATIENCE_MS = 60_000


def run_all(jobs: Sequence[Job], *, chromium: Browser, folder: Path, isolated: bool) -> dict[str, Result]:
    """All of them; `folder`: the built page, `isolated`: served as a host does that can set headers."""
    with PageServer(folder, isolated=isolated) as server:
        page = chromium.new_page()
        page.set_default_timeout(PATIENCE_MS)
        page.goto(server.url)
        page.wait_for_function("window.conform !== undefined")
        assert page.evaluate("crossOriginIsolated") is isolated
        results = {}
        for job in jobs:
            given = {
                "bundle": encoded(job.bundle),
                "name": job.bundle.name,
                "inputs": {name: as_input(value) for name, value in job.inputs.items()},
            }
            results[job.case.name] = Result.of(page.evaluate("(job) => window.conform(job)", given))
        page.close()
    return results


def as_input(value: str | Path) -> dict[str, Any]:
    """JSON text, or a file with its name."""
    if isinstance(value, str):
        return {"text": value}
    return {"file": encoded(value), "name": value.name}


def encoded(path: Path) -> str:
    """A file's bytes as a page can be handed them."""
    return base64.b64encode(path.read_bytes()).decode()
