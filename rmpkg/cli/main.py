"""Entry of the command `rmpkg`."""

from __future__ import annotations

import importlib
import io
import os
import sys
from typing import TYPE_CHECKING, Protocol, cast

from rmpkg.cli import exit_codes
from rmpkg.version import VERSION

if TYPE_CHECKING:
    import argparse
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
    import argparse  # noqa: PLC0415 - slow: Ctrl+C may come meanwhile, and `main` is there to hear it

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
    try:
        return carried_out(list(sys.argv[1:] if argv is None else argv))
    except KeyboardInterrupt:
        print("stopped", file=sys.stderr)
        return exit_codes.INTERRUPTED
    except BrokenPipeError:
        # Whoever read our output has gone: nobody is there to be told.
        drop_output()
        return exit_codes.FAILED
    except OSError as error:
        drop_output()
        at = f" ({error.filename})" if error.filename else ""
        why = error.strerror or error
        print(f"error: this cannot be written or read{at}: {why} [system-error]", file=sys.stderr)
        return exit_codes.FAILED


def carried_out(words: list[str]) -> int:
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


def drop_output() -> None:
    """Forgets what could not be written; Python would try again, and complain, at its end."""
    if sys.stdout is not None:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


if __name__ == "__main__":
    sys.exit(main())
