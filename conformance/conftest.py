"""All results of a session, and the table at its end."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable
from functools import partial

import pytest

from conformance.case import ROOT, Case
from conformance.hosts import cpython, node, page, wasi
from conformance.hosts.jobs import Job, jobs_of
from conformance.pipelines import every_case
from conformance.result import Result
from conformance.table import BROWSERS, HOSTS, TABLE, table_text
from tools.browsers import PACKAGES, find

Results = dict[str, Result]


def pytest_addoption(parser: pytest.Parser) -> None:
    """`--browser NAME`: which browser the page is run in."""
    parser.addoption("--browser", choices=list(PACKAGES), default="chromium", help="runs conformance's page")


@pytest.fixture(scope="session")
def jobs(tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> dict[str, list[Job]]:
    """The chosen cases as bundles, by host; the first host has all that any has, to compare with."""
    # Other tests of the session have parameters of that name too.
    params = [item.callspec.params for item in request.session.items if hasattr(item, "callspec")]
    wanted = [(each["host"], each["case"].name) for each in params if isinstance(each.get("case"), Case)]
    names = {name for _, name in wanted}
    made = jobs_of([case for case in every_case() if case.name in names], tmp_path_factory.mktemp("bundles"))
    return {
        host: [job for job in made if host == HOSTS[0] or (host, job.case.name) in wanted]
        for host in (*HOSTS, *BROWSERS)
    }


@pytest.fixture(scope="session")
def conformance_page() -> None:
    """The page with the runtime in it, built from the sources as they are."""
    subprocess.run(
        ["npx", "vite", "build", "--mode", "conformance", "--logLevel", "error"], cwd=ROOT, check=True
    )


@pytest.fixture(scope="module")
def results(jobs: dict[str, list[Job]], request: pytest.FixtureRequest) -> Callable[[str], Results]:
    """The results of a host by its name; it runs all its cases when it is first asked."""
    had: dict[str, Results | BaseException] = {}
    chosen: str = request.config.getoption("--browser")

    def in_page(jobs: list[Job], *, browser: str, isolated: bool) -> Results:
        program = find(browser)
        if program is None:
            sentence = f"{browser} is not installed: `make browsers` installs {' '.join(PACKAGES[browser])}"
            (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)(sentence)
        # Built only where somebody asks for the page.
        request.getfixturevalue("conformance_page")
        return page.run_all(jobs, browser=browser, program=program, isolated=isolated)

    runs: dict[str, Callable[[list[Job]], Results]] = {
        "CPython": cpython.run_all,
        "Node": node.run_all,
        "page, isolated": partial(in_page, browser=chosen, isolated=True),
        "page, plain": partial(in_page, browser=chosen, isolated=False),
        "WASI": wasi.run_all,
        **{browser: partial(in_page, browser=browser, isolated=True) for browser in BROWSERS},
    }

    def of(host: str) -> Results:
        if host not in had:
            try:
                had[host] = runs[host](jobs[host])
            except (Exception, pytest.skip.Exception) as error:  # once for all, not tried again for each
                had[host] = error
        found = had[host]
        if isinstance(found, BaseException):
            raise found
        return found

    return of


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Prints case × host."""
    if TABLE:
        terminalreporter.section("conformance")
        terminalreporter.write_line(table_text())
