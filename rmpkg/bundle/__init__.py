"""Bundles as files and folders: open, check, plan and build them.

Reading, hashing and judging happen in the Rust reader, the same wasm as in the page; this package
only moves bytes between it and the disk.
"""

from rmpkg.bundle.builder import BuiltBundle, build_bundle
from rmpkg.bundle.diagnostic import BundleError, Diagnostic
from rmpkg.bundle.folder import SourceFolder, open_folder
from rmpkg.bundle.opened import OpenedBundle, open_bundle
from rmpkg.bundle.package import open_package
from rmpkg.bundle.planning import plan
from rmpkg.bundle.run_file import RunFile, open_run_file
from rmpkg.bundle.sources import Sources

__all__ = [
    "BuiltBundle",
    "BundleError",
    "Diagnostic",
    "OpenedBundle",
    "RunFile",
    "SourceFolder",
    "Sources",
    "build_bundle",
    "open_bundle",
    "open_folder",
    "open_package",
    "open_run_file",
    "plan",
]
