"""Opens a package by what lies at its path."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rmpkg.bundle.folder import open_folder
from rmpkg.bundle.opened import OpeningObserver, open_bundle
from rmpkg.bundle.run_file import is_run_file, open_run_file

if TYPE_CHECKING:
    from contextlib import AbstractContextManager
    from pathlib import Path

    from rmpkg.bundle.sources import Sources


def open_package(path: Path, observer: OpeningObserver | None = None) -> AbstractContextManager[Sources]:
    """A folder of sources, a manifest (perhaps wrapped with its inputs), or a bundle.

    Raises:
        BundleError: on entering, where it cannot be opened at all.
    """
    if path.is_dir():
        return open_folder(path)
    return open_run_file(path) if is_run_file(path) else open_bundle(path, observer)
