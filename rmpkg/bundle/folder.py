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
from rmpkg.bundle.sources import MANIFESTS, BundleNode, Sources
from rmpkg.wasm_module import WasmInstance

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

# Left out of a package: what tools leave behind, and whatever is hidden (which may hold secrets).
JUNK = (
    ".*", "__pycache__", "*.pyc", "*.pyo", "*.egg-info", "node_modules", "venv", "Thumbs.db", "desktop.ini",
    "__MACOSX", "*~", "*.swp", "*.tmp", "*.rmpkg",
)  # fmt: skip
# Left out too: what only pytest reads. A file that is part of the package all the same is named by `include`.
TESTS = ("test_*.py", "*_test.py", "conftest.py")
# Written anew by every build.
OWN_FILES = ("meta/provenance.json", "meta/signature.sig")
CHUNK_BYTES = 1 << 20
#: What the SDK's plug-ins have at their top.
PLUG_IN = "plugin.toml"


class SourceFolder(Sources):
    """The author's own files. What changes on disk while it is open, changes here."""

    verdict = "own"
    report = None

    def __init__(self, root: Path, include: Sequence[str] = ()) -> None:
        """Lists the files.

        Args:
            root: the folder.
            include: patterns of paths in it (`nodes/test_tone.py`, `nodes/*_test.py`) that are packed
                though they look like tests.
        """
        self.root = root
        # First and alone: a folder without a manifest is no package, whatever else is wrong with it.
        manifests = [name for name in MANIFESTS if os.path.lexists(root / name)]
        if len(manifests) != 1:
            raise BundleError([_not_one_manifest(root, manifests)])
        self.manifest_file = manifests[0]
        self._names, self.skipped = _walk(root, include)

    @cached_property
    def bundle_nodes(self) -> list[BundleNode]:
        """Node types that the Python files under `nodes/` define."""
        reader = WasmInstance().new("bundle", 0.0)
        try:
            found: dict[str, BundleNode] = {}
            for name in self.files():
                if name.startswith("nodes/") and name.endswith(".py"):
                    length = reader.call("sources", self.read(name))
                    defined: list[BundleNode] = json.loads(reader.reply(length))
                    for node in defined:
                        found.setdefault(node if isinstance(node, str) else node["name"], node)
        finally:
            reader.free()
        return list(found.values())

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


def looks_like_test(path: str) -> bool:
    """Whether a file is left out because of a name that pytest reads."""
    return any(fnmatchcase(path.rpartition("/")[2], pattern) for pattern in TESTS)


def _is_left_out(path: str, include: Sequence[str]) -> bool:
    name = path.rpartition("/")[2]
    if any(fnmatchcase(name, pattern) for pattern in JUNK) or path in OWN_FILES:
        return True
    return looks_like_test(path) and not any(fnmatchcase(path, pattern) for pattern in include)


def _walk(root: Path, include: Sequence[str]) -> tuple[list[str], list[str]]:
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
            elif _is_left_out(path, include):
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


def _not_one_manifest(root: Path, manifests: list[str]) -> Diagnostic:
    if manifests:
        message = f"The folder has {' and '.join(manifests)}, and which of them counts nobody can say."
        return problem("several-manifests", message, "Keep one of them.", file=str(root))
    if (root / PLUG_IN).is_file():
        message = f"This is a plug-in of the SDK ({PLUG_IN}), not a package: it has nodes and no pipeline."
        way_out = (
            "Put its Python files into the nodes folder of a package, wheels of what it requires "
            "into the wheels folder, and name its node types in that package's manifest."
        )
        return problem("no-manifest", message, way_out, file=str(root))
    below = (path for name in MANIFESTS for path in sorted(root.glob(f"[!.]*/{name}")))
    elsewhere = next(below, None)
    way_out = (
        f"Name the folder that holds it: {elsewhere.parent}"
        if elsewhere
        else f"Write the pipeline down in {root / MANIFESTS[0]}, or in {MANIFESTS[1]}"
    )
    return problem("no-manifest", f"The folder has no {MANIFESTS[0]} at its top.", way_out, file=str(root))
