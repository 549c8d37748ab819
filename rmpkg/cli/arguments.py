"""Arguments that several subcommands share."""

from __future__ import annotations

import argparse
import os
from pathlib import Path

from rmpkg.bundle import BundleError
from rmpkg.bundle.diagnostic import problem
from rmpkg.bundle.planning import ManifestReading
from rmpkg.bundle.run_file import is_manifest
from rmpkg.bundle.sources import MANIFESTS
from rmpkg.given_text import as_text, is_text

#: How bundles begin.
ZIP = b"PK"


def add_json(parser: argparse.ArgumentParser) -> None:
    """`--json`: for programs."""
    parser.add_argument(
        "--json", action="store_true", help="print one JSON document on stdout and nothing else there"
    )


def add_strict(parser: argparse.ArgumentParser) -> None:
    """`--strict`: for authors and their CI."""
    parser.add_argument(
        "--strict", action="store_true", help="what means nothing in the manifest (a slip, say) is an error"
    )


def add_placeholders(parser: argparse.ArgumentParser) -> None:
    """Values for the placeholders of a manifest: nothing is taken from the environment unless it is named."""
    parser.add_argument(
        "--set",
        action="append",
        default=[],
        type=placeholder,
        metavar="NAME=VALUE",
        help="what ${NAME} in the manifest stands for; 0.5 counts as a number, true as true",
    )
    parser.add_argument(
        "--set-from-env",
        action="append",
        default=[],
        metavar="NAME",
        help="the same, with the value of the environment variable NAME",
    )


def manifest_reading(args: argparse.Namespace) -> ManifestReading:
    """How the arguments say that the manifest is to be read.

    Raises:
        BundleError: an environment variable that is to be used is not there.
    """
    values = dict(args.set)
    for name in args.set_from_env:
        if name not in os.environ:
            message = f"There is no environment variable {name}."
            raise BundleError([problem("missing-value", message, f"Set it, or use --set {name}=VALUE.")])
        values[name] = os.environ[name]
    values = {name: as_text(value) for name, value in values.items()}
    for name, value in values.items():
        if not is_text(value):
            message = f"The value of {name} is not UTF-8, so it is no text."
            raise BundleError([problem("value-not-text", message, "Write it in UTF-8.")])
    return ManifestReading(values=values, strict=args.strict)


def placeholder(text: str) -> tuple[str, str]:
    """Name and value of NAME=VALUE."""
    name, is_pair, value = text.partition("=")
    if not is_pair or not name.isidentifier():
        raise argparse.ArgumentTypeError(f"{text!r} is not of the form NAME=VALUE")
    return name, value


def add_bundle(parser: argparse.ArgumentParser, what: str = "the bundle (.rmpkg)") -> None:
    """The bundle to look at."""
    parser.add_argument("file", type=Path, metavar="FILE", help=what)


def refuse_folder(path: Path) -> None:
    """A folder is no bundle yet.

    Raises:
        BundleError: it is a folder.
    """
    if path.is_dir():
        message = "This is a folder, not a bundle."
        way_out = f"Pack it first: rmpkg build {path} -o FILE"
        raise BundleError([problem("unreadable-file", message, way_out, file=str(path))])


def require_folder(path: Path) -> None:
    """What is packed is a folder.

    Raises:
        BundleError: it is none.
    """
    if not path.is_dir():
        message = "This is a file, not a folder." if path.exists() else "There is no such folder."
        way_out = "Name the folder that has the manifest at its top."
        raise BundleError([problem("unreadable-file", message, way_out, file=str(path))])


def refuse_manifest(path: Path) -> None:
    """A manifest by itself is no bundle, however sound it is.

    Raises:
        BundleError: it is one.
    """
    try:
        with path.open("rb") as file:
            if file.read(len(ZIP)) == ZIP or not is_manifest(path):
                return
    except OSError:
        return  # opening it as a bundle says why
    name = f"manifest{path.suffix.lower()}" if f"manifest{path.suffix.lower()}" in MANIFESTS else MANIFESTS[0]
    message = "This is a manifest, not a bundle: it has no signature and no files of its own."
    way_out = (
        f"Run it as it is: rmpkg run {path}. To see what it says: rmpkg migrate {path}. "
        f"To make a bundle of it: put it into a folder as {name}, then rmpkg build FOLDER -o FILE"
    )
    raise BundleError([problem("manifest-not-bundle", message, way_out, file=str(path))])
