"""What a graph does when something is slow, large, late or wrong, on this host."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest

from tests.rmpkg.conftest import Package

if TYPE_CHECKING:
    from pathlib import Path

SLOW = """
import asyncio
import time


class Spin:
    def process(self, value):
        while value == "stop":
            pass
        return value


class AsyncSpin:
    async def process(self, value):
        await asyncio.sleep(0)
        while value == "stop":
            pass
        return value


class Stubborn:
    def process(self, value):
        while value == "stop":
            try:
                time.sleep(60)
            except Exception:
                pass
        return value


class Waits:
    async def process(self, value):
        if value == "stop":
            await asyncio.sleep(600)
        return value


class NoWords(Exception):
    def __str__(self):
        while True:
            pass


class Speechless:
    def process(self, value):
        if value == "stop":
            raise NoWords
        return value


class AsyncSpeechless:
    async def process(self, value):
        await asyncio.sleep(0)
        if value == "stop":
            raise NoWords
        return value


class Parts:
    def process(self, value):
        for index in range(3):
            time.sleep(0.2)
            yield index
"""


def manifest(*nodes: dict[str, Any], connections: list[Any] | None = None, **top: Any) -> str:
    return json.dumps(
        {"version": "v1", "metadata": {"name": "p"}, "nodes": nodes, "connections": connections or [], **top}
    )


def run(root: Path, *words: str) -> dict[str, Any]:
    """The document of a run."""
    command = [sys.executable, "-m", "rmpkg.cli.main", "run", str(root), *words, "--json"]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)
    document: dict[str, Any] = json.loads(done.stdout)
    return document


def told(document: dict[str, Any], severity: str) -> list[Any]:
    """The diagnostics of one severity."""
    return [each for each in document["diagnostics"] if each["severity"] == severity]


@pytest.mark.parametrize(
    "node_type", ["Spin", "AsyncSpin", "Stubborn", "Waits", "Speechless", "AsyncSpeechless"]
)
def test_a_node_that_does_not_come_back_is_ended_and_named(package: Package, node_type: str) -> None:
    node = {"id": "slow", "node_type": node_type, "limits": {"seconds_per_call": 0.3}}
    document = run(
        package(files={"manifest.json": manifest(node), "nodes/slow.py": SLOW}), "--input", '["go", "stop"]'
    )
    assert document["ok"] is False
    (error,) = told(document, "error")
    assert (error["code"], error["node"]) == ("time-limit", "slow")
    assert error["message"] == (
        'Node "slow" failed at packet 1: it was still at work after 0.3 s, which is its limit.'
    )
    assert document["outputs"] == {"slow": ["go"]}


def test_on_error_decides_what_follows_when_time_is_up(package: Package) -> None:
    node = {"id": "slow", "node_type": "Spin", "on_error": "skip", "limits": {"seconds_per_call": 0.3}}
    document = run(
        package(files={"manifest.json": manifest(node), "nodes/slow.py": SLOW}), "--input", '["stop", "go"]'
    )
    assert (document["ok"], document["outputs"]) == (True, {"slow": ["go"]})
    assert document["metrics"]["nodes"][0]["errors"] == 1


@pytest.mark.parametrize("raised", ["KeyboardInterrupt", "SystemExit"])
def test_what_a_node_raises_to_end_python_is_its_own_failure(package: Package, raised: str) -> None:
    nodes = [{"id": "odd", "node_type": "Odd", "on_error": "skip"}, {"id": "bad", "node_type": "BadStart"}]
    source = f"""
class Odd:
    def process(self, value):
        if value == 2:
            raise {raised}("mine")
        return value


class BadStart:
    def initialize(self):
        raise {raised}("mine")

    def process(self, value):
        return value
"""
    files = {"manifest.json": manifest(nodes[0]), "nodes/odd.py": source}
    document = run(package(files=files), "--input", "[1, 2, 3]")
    assert (document["ok"], document["outputs"]) == (True, {"odd": [1, 3]})
    (warning,) = told(document, "warning")
    assert warning["message"].startswith(f'Node "odd" failed at packet 1: {raised}: mine.')
    document = run(package("other", files=files | {"manifest.json": manifest(nodes[1])}), "--input", "[1]")
    assert document["ok"] is False
    assert [each["code"] for each in told(document, "error")] == ["node-initialize"]


def test_many_packets_that_wait_for_a_slow_node_keep_their_order(package: Package) -> None:
    node = {"id": "triple", "node_type": "Triple"}
    source = "class Triple:\n    def process(self, value):\n        return value * 3\n"
    files = {"manifest.json": manifest(node), "nodes/triple.py": source}
    document = run(package(files=files), "--input", json.dumps(list(range(500))))
    assert document["outputs"] == {"triple": list(range(0, 1500, 3))}


def test_every_item_of_a_generator_has_its_time(package: Package) -> None:
    node = {"id": "parts", "node_type": "Parts", "limits": {"seconds_per_call": 0.5}}
    document = run(package(files={"manifest.json": manifest(node), "nodes/slow.py": SLOW}), "--input", "[1]")
    assert document["outputs"] == {"parts": [0, 1, 2]}
    assert 0.5 < document["metrics"]["nodes"][0]["busy_s"] < 5
