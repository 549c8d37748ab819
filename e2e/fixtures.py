"""The built page on a server of its own, and a visitor in Chromium."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from e2e.visitor import Visitor
from tools.browsers import find
from tools.page_server import PageServer

DIST = Path(__file__).resolve().parent.parent / "dist"


@pytest.fixture(scope="session")
def dist() -> Path:
    assert (DIST / "index.html").is_file(), "the page is not built: make build"
    return DIST


@pytest.fixture(scope="session")
def examples(dist: Path) -> Path:
    return dist / "examples"


# Not for the session: Playwright allows one at a time in a thread, and the smoke test has its own.
@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    path = find("chromium")
    assert path, "Chromium is not here: make browsers"
    arguments = ["--no-sandbox"] if os.geteuid() == 0 else []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=arguments)
        yield browser
        browser.close()


@pytest.fixture(scope="module", params=["isolated", "plain"])
def server(request: pytest.FixtureRequest, dist: Path) -> Iterator[PageServer]:
    """The page as a host serves it that can set headers, and in a sub-path as one that cannot."""
    isolated = request.param == "isolated"
    with PageServer(dist, isolated=isolated, base="/" if isolated else "/some/path/") as server:
        yield server


@pytest.fixture
def visitor(chromium: Browser, server: PageServer) -> Iterator[Visitor]:
    context = chromium.new_context(viewport={"width": 1280, "height": 900}, accept_downloads=True)
    visitor = Visitor(context.new_page(), server.url)
    visitor.arrive()
    yield visitor
    assert not visitor.errors, visitor.errors
    context.close()
