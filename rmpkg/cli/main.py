"""Entry of the command `rmpkg`."""

from __future__ import annotations

import argparse
import importlib
import os
import sys
from typing import TYPE_CHECKING, Protocol, cast

from rmpkg.cli import exit_codes
from rmpkg.version import VERSION

if TYPE_CHECKING:
    from collections.abc import Sequence

COMMANDS = {
    "build": "pack a folder of sources into a bundle",
    "inspect": "show what is in a bundle and what it needs, or what a recording is",
    "verify": "check a bundle and print the verdict",
    "run": "run a bundle or a folder of sources",
    "migrate": "write a manifest of any era in the form that is written today",
}
EPILOG = "exit status: 0 done, 1 refused or failed (the reasons are printed), 2 wrong usage"


class Command(Protocol):
    """A subcommand's module."""

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """Declares the arguments."""

    def run(self, args: argparse.Namespace) -> int:
        """Does it; returns the exit status."""


def command_module(name: str) -> Command:
    """Imports a subcommand, which no other one pays for."""
    return cast("Command", importlib.import_module(f"rmpkg.cli.{name}"))


def make_parser(chosen: str | None) -> argparse.ArgumentParser:
    """The whole command line; only the chosen subcommand has its arguments (all with None)."""
    parser = argparse.ArgumentParser(
        prog="rmpkg", description="Media pipelines as bundles.", epilog=EPILOG, allow_abbrev=False
    )
    parser.add_argument("--version", action="version", version=f"rmpkg {VERSION}")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND", title="commands")
    for name, summary in COMMANDS.items():
        command = commands.add_parser(
            name,
            help=summary,
            description=summary[0].upper() + summary[1:] + ".",
            epilog=EPILOG,
            allow_abbrev=False,
        )
        if chosen in (name, None):
            command_module(name).add_arguments(command)
    return parser


def main(argv: Sequence[str] | None = None) -> int:
    """Runs the command line and returns the exit status."""
    words = list(sys.argv[1:] if argv is None else argv)
    chosen = next((word for word in words if not word.startswith("-")), "")
    args = make_parser(chosen).parse_args(words)
    try:
        status = command_module(args.command).run(args)
        sys.stdout.flush()
    except KeyboardInterrupt:
        return exit_codes.INTERRUPTED
    except BrokenPipeError:
        # Whoever read our output has gone; Python would complain about it once more at its end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return exit_codes.FAILED
    return status


if __name__ == "__main__":
    sys.exit(main())
