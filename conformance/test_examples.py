"""The examples on every host: equal outputs, and right ones."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from conformance.cases import CASES, ROOT, Case, Outputs
from e2e.visitor import Visitor
from tools.page_server import PageServer

NODE_HOST = Path("conformance") / "run_in_node.mjs"


def printed(command: list[str]) -> Outputs:
    """The outputs in the JSON document that a command prints."""
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    outputs: Outputs = json.loads(done.stdout)["outputs"]
    return outputs


def on_cpython(case: Case, bundle: Path) -> Outputs:
    inputs = [word for name, value in case.inputs.items() for word in ("--input", f"{name}={value}")]
    command = [sys.executable, "-m", "rmpkg.cli.main", "run", str(bundle), "--allow-unverified", "--json"]
    return printed([*command, *inputs])


def in_node(case: Case, bundle: Path) -> Outputs:
    """The page's own driver, broker and Pyodide, without a browser."""
    return printed(
        ["node", str(NODE_HOST), str(bundle), *(f"{name}={value}" for name, value in case.inputs.items())]
    )


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


every_case = pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])


@every_case
@pytest.mark.parametrize("host", [on_cpython, in_node])
def test_right(case: Case, host: Callable[[Case, Path], Outputs], examples: Path) -> None:
    """What comes out is what an independent source says."""
    case.check(host(case, examples / f"{case.name}.rmpkg"))


@every_case
def test_node_equals_cpython(case: Case, examples: Path) -> None:
    bundle = examples / f"{case.name}.rmpkg"
    assert in_node(case, bundle) == on_cpython(case, bundle)


@every_case
def test_page_equals_cpython(case: Case, chromium: Browser, server: PageServer, examples: Path) -> None:
    bundle = examples / f"{case.name}.rmpkg"
    assert in_the_page(case, bundle, chromium, server.url) == on_cpython(case, bundle)
