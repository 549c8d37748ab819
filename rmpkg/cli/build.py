"""`rmpkg build FOLDER -o FILE`: pack sources into a bundle."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from rmpkg.bundle import BuiltBundle, BundleError, build_bundle
from rmpkg.cli import exit_codes
from rmpkg.cli.arguments import add_json, add_strict, require_folder
from rmpkg.cli.node_types import python_node_types
from rmpkg.cli.report import print_diagnostics, print_json, printable, size, verdict_words

if TYPE_CHECKING:
    import argparse

#: Names of left-out files that are printed; `--json` has all.
SHOWN_SKIPPED = 6


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declares the arguments."""
    parser.add_argument(
        "folder",
        type=Path,
        metavar="FOLDER",
        help="the sources, with manifest.json or manifest.yaml at their top",
    )
    parser.add_argument(
        "-o", "--output", type=Path, required=True, metavar="FILE", help="the bundle to write (.rmpkg)"
    )
    parser.add_argument(
        "--include",
        action="append",
        default=[],
        metavar="PATTERN",
        help="pack files at these paths though they look like tests (test_*.py, *_test.py, conftest.py)",
    )
    add_strict(parser)
    add_json(parser)


def run(args: argparse.Namespace) -> int:
    """Builds the bundle and says what was written, or why not."""
    try:
        require_folder(args.folder)
        built = build_bundle(args.folder, args.output, python_node_types(), args.include, strict=args.strict)
    except BundleError as error:
        if args.json:
            print_json({"ok": False, "diagnostics": error.diagnostics})
        else:
            print_diagnostics(error.diagnostics, subject=str(args.folder))
            print(f"{args.output} was not written.", file=sys.stderr)
        return exit_codes.FAILED
    if args.json:
        print_json(
            {
                "ok": True,
                "file": str(built.path),
                "bytes": built.bytes,
                "sha256": built.sha256,
                "verdict": built.report["verdict"],
                "files": [entry["name"] for entry in built.report["entries"]],
                "skipped": built.skipped,
                "diagnostics": built.warnings,
            }
        )
    else:
        print_diagnostics(built.warnings, subject=str(args.folder))
        _print(built)
    return exit_codes.OK


def _print(built: BuiltBundle) -> None:
    entries = built.report["entries"]
    verdict = verdict_words(built.report["verdict"], sys.stdout)
    print(f"{built.path}: {len(entries)} files, {size(built.bytes)}, {verdict}")
    print(f"sha256 {built.sha256}")
    if built.skipped:
        more = len(built.skipped) - SHOWN_SKIPPED
        names = ", ".join(printable(name) for name in built.skipped[:SHOWN_SKIPPED])
        print(f"left out: {names}" + (f" and {more} more" if more > 0 else ""))
