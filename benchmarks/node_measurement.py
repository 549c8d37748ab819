"""Runs a measurement written in TypeScript under Node, with the page's own sources bundled into it."""

from __future__ import annotations

import json
import subprocess
import tempfile
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]


def rows_of(entry: str, place: str, *options: str) -> list[dict[str, Any]]:
    """Bundles `entry`, runs it and returns the JSON list that it prints.

    Args:
        entry: the TypeScript file, relative to the repository.
        place: the source whose own place `import.meta.url` must give; those that ask lie equally deep.
        options: further ones for esbuild.
    """
    with tempfile.TemporaryDirectory(dir=ROOT / "node_modules") as folder:  # where `pyodide` is found
        script = Path(folder) / "measure.mjs"
        command: list[str | Path] = [
            ROOT / "node_modules/.bin/esbuild",
            entry,
            "--bundle",
            "--platform=node",
            "--format=esm",
            "--external:pyodide",
            "--log-level=error",
            f"--define:import.meta.url={json.dumps((ROOT / place).as_uri())}",
            f"--outfile={script}",
            *options,
        ]
        subprocess.run(command, cwd=ROOT, check=True)
        done = subprocess.run(["node", script], cwd=ROOT, check=True, capture_output=True, encoding="utf-8")
    rows: list[dict[str, Any]] = json.loads(done.stdout)
    return rows
