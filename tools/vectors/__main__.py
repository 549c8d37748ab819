"""Writes the collection, or compares it with what is there."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from tools.vectors.bad_content import bad_content
from tools.vectors.bad_entries import bad_entries
from tools.vectors.bad_names import bad_names
from tools.vectors.bad_oci import bad_oci
from tools.vectors.bad_records import bad_records
from tools.vectors.bad_tars import bad_tars
from tools.vectors.good_bundles import good_bundles
from tools.vectors.good_oci import good_oci
from tools.vectors.vector import Vector

ROOT = Path(__file__).resolve().parents[2] / "rmpkg" / "spec" / "vectors"


def vectors() -> list[Vector]:
    """Every file, by its path."""
    families = (good_bundles, good_oci, bad_names, bad_records, bad_entries, bad_content, bad_tars, bad_oci)
    return sorted((vector for family in families for vector in family()), key=lambda each: each.path)


def contents() -> dict[str, bytes]:
    """What the folder holds, by path: the files and `index.json`.

    Raises:
        ValueError: two files have one name.
    """
    all_of_them = vectors()
    files = {each.path: each.content for each in all_of_them}
    if len(files) != len(all_of_them):
        raise ValueError("two vectors have one name")
    rows = ",\n".join(json.dumps(each.row(), ensure_ascii=True) for each in all_of_them)
    return {**files, "index.json": f"[\n{rows}\n]\n".encode()}


def present() -> dict[str, bytes]:
    """What is there now."""
    files = (path for path in ROOT.rglob("*") if path.is_file())
    return {path.relative_to(ROOT).as_posix(): path.read_bytes() for path in files}


def main() -> int:
    """Exit status 1: with `--check`, something differs."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="only say what differs")
    wanted, there = contents(), present()
    differing = sorted(name for name in wanted | there if wanted.get(name) != there.get(name))
    if parser.parse_args().check:
        print("\n".join(differing) or f"{len(wanted)} files are as their script makes them")
        return int(bool(differing))
    for name in differing:
        path = ROOT / name
        if name not in wanted:
            path.unlink()
            continue
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(wanted[name])
    print(f"{len(wanted)} files, {sum(map(len, wanted.values()))} bytes; {len(differing)} written")
    return 0


if __name__ == "__main__":
    sys.exit(main())
