"""The command line of `rmpkg`: its subcommands, and what the words ask of them."""

from __future__ import annotations

import argparse
import importlib
import io
import sys
from typing import TYPE_CHECKING, Protocol, cast

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


def carried_out(words: Sequence[str]) -> int:
    """Does what the words say, down to the last byte of output; returns the exit status."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            # What a terminal's encoding cannot show is spelled out.
            stream.reconfigure(errors="backslashreplace")
    chosen = next((word for word in words if not word.startswith("-")), "")
    try:
        args = make_parser(chosen).parse_args(words)
        return command_module(args.command).run(args)
    finally:
        if sys.stdout is not None:  # as where the shell closed it (>&-)
            sys.stdout.flush()
