"""Builds a bundle from a folder: the same sources give the same bytes, anywhere."""

from __future__ import annotations

import hashlib
import os
import secrets
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, BinaryIO, cast

from rmpkg.bundle.diagnostic import BundleError, Diagnostic, has_errors, problem
from rmpkg.bundle.folder import SourceFolder, looks_like_test
from rmpkg.bundle.opened import open_bundle
from rmpkg.bundle.planning import ManifestReading, plan
from rmpkg.bundle.provenance import PROVENANCE, statement
from rmpkg.bundle.python_syntax import syntax_problems
from rmpkg.bundle.stored_zip import StoredZipError, StoredZipWriter
from rmpkg.version import VERSION

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path
    from typing import Any

    from rmpkg.bundle.sources import Report


RENAME = "Rename the file, so that its name means the same on every system."
#: The reader's advice is for those who got a bundle; these are for the one who makes it.
BUILDERS_WAY_OUT = {
    "path-escape": RENAME,
    "unsafe-name": RENAME,
    "name-collision": RENAME,
    "changed-file": "The file changed while it was packed: build again, and leave it alone meanwhile.",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class BuiltBundle:
    """What was written."""

    path: Path
    bytes: int
    sha256: str
    #: What the reader says of the finished file.
    report: Report
    #: Files and folders that were left out.
    skipped: list[str]
    #: Warnings about the manifest.
    warnings: list[Diagnostic]


def build_bundle(
    folder: Path,
    out: Path,
    python_nodes: Mapping[str, Any],
    include: Sequence[str] = (),
    *,
    strict: bool = False,
) -> BuiltBundle:
    """Packs `folder` into `out`, which is replaced at once or not at all.

    Args:
        folder: the sources, with a manifest at their top.
        out: the bundle to write; its folder must exist.
        python_nodes: the standard Python node types with their ports, as `py_nodes` tells them.
        include: patterns of paths that are packed though they look like tests.
        strict: what means nothing in the manifest is an error.

    Raises:
        BundleError: the manifest has errors, a node's file cannot be compiled, the folder holds what a
            bundle cannot, or the disk refused.
    """
    sources = SourceFolder(folder, include)
    answer = plan(sources, python_nodes, ManifestReading(strict=strict, values_later=True))
    if not answer["ok"] or has_errors(answer["diagnostics"]):
        raise BundleError([*answer["diagnostics"], *_left_out_tests(sources.skipped)])
    if unreadable := syntax_problems(sources):
        raise BundleError([*answer["diagnostics"], *unreadable])
    hashes = {name: _sha256(sources.chunks(name)) for name in sources.files()}
    with _replacing(out) as (file, path):
        _write(sources, hashes, file)
        with open_bundle(path) as written:
            report = written.report
        if report["verdict"] == "broken":
            raise BundleError([_about_sources(reason) for reason in report["reasons"]])
        file.seek(0)
        sha256 = _sha256(iter(lambda: file.read(1 << 20), b""))
        size = file.tell()
    return BuiltBundle(
        path=out, bytes=size, sha256=sha256, report=report,
        skipped=sources.skipped, warnings=answer["diagnostics"],
    )  # fmt: skip


def _write(sources: SourceFolder, hashes: dict[str, str], file: BinaryIO) -> None:
    """Writes all entries. A file that changes meanwhile is found when the bundle is read back."""
    archive = StoredZipWriter(file)
    try:
        for name in sorted([*hashes, PROVENANCE]):
            listed = (
                [statement(hashes, manifest=sources.manifest_file, version=VERSION)]
                if name == PROVENANCE
                else sources.chunks(name)
            )
            archive.add(name, listed)
        archive.finish()
    except StoredZipError as error:
        way_out = "Leave out what the pipeline does not read, or let it fetch models by their address."
        raise BundleError([problem("too-large", str(error), way_out)]) from error
    file.flush()
    os.fsync(file.fileno())


def _left_out_tests(skipped: list[str]) -> list[Diagnostic]:
    """Where a node may be that the manifest names and nobody finds."""
    message = "This file has the name of a test, so it was left out."
    return [
        {
            **problem("taken-for-a-test", message, f"If it defines a node: --include {name}", file=name),
            "severity": "warning",
        }
        for name in skipped
        if name.startswith("nodes/") and looks_like_test(name)
    ]


def _about_sources(reason: Diagnostic) -> Diagnostic:
    """What the reader would tell somebody who got the bundle, told to the one who makes it."""
    way_out = BUILDERS_WAY_OUT.get(reason["code"])
    return {**reason, "help": way_out} if way_out else reason


def _sha256(chunks: Iterator[bytes]) -> str:
    digest = hashlib.sha256()
    for chunk in chunks:
        digest.update(chunk)
    return digest.hexdigest()


@contextmanager
def _replacing(out: Path) -> Iterator[tuple[BinaryIO, Path]]:
    """A new file beside `out` that takes its place at the end, and is gone if anything fails."""
    path = out.with_name(f".{out.name}.{secrets.token_hex(8)}.tmp")
    try:
        with path.open("x+b") as file:
            yield cast("BinaryIO", file), path
        path.replace(out)
        _sync_folder(out.parent)
    except OSError as error:
        raise BundleError([_unwritable(out, error)]) from error
    finally:
        path.unlink(missing_ok=True)


def _sync_folder(folder: Path) -> None:
    """So that the new name survives a power cut. Not every system lets a folder be opened."""
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _unwritable(out: Path, error: OSError) -> Diagnostic:
    why = error.strerror or str(error)
    return problem(
        "unwritable-file", f"The bundle cannot be written: {why}.",
        "Name a place with room that you may write to, in a folder that exists.", file=str(out),
    )  # fmt: skip
