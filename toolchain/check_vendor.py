"""Check that what stands under vendor/ was built from what stands in this clone.

usage: check_vendor.py [--print]

Recomputes the hashes of sources, recipes, inputs and outputs that VENDOR.toml records. Needs no
compiler and nothing beyond the standard library. Exit status 1 names each artifact that is out of
date and the command that rebuilds it.
"""

import argparse
import json
import sys

from artifacts import ARTIFACTS, VENDOR, Artifact
from host import ROOT, ToolchainError
from pyodide_package import pyodide_origin
from record import PATH, Record, read_records


def problems(one: Artifact, record: Record | None) -> list[str]:
    """What speaks against one artifact, a sentence each; empty where all is well."""
    if record is None:
        return [f"{PATH.name} has no entry for it"]
    found = []
    if one.sources_hash() != record.sources:
        found.append(f"one of its {len(one.source_files())} source files has changed since it was built")
    if one.recipe_hash() != record.recipe:
        found.append("its recipe under toolchain/ has changed since it was built")
    inputs = one.input_hashes()
    found += [
        f"it was made from another {name} than vendor/ holds"
        for name in sorted({*inputs, *record.inputs})
        if inputs.get(name) != record.inputs.get(name)
    ]
    here = one.output_hashes()
    for name in sorted({*here, *record.files}):
        if name not in here:
            found.append(f"{name} is missing")
        elif name not in record.files:
            found.append(f"{name} is not in {PATH.name}")
        elif here[name] != record.files[name]:
            found.append(f"{name} is not the file that was built: SHA-256 {here[name]}")
    return found + _pyodide_problems(record)


def _pyodide_problems(record: Record) -> list[str]:
    recorded = record.origins.get("pyodide")
    if recorded is None:
        return []
    pinned = json.loads((ROOT / "package.json").read_text())["devDependencies"]["pyodide"]
    if pinned != recorded["version"]:
        return [f"it was made with pyodide {recorded['version']}, package.json asks for {pinned}"]
    if not (ROOT / "node_modules/pyodide").is_dir():
        return []  # before npm ci: the version must do
    return [
        f"it was made with another {name} than node_modules/pyodide holds"
        for name, value in sorted(pyodide_origin().items())
        if recorded.get(name) != value
    ]


def strays() -> list[str]:
    """Files below vendor/ that belong to no artifact."""
    folders = {one.folder for one in ARTIFACTS}
    return sorted(
        path.relative_to(ROOT).as_posix()
        for path in VENDOR.rglob("*")
        if path.is_file() and path != PATH and path.relative_to(VENDOR).parts[0] not in folders
    )


def _listing(records: dict[str, Record]) -> None:
    for name, record in sorted(records.items()):
        tools = ", ".join(f"{tool} {version}" for tool, version in sorted(record.tools.items()))
        print(f"{name}: sources {record.sources[:12]}, recipe {record.recipe[:12]}, built by {tools}")
        for origin, facts in sorted(record.origins.items()):
            digest = facts.get("sha256", "")
            print(f"  from {origin} {facts.get('version', '')} ({facts['origin']}) {digest[:12]}")
        for file, digest in sorted(record.files.items()):
            path = VENDOR / file
            size = f"{path.stat().st_size:>11,}" if path.is_file() else "    missing"
            print(f"  {size}  {digest[:12]}  {file}")


def main() -> int:
    """Check, or print, and return the exit status."""
    parser = argparse.ArgumentParser(description="Check vendor/ against its sources and recipes.")
    parser.add_argument("--print", action="store_true", help="list what VENDOR.toml records")
    chosen = parser.parse_args()
    records = read_records()
    if chosen.print:
        _listing(records)
    failed = False
    for one in ARTIFACTS:
        try:
            found = problems(one, records.get(one.name))
        except ToolchainError as problem:
            found = [str(problem)]
        for line in found:
            print(f"{one.name}: {line}", file=sys.stderr)
        if found:
            print(f"{one.name}: rebuild it with `{one.command}`", file=sys.stderr)
            failed = True
    for name in strays():
        print(f"{name} belongs to no artifact of toolchain/artifacts.py", file=sys.stderr)
        failed = True
    if not failed:
        count = sum(len(record.files) for record in records.values())
        print(f"vendor: {count} files of {len(records)} artifacts fit their sources and recipes")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
