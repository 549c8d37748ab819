"""A folder of sources: which of its files belong to the package."""

from __future__ import annotations

import json
import os
import stat
from contextlib import contextmanager
from fnmatch import fnmatchcase
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from rmpkg.bundle.diagnostic import BundleError, Diagnostic, problem
from rmpkg.bundle.sources import MANIFEST, Sources
from rmpkg.wasm_module import WasmInstance

if TYPE_CHECKING:
    from collections.abc import Iterator

# Left out of a package: what tools leave behind, and whatever is hidden (which may hold secrets).
JUNK = (
    ".*", "__pycache__", "*.pyc", "*.pyo", "*.egg-info", "node_modules", "venv", "Thumbs.db", "desktop.ini",
    "__MACOSX", "*~", "*.swp", "*.tmp", "*.rmpkg",
)  # fmt: skip
# Written anew by every build.
OWN_FILES = ("meta/provenance.json", "meta/signature.sig")
CHUNK_BYTES = 1 << 20


class SourceFolder(Sources):
    """The author's own files. What changes on disk while it is open, changes here."""

    verdict = "own"
    report = None

    def __init__(self, root: Path) -> None:
        self.root = root
        self._names, self.skipped = _walk(root)
        if MANIFEST not in self._names:
            raise BundleError([_no_manifest(root, self._names)])

    @cached_property
    def bundle_nodes(self) -> list[str]:
        """Node types that the Python files under `nodes/` define."""
        reader = WasmInstance().new("bundle", 0.0)
        try:
            found: dict[str, None] = {}
            for name in self.files():
                if name.startswith("nodes/") and name.endswith(".py"):
                    length = reader.call("sources", self.read(name))
                    found |= dict.fromkeys(json.loads(reader.reply(length)))
        finally:
            reader.free()
        return list(found)

    def files(self) -> list[str]:
        """Names of all files that belong to the package, sorted."""
        return list(self._names)

    def chunks(self, name: str) -> Iterator[bytes]:
        """The bytes of one file."""
        if name not in self._names:
            raise BundleError(
                [problem("missing-file", "The folder has no such file.", "Check the name.", file=name)]
            )
        try:
            with (self.root / name).open("rb") as file:
                while piece := file.read(CHUNK_BYTES):
                    yield piece
        except OSError as error:
            raise BundleError([_unreadable(name, error)]) from error


@contextmanager
def open_folder(path: Path) -> Iterator[SourceFolder]:
    """Lists the files of a folder that belong to its package.

    Raises:
        BundleError: it is no folder, it has no manifest, or it holds links or devices.
    """
    yield SourceFolder(path)


def _walk(root: Path) -> tuple[list[str], list[str]]:
    """Sorted names of the files that belong to the package, and of what was left out."""
    names: list[str] = []
    skipped: list[str] = []
    problems: list[Diagnostic] = []

    def fail(error: OSError) -> None:
        problems.append(_unreadable(str(error.filename), error))

    for folder, folders, files in os.walk(root, onerror=fail):
        here = Path(folder).relative_to(root)
        for name in sorted(folders + files):
            path = (here / name).as_posix()
            mode = (root / path).lstat().st_mode
            if not _is_text(path):
                shown = path.encode(errors="surrogateescape").decode(errors="backslashreplace")
                message = "The name is no UTF-8, so it means nothing on another machine."
                problems.append(problem("unsafe-name", message, "Rename the file.", file=shown))
            elif any(fnmatchcase(name, pattern) for pattern in JUNK) or path in OWN_FILES:
                skipped.append(path + "/" * stat.S_ISDIR(mode))
            elif stat.S_ISREG(mode):
                names.append(path)
            elif not stat.S_ISDIR(mode):
                problems.append(_not_a_file(path, mode))
        folders[:] = [name for name in folders if not any(fnmatchcase(name, pattern) for pattern in JUNK)]
    if problems:
        raise BundleError(problems)
    return sorted(names), sorted(skipped)


def _is_text(path: str) -> bool:
    """Whether the name can be written down: the system gives names that are no UTF-8 with surrogates."""
    try:
        path.encode()
    except UnicodeEncodeError:
        return False
    return True


def _not_a_file(path: str, mode: int) -> Diagnostic:
    kind = "a symbolic link" if stat.S_ISLNK(mode) else "no plain file"
    way_out = "Put the file itself in its place; a bundle holds plain files only."
    return problem("not-a-file", f"This is {kind}, which a bundle cannot hold.", way_out, file=path)


def _unreadable(name: str, error: OSError) -> Diagnostic:
    why = error.strerror or str(error)
    return problem(
        "unreadable-file",
        f"This cannot be read: {why}.",
        "Check that it is there and its permissions.",
        file=name,
    )


def _no_manifest(root: Path, names: list[str]) -> Diagnostic:
    elsewhere = next((name for name in names if name.endswith(f"/{MANIFEST}")), None)
    way_out = (
        f"Name the folder that holds it: {root / Path(elsewhere).parent}"
        if elsewhere
        else f"Write the pipeline down in {root / MANIFEST}"
    )
    return problem("no-manifest", f"The folder has no {MANIFEST} at its top.", way_out, file=str(root))
