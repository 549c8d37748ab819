"""`rmpkg verify FILE`: the verdict and why."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from rmpkg.bundle import BundleError, open_bundle, plan
from rmpkg.bundle.diagnostic import has_errors
from rmpkg.bundle.planning import ManifestReading
from rmpkg.bundle.python_syntax import syntax_problems
from rmpkg.cli import exit_codes
from rmpkg.cli.arguments import add_bundle, add_json, refuse_folder, refuse_manifest
from rmpkg.cli.node_types import python_node_types
from rmpkg.cli.progress_line import ProgressLine
from rmpkg.cli.report import print_diagnostics, print_json, verdict_words

if TYPE_CHECKING:
    import argparse

    from rmpkg.bundle import Diagnostic, OpenedBundle
    from rmpkg.bundle.sources import Report

#: From least to most; `broken` is below all of them.
ACCEPTABLE = ("unsigned", "unknown-signer", "verified")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declares the arguments."""
    add_bundle(parser)
    parser.add_argument(
        "--require",
        choices=ACCEPTABLE,
        default=ACCEPTABLE[0],
        help="the least verdict that counts as success (default: anything but broken)",
    )
    parser.add_argument(
        "--strict",
        action="store_true",
        help="look into manifest and Python files too: what is wrong or means nothing counts as failure",
    )
    add_json(parser)


def run(args: argparse.Namespace) -> int:
    """Prints the verdict; exit status 1 where it is less than required."""
    try:
        refuse_folder(args.file)
        refuse_manifest(args.file)
        with open_bundle(args.file, ProgressLine(sys.stderr, quiet=args.json)) as bundle:
            report = bundle.report
            problems = package_problems(bundle) if args.strict else []
    except BundleError as error:
        if args.json:
            unread = {"verdict": None, "reasons": error.diagnostics, "signer": None}
            print_json({"file": str(args.file), "ok": False, "required": args.require, **unread})
        print_diagnostics(error.diagnostics)
        return exit_codes.FAILED
    is_enough = report["verdict"] in ACCEPTABLE[ACCEPTABLE.index(args.require) :]
    is_sound = not has_errors(problems)
    if args.json:
        print_json(
            {
                "file": str(args.file),
                "ok": is_enough and is_sound,
                "required": args.require,
                "verdict": report["verdict"],
                "reasons": report["reasons"] + problems,
                "signer": report["signer"],
            }
        )
    else:
        _print(report, args.file.name, args.require, is_enough=is_enough)
        print_diagnostics(problems, subject=args.file.name, stream=sys.stdout)
    return exit_codes.OK if is_enough and is_sound else exit_codes.FAILED


def package_problems(bundle: OpenedBundle) -> list[Diagnostic]:
    """What is wrong with manifest and Python files, strictly.

    Nothing of a broken bundle, which nobody looks into.
    """
    if bundle.verdict == "broken":
        return []
    reading = ManifestReading(strict=True, values_later=True)
    return plan(bundle, python_node_types(), reading)["diagnostics"] + syntax_problems(bundle)


def _print(report: Report, name: str, required: str, *, is_enough: bool) -> None:
    print(f"{name}: {verdict_words(report['verdict'], sys.stdout)}")
    print_diagnostics(report["reasons"], subject=name, stream=sys.stdout)
    if not is_enough and report["verdict"] != "broken":
        print(f"Not enough: --require {required}")
