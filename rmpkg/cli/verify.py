"""`rmpkg verify FILE`: the verdict and why."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from rmpkg.bundle import BundleError, open_bundle
from rmpkg.cli import exit_codes
from rmpkg.cli.arguments import add_bundle, add_json
from rmpkg.cli.report import print_diagnostics, print_json, verdict_words

if TYPE_CHECKING:
    import argparse

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
    add_json(parser)


def run(args: argparse.Namespace) -> int:
    """Prints the verdict; exit status 1 where it is less than required."""
    try:
        with open_bundle(args.file) as bundle:
            report = bundle.report
    except BundleError as error:
        print_diagnostics(error.diagnostics)
        return exit_codes.FAILED
    is_enough = report["verdict"] in ACCEPTABLE[ACCEPTABLE.index(args.require) :]
    if args.json:
        print_json(
            {
                "file": str(args.file),
                "ok": is_enough,
                "required": args.require,
                "verdict": report["verdict"],
                "reasons": report["reasons"],
                "signer": report["signer"],
            }
        )
    else:
        _print(report, args.file.name, args.require, is_enough=is_enough)
    return exit_codes.OK if is_enough else exit_codes.FAILED


def _print(report: Report, name: str, required: str, *, is_enough: bool) -> None:
    print(f"{name}: {verdict_words(report['verdict'], sys.stdout)}")
    print_diagnostics(report["reasons"], subject=name, stream=sys.stdout)
    if not is_enough and report["verdict"] != "broken":
        print(f"Not enough: --require {required}")
