"""All results of a session, and the table at its end."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from conformance.case import ROOT, Case
from conformance.hosts import cpython, node, page, wasi
from conformance.hosts.jobs import Job, jobs_of
from conformance.pipelines import every_case
from conformance.result import Result
from conformance.table import HOSTS, TABLE

Results = dict[str, Result]


@pytest.fixture(scope="session")
def jobs(tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> list[Job]:
    """The chosen cases, as bundles."""
    # Other tests of the session have parameters of that name too.
    wanted = (item.callspec.params.get("case") for item in request.session.items if hasattr(item, "callspec"))
    chosen = {case.name for case in wanted if isinstance(case, Case)}
    cases = [case for case in every_case() if case.name in chosen]
    return jobs_of(cases, tmp_path_factory.mktemp("bundles"))


@pytest.fixture(scope="session")
def conformance_page() -> Path:
    """The page with the runtime in it, built from the sources as they are."""
    subprocess.run(
        ["npx", "vite", "build", "--mode", "conformance", "--logLevel", "error"], cwd=ROOT, check=True
    )
    return page.PAGE


@pytest.fixture(scope="module")
def results(jobs: list[Job], request: pytest.FixtureRequest) -> Callable[[str], Results]:
    """The results of a host by its name; it runs all cases when it is first asked."""
    had: dict[str, Results | Exception] = {}

    def in_page(jobs: list[Job], *, isolated: bool) -> Results:
        # Built and started only where somebody asks for the page.
        folder: Path = request.getfixturevalue("conformance_page")
        chromium: Browser = request.getfixturevalue("chromium")
        return page.run_all(jobs, chromium=chromium, folder=folder, isolated=isolated)

    def of(host: str) -> Results:
        if host not in had:
            runs: dict[str, Callable[[list[Job]], Results]] = {
                "CPython": cpython.run_all,
                "Node": node.run_all,
                "page, isolated": partial(in_page, isolated=True),
                "page, plain": partial(in_page, isolated=False),
                "WASI": wasi.run_all,
            }
            try:
                had[host] = runs[host](jobs)
            except Exception as error:  # once for all cases, and not tried again for each
                had[host] = error
        found = had[host]
        if isinstance(found, Exception):
            raise found
        return found

    return of


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Prints case × host."""
    if TABLE:
        terminalreporter.section("conformance")
        terminalreporter.write_line(table_text())


def table_text() -> str:
    """The table, its totals last."""
    width = max(len(case) for case in TABLE)
    lines = [f"{'':{width}}  " + "  ".join(f"{host:>14}" for host in HOSTS)]
    for case, row in TABLE.items():
        lines.append(f"{case:{width}}  " + "  ".join(f"{row.get(host, '-'):>14}" for host in HOSTS))
    words = [word for row in TABLE.values() for word in row.values()]
    counts = ", ".join(f"{words.count(word)} {word}" for word in sorted(set(words)))
    lines.append(f"{len(TABLE)} cases on {len(HOSTS)} hosts: {counts}")
    return "\n".join(lines)
