"""Arguments that several subcommands share."""

from __future__ import annotations

import argparse
from pathlib import Path


def add_json(parser: argparse.ArgumentParser) -> None:
    """`--json`: for programs."""
    parser.add_argument(
        "--json", action="store_true", help="print one JSON document on stdout and nothing else there"
    )


def add_bundle(parser: argparse.ArgumentParser) -> None:
    """The bundle to look at."""
    parser.add_argument("file", type=existing_file, metavar="FILE", help="the bundle (.rmpkg)")


def existing_file(text: str) -> Path:
    """A path that is there and is no folder."""
    path = Path(text)
    if path.is_dir():
        raise argparse.ArgumentTypeError(f"{text} is a folder; pack it first: rmpkg build {text} -o FILE")
    if not path.exists():
        raise argparse.ArgumentTypeError(f"there is no file {text}")
    return path


def existing_folder(text: str) -> Path:
    """A path that is a folder."""
    path = Path(text)
    if not path.is_dir():
        raise argparse.ArgumentTypeError(
            f"{text} is a file, not a folder" if path.exists() else f"there is no folder {text}"
        )
    return path
