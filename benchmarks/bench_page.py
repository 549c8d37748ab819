"""The page that benchmarks open in a browser, with plain Pyodide beside it as the yardstick."""

import json
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SOURCES = ROOT / "benchmarks" / "startup"
PAGE = ROOT / "build" / "bench"


def build_page() -> None:
    """The bench page, its bundles and the yardstick beside it."""
    subprocess.run(["npx", "vite", "build", "--mode", "bench", "--logLevel", "error"], cwd=ROOT, check=True)
    (PAGE / "bundles").mkdir()
    for name in ("first_numpy", "endless"):
        command = [sys.executable, "-m", "rmpkg.cli.main", "build", str(SOURCES / name)]
        out = ["-o", str(PAGE / "bundles" / f"{name}.rmpkg")]
        subprocess.run([*command, *out], cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
    plain = PAGE / "plain"
    shutil.copytree(ROOT / "node_modules/pyodide", plain / "pyodide")
    shutil.copy(SOURCES / "plain_worker.mjs", plain)
    with zipfile.ZipFile(plain / "numpy.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in numpy_files():
            archive.writestr(name, content)


def numpy_files() -> Iterator[tuple[str, bytes]]:
    """Every file of numpy's, by its path in site-packages, from what is vendored."""
    vendored = ROOT / "vendor/numpy"
    with zipfile.ZipFile(vendored / "files.zip") as files:
        for name in files.namelist():
            yield name, files.read(name)
    for name, file in json.loads((vendored / "side_modules.json").read_text()).items():
        yield name, (vendored / file).read_bytes()
