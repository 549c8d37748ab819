"""Makes the memory snapshot of Python with numpy: vendor/python_snapshot/."""

from pathlib import Path

from artifacts import VENDOR
from container import Container, run_build
from host import ROOT, read_tools
from pyodide_package import pyodide_folder, pyodide_origin
from record import Built


def build_snapshot(container: Container, out: Path, *, fresh: bool) -> Built:  # noqa: ARG001  always is
    """Make it from vendor/numpy and node_modules/pyodide, and restore it as a check.

    About a minute, most of it brotli's.
    """
    folders = (pyodide_folder(), VENDOR / "numpy")
    inside = [f"/src/{folder.relative_to(ROOT).as_posix()}" for folder in folders]
    run_build(container, "/src/toolchain/snapshot/build.sh", *inside, out=out)
    return Built(tools=read_tools(out), origins={"pyodide": pyodide_origin()})
