"""`rmpkg migrate`: a manifest of any era in the form that is written today, and what that changes."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from rmpkg.bundle import BundleError, open_package
from rmpkg.bundle.diagnostic import problem
from rmpkg.bundle.planning import migrate
from rmpkg.bundle.sources import MANIFESTS
from rmpkg.cli import exit_codes
from rmpkg.cli.arguments import add_json
from rmpkg.cli.node_types import python_node_types
from rmpkg.cli.progress_line import ProgressLine
from rmpkg.cli.report import print_diagnostics, print_json, printable, row, styled

if TYPE_CHECKING:
    import argparse

    from rmpkg.bundle.diagnostic import Diagnostic
    from rmpkg.bundle.planning import Change, Migrated

HEADINGS = {
    "by-hand": "Needs a hand",
    "kept": "Means nothing here, kept under extensions",
    "changed": "Written in other words",
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declares the arguments."""
    parser.add_argument(
        "package", type=Path, help="a manifest (.json, .yaml, .yml), a folder of sources, or a bundle"
    )
    parser.add_argument(
        "-o",
        "--output",
        type=Path,
        metavar="OUT",
        help="write the manifest here, or as manifest.json into this folder, instead of to stdout",
    )
    add_json(parser)


def run(args: argparse.Namespace) -> int:
    """Writes the canonical form, and a report on stderr.

    Exit status 1 where it cannot be read, or where what was written cannot be run as it is.
    """
    subject = str(args.package)
    try:
        with open_package(args.package, ProgressLine(sys.stderr, quiet=args.json)) as sources:
            migrated = migrate(sources, python_node_types())
        written = (
            _write(migrated["text"], args.output, args.package) if migrated["text"] and args.output else None
        )
    except BundleError as error:
        if args.json:
            print_json(
                {"ok": False, "file": None, "manifest": None, "changes": [], "diagnostics": error.diagnostics}
            )
        print_diagnostics(error.diagnostics, subject=subject)
        return exit_codes.FAILED
    text = migrated["text"]
    can_run = migrated["ok"] and not _errors(migrated)
    if args.json:
        print_json(
            {
                "ok": can_run,
                "file": str(written) if written else None,
                "manifest": json.loads(text) if text else None,
                "changes": migrated["changes"],
                "diagnostics": migrated["diagnostics"],
            }
        )
    else:
        if text and not written:
            print(text, end="")
        _report(migrated, subject, written)
    return exit_codes.OK if can_run else exit_codes.FAILED


def _errors(migrated: Migrated) -> list[Diagnostic]:
    """What stops a run."""
    return [each for each in migrated["diagnostics"] if each["severity"] == "error"]


def _write(text: str, out: Path, read: Path) -> Path:
    """Writes the file at once or not at all; returns where. `read`: what was read, which is left as it is."""
    path = out / "manifest.json" if out.is_dir() else out
    refuse_what_was_read(path, read)
    part = path.with_name(f".{path.name}.part")
    try:
        part.write_text(text, encoding="utf-8", newline="\n")
        part.replace(path)
    except OSError as error:
        part.unlink(missing_ok=True)
        message = f"The manifest cannot be written: {error.strerror or error}."
        way_out = "Name a place that you may write to, in a folder that exists."
        raise BundleError([problem("unwritable-file", message, way_out, file=str(path))]) from error
    return path


def refuse_what_was_read(path: Path, read: Path) -> None:
    """The author's comments and spelling are in no other file.

    Raises:
        BundleError: `path` is the file that was read, or the manifest of the folder that was.
    """
    originals = [read / name for name in MANIFESTS] if read.is_dir() else [read]
    if any(path.exists() and each.exists() and path.samefile(each) for each in originals):
        message = "This is the file that was read: its comments and its spelling would be lost."
        way_out = "Write to another name with -o, and replace this file when you have looked at it."
        raise BundleError([problem("output-is-input", message, way_out, file=str(path))])


def _report(migrated: Migrated, subject: str, written: Path | None) -> None:
    """What changed and what a run would say, on stderr."""
    # Where there is a text, what stops its run is work for a hand like the rest, and is told there only.
    errors = _errors(migrated) if migrated["text"] else []
    for kind, heading in HEADINGS.items():
        lines = [_line(change) for change in migrated["changes"] if change["kind"] == kind]
        if kind == "by-hand":
            lines = [_error_line(each) for each in errors] + lines
        if lines:
            print(styled(f"{heading}:", "bold", sys.stderr), file=sys.stderr)
        for line in lines:
            print(row(*line, sys.stderr, indent=12), file=sys.stderr)
    print_diagnostics([each for each in migrated["diagnostics"] if each not in errors], subject=subject)
    if written:
        form = " (JSON, which YAML readers read too)" if written.suffix.lower() in (".yaml", ".yml") else ""
        print(f"wrote {printable(str(written))}{form}", file=sys.stderr)
    elif migrated["ok"] and not migrated["changes"]:
        print("Nothing to change: it says the same in canonical form.", file=sys.stderr)


def _error_line(error: Diagnostic) -> tuple[str, str]:
    """Where, and what with its code and the way out."""
    where = f"{error['line']}:{error['column']}" if "line" in error and "column" in error else ""
    place = f"{error['path']}: " if error.get("path") else ""
    return where, f"{place}error: {error['message']} [{error['code']}] {error.get('help', '')}".rstrip()


def _line(change: Change) -> tuple[str, str]:
    """Where, and what with the way out."""
    where = f"{change['line']}:{change['column']}" if "line" in change and "column" in change else ""
    times = f" ({change['count']} times)" if change["count"] > 1 else ""
    place = f"{change['path']}: " if change["path"] else ""
    return where, f"{place}{change['message']}{times} {change.get('help', '')}".rstrip()
