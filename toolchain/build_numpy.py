"""Builds numpy for Pyodide: vendor/numpy/."""

import re
import shutil
from pathlib import Path

from container import Container, run_build
from host import ROOT, ToolchainError, cache_root, hash_file, read_tools
from pyodide_package import pyodide_folder, pyodide_origin
from record import Built

_SDIST = ROOT / "toolchain/numpy_wheel/sdist.txt"


def build_numpy(container: Container, out: Path, *, fresh: bool) -> Built:  # noqa: ARG001  always is
    """Build the wheel, cut it down into `out` and run its gates. Takes four to seven minutes.

    The whole wheel, tests included, stays in the cache for numpy_tests.py.
    """
    stdlib = pyodide_folder() / "python_stdlib.zip"
    inside = f"/src/{stdlib.relative_to(ROOT).as_posix()}"
    run_build(container, "/src/toolchain/numpy_wheel/build.sh", inside, out=out)
    built = next(out.glob("numpy-*.whl"))
    wheel = {"origin": "built here", "file": built.name, "sha256": hash_file(built)}
    kept = wheel_path(wheel["sha256"], built.name)
    kept.parent.mkdir(parents=True, exist_ok=True)
    shutil.move(built, kept)
    return Built(tools=read_tools(out), origins={**_origins(), "wheel": wheel})


def wheel_path(digest: str, name: str) -> Path:
    """Where the cache keeps a whole wheel."""
    return cache_root() / "wheels" / digest / name


def _origins() -> dict[str, dict[str, str]]:
    found = re.fullmatch(r"numpy==(\S+) --hash=sha256:([0-9a-f]{64})", _SDIST.read_text().strip())
    if not found:
        raise ToolchainError(f"{_SDIST.name} does not name one numpy source archive and its hash")
    sdist = {"origin": "PyPI source archive", "version": found[1], "sha256": found[2]}
    return {"numpy": sdist, "pyodide": pyodide_origin()}
