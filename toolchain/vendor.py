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
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from artifacts import ARTIFACTS, VENDOR, Artifact, artifact, hash_file
from build_rust import build_rust
from container import Container, open_container
from host import ToolchainError
from record import Record, read_records, write_records


@dataclass(frozen=True, slots=True, kw_only=True)
class Built:
    """What a build tells besides its files."""

    tools: Mapping[str, str]
    origins: Mapping[str, Mapping[str, str]]


def _rust(container: Container, out: Path, fresh: bool) -> Built:
    return Built(tools=build_rust(container, out, fresh=fresh), origins={})


_BUILDS: Mapping[str, Callable[[Container, Path, bool], Built]] = {"rust": _rust}


def rebuild(one: Artifact, container: Container) -> None:
    """Build one artifact into vendor/ and record it."""
    with tempfile.TemporaryDirectory(prefix=f"{one.name}-") as folder:
        out = Path(folder)
        built = _BUILDS[one.name](container, out, False)
        target = VENDOR / one.folder
        target.mkdir(parents=True, exist_ok=True)
        for old in one.outputs():
            if not (out / old.relative_to(target)).exists():
                old.unlink()
        shutil.copytree(out, target, dirs_exist_ok=True)
    records = read_records()
    records[one.name] = Record(
        sources=one.sources_hash(),
        recipe=one.recipe_hash(),
        tools=built.tools,
        origins=built.origins,
        inputs=one.input_hashes(),
        files={path.relative_to(VENDOR).as_posix(): hash_file(path) for path in one.outputs()},
    )
    write_records(records)


def compare(one: Artifact, container: Container) -> bool:
    """Build one artifact afresh beside vendor/; true where nothing speaks against what is there."""
    recorded = read_records().get(one.name)
    if recorded is None:
        raise ToolchainError(f"VENDOR.toml does not know {one.name}: run vendor.py {one.name}")
    with tempfile.TemporaryDirectory(prefix=f"{one.name}-") as folder:
        out = Path(folder)
        built = _BUILDS[one.name](container, out, True)
        if dict(built.tools) != dict(recorded.tools):
            print(f"{one.name}: built, not compared, the tools differ from the recorded ones:")
            for tool in sorted({*built.tools, *recorded.tools}):
                here, there = built.tools.get(tool, "none"), recorded.tools.get(tool, "none")
                if here != there:
                    print(f"  {tool} {here}, recorded {there}")
            return True
        fresh = {
            f"{one.folder}/{path.relative_to(out).as_posix()}": path
            for path in out.rglob("*")
            if path.is_file()
        }
        differing = [
            name
            for name in sorted({*fresh, *recorded.files})
            if name not in fresh or hash_file(fresh[name]) != recorded.files.get(name)
        ]
        for name in differing:
            there, here = VENDOR / name, fresh.get(name)
            sizes = [path.stat().st_size if path and path.is_file() else 0 for path in (there, here)]
            print(f"  {name} differs: {sizes[0]} bytes in vendor/, {sizes[1]} built")
        verdict = f"{len(differing)} files differ" if differing else "every byte is the same"
        print(f"{one.name}: {len(fresh)} files built afresh, {verdict}")
        return not differing


def main() -> int:
    """Parse the command line and do as it says."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("artifact", choices=[*(one.name for one in ARTIFACTS), "all"])
    parser.add_argument(
        "--compare", action="store_true", help="build aside and compare with vendor/"
    )
    chosen = parser.parse_args()
    try:
        container = open_container()
        wanted = ARTIFACTS if chosen.artifact == "all" else [artifact(chosen.artifact)]
        good = True
        for one in wanted:
            began = time.monotonic()
            if chosen.compare:
                good &= compare(one, container)
            else:
                rebuild(one, container)
                size = sum(path.stat().st_size for path in one.outputs())
                print(f"{one.name}: {size:,} bytes in {time.monotonic() - began:.0f} s")
        return 0 if good else 1
    except ToolchainError as problem:
        print(f"vendor.py: {problem}", file=sys.stderr)
    except subprocess.CalledProcessError as problem:
        print(f"vendor.py: the build failed with status {problem.returncode}", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
