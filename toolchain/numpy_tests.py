"""Run numpy's own tests under Pyodide, on the very wheel that vendor/numpy was cut from.

usage: numpy_tests.py

Takes about half an hour. Writes vendor/numpy_tests/: a log for each of numpy's packages and
summary.json with the counts, and records the wheel they belong to. Exit status 1: a test failed,
or fewer passed than expected (a run that tests nothing must not pass).
"""

import json
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path

from artifacts import VENDOR, artifact
from build_numpy import build_numpy, wheel_path
from container import Container, open_container
from host import ROOT, ToolchainError
from mounts import Mount
from pyodide_package import pyodide_folder, pyodide_origin
from record import Record, read_records, write_record

PACKAGES = ("fft", "linalg", "_core", "lib", "ma", "matrixlib", "polynomial", "random")
EXPECTED_PASSES = 40_000
_SUMMARY = re.compile(r"(\d+) (passed|failed|error|skipped|xfailed|xpassed|deselected)")


def tested_wheel(container: Container) -> Path:
    """The whole wheel that VENDOR.toml names: from the cache, or built again, which must agree."""
    record = read_records().get("numpy")
    if record is None:
        raise ToolchainError("vendor/ holds no numpy: run `python3 toolchain/vendor.py numpy`")
    wheel = record.origins["wheel"]
    path = wheel_path(wheel["sha256"], wheel["file"])
    if not path.is_file():
        with tempfile.TemporaryDirectory() as folder:
            build_numpy(container, Path(folder), fresh=True)
    if not path.is_file():
        raise ToolchainError(
            f"the wheel built now is not the recorded one ({wheel['sha256'][:12]}): run "
            "`python3 toolchain/vendor.py numpy` and make the snapshot again"
        )
    return path


def counts(log: str) -> dict[str, int]:
    """What pytest's last line counts; empty where it did not get that far."""
    lines = [line for line in log.splitlines() if re.search(r" in \d+(\.\d+)?s", line)]
    return {kind: int(number) for number, kind in _SUMMARY.findall(lines[-1])} if lines else {}


def run_package(
    container: Container, package: str, *, wheel: Path, wheels: Path, log: Path
) -> dict[str, int]:
    """Test one package of numpy, at low priority, and return the counts."""
    mounts = [Mount(ROOT, "/src"), Mount(wheel, f"/tests/{wheel.name}"), Mount(wheels, "/tests/wheels")]
    mounts.append(Mount(log.parent, "/out", read_only=False))
    node = "nice -n 15 node --import ../typescript_loader.mjs run_tests.ts"
    pyodide = f"/src/{pyodide_folder().relative_to(ROOT).as_posix()}"
    tests = f"/lib/python3.14/site-packages/numpy/{package}"
    command = f"cd /src/toolchain/numpy_tests && {node} {pyodide} /tests/{wheel.name} /tests/wheels {tests}"
    try:
        container.run(["/bin/sh", "-c", f"{command} > /out/{log.name} 2>&1"], mounts=mounts, environment={})
    except subprocess.CalledProcessError as problem:
        print(f"numpy/{package}: exit status {problem.returncode}", flush=True)
    return counts(log.read_text(encoding="utf-8", errors="replace"))


def main() -> int:
    """Run everything, record it, and return the exit status."""
    container = open_container()
    results: dict[str, dict[str, int]] = {}
    out = VENDOR / "numpy_tests"
    with tempfile.TemporaryDirectory(prefix="numpy-tests-") as folder:
        wheels, logs = Path(folder, "wheels"), Path(folder, "logs")
        logs.mkdir()
        lock = ROOT / "toolchain/numpy_tests/requirements.lock"
        download = [sys.executable, "-m", "pip", "download", "--quiet", "--require-hashes"]
        subprocess.run([*download, "--only-binary=:all:", "--dest", str(wheels), "-r", str(lock)], check=True)
        wheel = tested_wheel(container)
        for package in PACKAGES:
            began = time.monotonic()
            log = logs / f"{package.strip('_')}.log"
            results[package] = run_package(container, package, wheel=wheel, wheels=wheels, log=log)
            print(f"numpy/{package}: {results[package]} in {time.monotonic() - began:.0f} s", flush=True)
        out.mkdir(parents=True, exist_ok=True)
        for log in logs.iterdir():
            (out / log.name).write_bytes(log.read_bytes())
    (out / "summary.json").write_text(json.dumps(results, indent=1) + "\n")
    _record()
    return verdict(results)


def verdict(results: Mapping[str, Mapping[str, int]]) -> int:
    """Exit status for the counts by package."""
    passed = sum(result.get("passed", 0) for result in results.values())
    failed = sum(result.get("failed", 0) + result.get("error", 0) for result in results.values())
    print(f"numpy's own tests under Pyodide: {passed:,} passed, {failed} failed")
    return 0 if not failed and passed >= EXPECTED_PASSES and all(results.values()) else 1


def _record() -> None:
    one = artifact("numpy_tests")
    record = Record(
        sources=one.sources_hash(),
        recipe=one.recipe_hash(),
        origins={"pyodide": pyodide_origin()},
        inputs=one.input_hashes(),
        files=one.output_hashes(),
    )
    write_record(one.name, record)


if __name__ == "__main__":
    try:
        sys.exit(main())
    except (ToolchainError, subprocess.CalledProcessError) as problem:
        sys.exit(f"numpy_tests.py: {problem}")
