"""Rebuild what stands under vendor/ and write down what it was built from.

usage: vendor.py rust|numpy|snapshot|all [--compare]

--compare builds into a temporary folder and compares the bytes with vendor/ where the versions of
the tools are the recorded ones; it changes nothing. Exit status 1: they differ, or a build failed.
"""

import argparse
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Protocol

from artifacts import VENDOR, Artifact, artifact
from build_numpy import build_numpy
from build_rust import build_rust
from build_snapshot import build_snapshot
from container import Container, open_container
from host import ToolchainError, hash_file
from record import Built, Record, read_records, write_record


class _Build(Protocol):
    def __call__(self, container: Container, out: Path, *, fresh: bool) -> Built: ...


# In the order of need: the snapshot is made from vendor/numpy.
_BUILDS: Mapping[str, _Build] = {
    "rust": build_rust,
    "numpy": build_numpy,
    "snapshot": build_snapshot,
}


def rebuild(one: Artifact, container: Container) -> None:
    """Build one artifact into vendor/ and record it."""
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix=f"{one.name}-") as folder:
        out = Path(folder)
        built = _BUILDS[one.name](container, out, fresh=False)
        target = VENDOR / one.folder
        target.mkdir(parents=True, exist_ok=True)
        for old in one.outputs():
            old.unlink()
        for path in out.iterdir():
            shutil.copyfile(path, target / path.name)
    record = Record(
        sources=one.sources_hash(),
        recipe=one.recipe_hash(),
        tools=built.tools,
        origins=built.origins,
        inputs=one.input_hashes(),
        files=one.output_hashes(),
    )
    write_record(one.name, record)
    size = sum(path.stat().st_size for path in one.outputs())
    print(f"{one.name}: {size:,} bytes in {time.monotonic() - began:.0f} s")


def compare(one: Artifact, container: Container) -> bool:
    """Build one artifact afresh beside vendor/; true where nothing speaks against what is there."""
    recorded = read_records().get(one.name)
    if recorded is None:
        raise ToolchainError(f"VENDOR.toml does not know {one.name}: run toolchain/vendor.py {one.name}")
    if (one.sources_hash(), one.recipe_hash()) != (recorded.sources, recorded.recipe):
        print(f"{one.name}: sources or recipe have changed since vendor/ was built: expect differences")
    with tempfile.TemporaryDirectory(prefix=f"{one.name}-") as folder:
        out = Path(folder)
        built = _BUILDS[one.name](container, out, fresh=True)
        if dict(built.tools) != dict(recorded.tools):
            print(f"{one.name}: builds; not compared, for the tools differ from the recorded ones:")
            for tool in sorted({*built.tools, *recorded.tools}):
                here, there = built.tools.get(tool, "absent"), recorded.tools.get(tool, "absent")
                if here != there:
                    print(f"  {tool} {here}, recorded {there}")
            return True
        return _same_bytes(one, recorded, out)


def _same_bytes(one: Artifact, recorded: Record, out: Path) -> bool:
    fresh = {f"{one.folder}/{path.name}": path for path in out.iterdir()}
    hashes = {name: hash_file(path) for name, path in fresh.items()}
    differing = [
        name for name in sorted({*hashes, *recorded.files}) if hashes.get(name) != recorded.files.get(name)
    ]
    for name in differing:
        print(f"  {name} differs: {_size(VENDOR / name)} in vendor/, {_size(fresh.get(name))} built")
    verdict = f"{len(differing)} differ" if differing else "every byte is the same"
    print(f"{one.name}: {len(fresh)} files built afresh, {verdict}")
    return not differing


def _size(path: Path | None) -> str:
    return f"{path.stat().st_size:,} bytes" if path and path.is_file() else "absent"


def main() -> int:
    """Parse the command line and do as it says; returns the exit status."""
    parser = argparse.ArgumentParser(description="Rebuild what stands under vendor/.")
    parser.add_argument("artifact", choices=[*_BUILDS, "all"])
    parser.add_argument("--compare", action="store_true", help="build aside and compare with vendor/")
    chosen = parser.parse_args()
    wanted = [artifact(name) for name in _BUILDS if chosen.artifact in (name, "all")]
    try:
        container = open_container()
        if chosen.compare:
            return 0 if all([compare(one, container) for one in wanted]) else 1  # noqa: C419  each is to be seen
        for one in wanted:
            rebuild(one, container)
    except ToolchainError as problem:
        print(f"vendor.py: {problem}", file=sys.stderr)
        return 1
    except subprocess.CalledProcessError as problem:
        print(f"vendor.py: the build failed with status {problem.returncode}, see above", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
