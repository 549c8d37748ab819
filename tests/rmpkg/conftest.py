"""Small packages in temporary folders, and the command line run inside this process."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from rmpkg.cli.main import main

MANIFEST = {
    "version": "v1",
    "metadata": {"name": "small", "version": "1.0.0"},
    "nodes": [{"id": "double", "node_type": "MultiplyNode", "params": {"factor": 2}}],
    "connections": [],
}
GREETER = """from py_nodes.sdk import Node


class Greeter(Node):
    def process(self, data):
        return data
"""

Package = Callable[..., Path]


@dataclass(frozen=True)
class Ran:
    """What one command line gave."""

    status: int
    out: str
    err: str

    @property
    def document(self) -> Any:
        """The one JSON document on stdout."""
        return json.loads(self.out)


Command = Callable[..., Ran]


@pytest.fixture
def package(tmp_path: Path) -> Package:
    """Makes a folder of sources: `package(name, {"path": content})`; None leaves a file out."""

    def make(name: str = "package", files: dict[str, str | bytes | None] | None = None) -> Path:
        root = tmp_path / name
        contents: dict[str, str | bytes | None] = {
            "manifest.json": json.dumps(MANIFEST),
            "nodes/greeter.py": GREETER,
            "assets/ünïcode.txt": "so it goes\n",
        }
        for path, content in (contents | (files or {})).items():
            if content is None:
                continue
            file = root / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(content if isinstance(content, bytes) else content.encode())
        return root

    return make


@pytest.fixture
def rmpkg(capfd: pytest.CaptureFixture[str]) -> Command:
    """Runs a command line; usage errors give their status too."""

    def run(*words: str | Path) -> Ran:
        capfd.readouterr()
        try:
            status = main([str(word) for word in words])
        except SystemExit as stop:
            status = int(stop.code or 0)
        out, err = capfd.readouterr()
        return Ran(status, out, err)

    return run
