"""The Python files of a bundle: imported as the package ``nodes``, as they lie in its folder."""

from __future__ import annotations

import importlib
import importlib.machinery
import importlib.util
import os
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from py_nodes.sdk.failures import RAISED, StopAsked, import_problem
from py_nodes.sdk.registry import node_classes

if TYPE_CHECKING:
    from collections.abc import Collection
    from types import ModuleType

    from py_nodes.sdk.diagnostic import Diagnostic

PACKAGE = "nodes"

#: Where the older SDK's import names lie, what stands in for a package it needs, the package of its nodes.
OLDER_NAMES = str(Path(__file__).parents[1] / "compat")
STAND_INS = str(Path(OLDER_NAMES) / "stand_ins")
OLDER_PACKAGE = "remotemedia.nodes"
#: A relative import that goes up: in a file that lay in the SDK, ``from ..core.node import Node``.
GOES_UP = re.compile(r"^[ \t]*from[ \t]+\.(\.+)", re.MULTILINE)


class BundleNodes:
    """The node classes of one bundle. `folder` holds ``nodes/``."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder.resolve()
        self.added: list[str] = []
        #: Files that go up from the package lay in the older SDK and are imported under its name.
        self.package = PACKAGE

    def load(self, wanted: Collection[str]) -> tuple[dict[str, type[Any]], list[Diagnostic]]:
        """Imports what is needed for these node types. The classes found, and what could not be imported.

        Files that name none of the types are imported only where a type has not been found in the
        others, so that a file that nothing uses can break nothing.
        """
        files = python_files(self.folder)
        if any(goes_beyond(file, self.folder) for file in files):
            self.package = OLDER_PACKAGE
        package = self._enter()
        own = self.folder / PACKAGE / "__init__.py"
        classes: dict[str, type[Any]] = {}
        found: list[Diagnostic] = []
        # The package's own __init__.py first, as Python would; then what mentions a wanted type.
        for file in sorted(files, key=lambda each: (each != own, not names_any(each, wanted))):
            if all(word in classes for word in wanted):
                break
            try:
                classes |= node_classes(self._import(file, package))
            except StopAsked:
                raise
            except RAISED as error:
                found.append(
                    import_problem(error, file.relative_to(self.folder).as_posix(), str(self.folder))
                )
        if all(word in classes for word in wanted):
            return classes, []
        return classes, found

    def close(self) -> None:
        """Forgets the modules and the paths, so that another bundle may come."""
        forget_modules(self.folder)
        for path in self.added:
            if path in sys.path:
                sys.path.remove(path)
        self.added = []

    def _enter(self) -> ModuleType:
        """Makes the package ``nodes``; its own __init__.py, if there is one, has yet to run."""
        forget_modules(self.folder)
        # A package of its own making: another one of that name on sys.path would win otherwise.
        spec = importlib.machinery.ModuleSpec(PACKAGE, None, is_package=True)
        own = self.folder / PACKAGE / "__init__.py"
        if own.exists():
            spec = importlib.util.spec_from_file_location(PACKAGE, own) or spec
        spec.submodule_search_locations = [str(self.folder / PACKAGE)]
        package = importlib.util.module_from_spec(spec)
        sys.modules[PACKAGE] = package
        # Before everything else, and nothing else lies there: the older SDK, installed or not, is this.
        sys.path.insert(0, OLDER_NAMES)
        self.added.append(OLDER_NAMES)
        # Behind everything else: a bundle's file may be called like a module of the standard library.
        own_modules = str(self.folder / PACKAGE)
        # Behind that, what stands in for packages that no page has.
        for path in (own_modules, STAND_INS):
            if path not in sys.path:
                sys.path.append(path)
                self.added.append(path)
        list_folders_again()
        return package

    def _import(self, file: Path, package: ModuleType) -> ModuleType:
        parts = file.relative_to(self.folder).with_suffix("").parts
        name = ".".join((self.package, *(parts[1:-1] if parts[-1] == "__init__" else parts[1:])))
        writing, sys.dont_write_bytecode = sys.dont_write_bytecode, True  # the folder is the author's
        try:
            if name == PACKAGE and package.__spec__ is not None and package.__spec__.loader is not None:
                package.__spec__.loader.exec_module(package)
            return importlib.import_module(name)
        finally:
            sys.dont_write_bytecode = writing


def forget_modules(folder: Path) -> None:
    """Removes the package ``nodes``, whosever it is, the older SDK's names, and what came from `folder`."""
    inside = f"{folder}/"
    for name, module in list(sys.modules.items()):
        file = getattr(module, "__file__", None) or ""
        is_package = name == PACKAGE or name.startswith(PACKAGE + ".")
        if is_package or file.startswith(inside) or file.startswith(OLDER_NAMES + os.sep):
            del sys.modules[name]


def list_folders_again() -> None:
    """Has the next import look into the folders of `sys.path` anew, for files that have just come.

    Of archives `importlib.invalidate_caches` would forget the listing too: the standard library's costs
    the page 60 ms.
    """
    for finder in list(sys.path_importer_cache.values()):
        if isinstance(finder, importlib.machinery.FileFinder):
            finder.invalidate_caches()


def mentions(folder: Path, *words: str) -> bool:
    """Whether one of the bundle's own Python files has one of the words in it."""
    return any(names_any(file, words) for file in python_files(folder))


def goes_beyond(file: Path, folder: Path) -> bool:
    """Whether a file imports from above the package ``nodes``: from one that this lay in."""
    depth = len(file.relative_to(folder).parts) - 1
    text = file.read_text("utf-8", errors="replace")
    return any(len(dots) >= depth for dots in GOES_UP.findall(text))


def python_files(folder: Path) -> list[Path]:
    """The Python files of the bundle in `folder`, in order; `Path.glob` takes the page ten times as long."""
    found: list[Path] = []
    for place, _, names in os.walk(folder / PACKAGE):
        found += [Path(place, name) for name in names if name.endswith(".py")]
    return sorted(found)


def names_any(file: Path, words: Collection[str]) -> bool:
    """Whether a file's text has one of the words: a hint only, the import decides."""
    text = file.read_text("utf-8", errors="replace")
    return any(word in text and re.search(rf"\b{re.escape(word)}\b", text) for word in words)
