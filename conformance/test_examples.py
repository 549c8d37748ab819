"""The examples in the page and on CPython: equal outputs, and right ones."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from conformance.cases import CASES, ROOT, Case, Outputs
from e2e.visitor import Visitor
from tools.browsers import find
from tools.page_server import PageServer

DIST = ROOT / "dist"


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    path = find("chromium")
    assert path, "Chromium is not here: make browsers"
    with sync_playwright() as playwright:
        arguments = ["--no-sandbox"] if os.geteuid() == 0 else []
        browser = playwright.chromium.launch(executable_path=path, args=arguments)
        yield browser
        browser.close()


@pytest.fixture(scope="module", params=["isolated", "plain"])
def page_server(request: pytest.FixtureRequest) -> Iterator[PageServer]:
    with PageServer(DIST, isolated=request.param == "isolated") as server:
        yield server


def on_cpython(case: Case, bundle: Path) -> Outputs:
    inputs = [word for name, value in case.inputs.items() for word in ("--input", f"{name}={value}")]
    command = [sys.executable, "-m", "rmpkg.cli.main", "run", str(bundle), "--allow-unverified", "--json"]
    done = subprocess.run([*command, *inputs], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    outputs: Outputs = json.loads(done.stdout)["outputs"]
    return outputs


def in_the_page(case: Case, bundle: Path, chromium: Browser, url: str) -> Outputs:
    context = chromium.new_context(accept_downloads=True)
    visitor = Visitor(context.new_page(), url)
    visitor.arrive()
    visitor.open(bundle)
    for name, value in case.inputs.items():
        if isinstance(value, Path):
            visitor.give_file(name, value)
        else:
            visitor.give(name, value)
    visitor.run()
    outputs: Outputs = json.loads(visitor.save_results())["outputs"]
    context.close()
    return outputs


@pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])
def test_equal_and_right(case: Case, chromium: Browser, page_server: PageServer) -> None:
    bundle = DIST / "examples" / f"{case.name}.rmpkg"
    native = on_cpython(case, bundle)
    case.check(native)
    assert in_the_page(case, bundle, chromium, page_server.url) == native
