"""The cases of `tests/run_semantics` on this host; `run_semantics.test.ts` runs them as the page."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.rmpkg.conftest import Package
from tests.rmpkg.test_run_semantics import run

CASES = Path(__file__).parents[1] / "run_semantics"


@pytest.mark.parametrize(
    "case", json.loads((CASES / "cases.json").read_text()), ids=lambda case: case["name"]
)
def test_a_run_does_and_says_the_same_on_every_host(case: dict[str, Any], package: Package) -> None:
    files = {"manifest.json": json.dumps(case["manifest"]), "nodes/own.py": (CASES / "nodes.py").read_text()}
    inputs = [
        word
        for name, values in case.get("inputs", {}).items()
        for word in ("--input", f"{name}={json.dumps(values)}")
    ]
    document = run(package(files=files), *inputs)
    told = [[each["code"], each["message"]] for each in document["diagnostics"]]
    assert told == case.get("told", [])
    if case.get("refused"):
        assert document["ok"] is False
        return
    assert document["ok"] is not case.get("fails", False)
    assert document["outputs"] == case["outputs"]
    for edge, expected in zip(document["metrics"]["edges"], case.get("edges", []), strict=False):
        assert edge | expected == edge
