"""The page that benchmarks open in a browser, with plain Pyodide beside it as the yardstick."""

import json
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

import numpy

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
    shutil.copy(SOURCES / "run_chain.py", plain)
    for folder, suffix in (("wheels", ".py"), ("compiled_wheels", ".pyc")):
        build_wheels(plain / folder, suffix)


def build_wheels(folder: Path, suffix: str) -> None:
    """The packages that plain Pyodide loads: numpy and the node SDK, with a `wheels.json` of their names.

    With ".py" as wheels are (Pyodide's own numpy too), with ".pyc" compiled ahead, as the page has them.
    """
    folder.mkdir()
    packages = {"numpy": numpy_files(suffix), "nodes": sdk_files(suffix)}
    names = {}
    for package, files in packages.items():
        names[package] = f"{package}-1.0-py3-none-any.whl"
        with zipfile.ZipFile(folder / names[package], "w", zipfile.ZIP_DEFLATED) as wheel:
            for name, content in files:
                wheel.writestr(name, content)
            about = f"{package}-1.0.dist-info"
            wheel.writestr(f"{about}/METADATA", f"Metadata-Version: 2.1\nName: {package}\nVersion: 1.0\n")
            wheel.writestr(f"{about}/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
            wheel.writestr(f"{about}/RECORD", "")
    (folder / "wheels.json").write_text(json.dumps(names))


def numpy_files(suffix: str) -> Iterator[tuple[str, bytes]]:
    """Modules and libraries by their path in site-packages.

    As they are vendored, or with the sources of the same modules from the numpy that is installed here.

    Raises RuntimeError where that is another version than the vendored one.
    """
    vendored = ROOT / "vendor/numpy"
    with zipfile.ZipFile(vendored / "files.zip") as files:
        compiled = [name for name in files.namelist() if name.endswith(".pyc")]
        if f"numpy-{numpy.__version__}.dist-info/WHEEL" not in files.namelist():
            raise RuntimeError(f"numpy {numpy.__version__} is installed, which is not what is vendored")
        for name in compiled:
            source = Path(numpy.__file__).parent.parent / name.removesuffix("c")
            yield (
                (name, files.read(name))
                if suffix == ".pyc"
                else (name.removesuffix("c"), source.read_bytes())
            )
    for name, file in json.loads((vendored / "side_modules.json").read_text()).items():
        yield name, (vendored / file).read_bytes()


def sdk_files(suffix: str) -> Iterator[tuple[str, bytes]]:
    """The node SDK and the standard nodes: the modules that the page has, compiled or as their sources."""
    (archive,) = (PAGE / "python").glob("sdk-*.zip")
    with zipfile.ZipFile(archive) as sdk:
        for name in sdk.namelist():
            yield (
                (name, sdk.read(name))
                if suffix == ".pyc"
                else (
                    name.removesuffix("c"),
                    (ROOT / name.removesuffix("c")).read_bytes(),
                )
            )
