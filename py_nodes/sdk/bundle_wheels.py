"""The wheels of a bundle, unpacked into a private folder for as long as its nodes run.

Which of them fit this Python was decided when the bundle was opened (wasm_kernels/crates/wheel_choice).
What is inside a wheel is hostile like the rest of the bundle: names that lead out of the folder are
refused, and so is what unpacks to more than `MOST_BYTES`.
"""

from __future__ import annotations

import re
import shutil
import sys
import tempfile
import zipfile
import zlib
from email.parser import HeaderParser
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from py_nodes.sdk.bundle_nodes import forget_modules, list_folders_again
from py_nodes.sdk.not_in_bundle import NotInBundleError
from py_nodes.sdk.wheel import Wheel, normal_name

if TYPE_CHECKING:
    from collections.abc import Iterable

    from py_nodes.sdk.diagnostic import Diagnostic

#: Of all wheels of a bundle together.
MOST_BYTES = 512 * 1024 * 1024
MOST_FILES = 50_000

#: Parts of a wheel's ``.data`` folder that are modules too; scripts and headers are not.
MODULE_SCHEMES = ("purelib", "platlib")


class UnusableWheelError(Exception):
    """A wheel that cannot be unpacked; the message says why, as the end of a sentence about the file."""


class BundleWheels:
    """The chosen wheels of the bundle in `folder`, by their paths in it."""

    def __init__(self, folder: Path, chosen: Iterable[str]) -> None:
        self.folder = folder
        self.chosen = list(chosen)
        #: Where they are unpacked; None where there is nothing yet.
        self.site: Path | None = None
        #: What is unpacked, by the packages' names.
        self.installed: dict[str, Wheel] = {}
        self._room = MOST_BYTES
        self._files = MOST_FILES

    def install(self) -> list[Diagnostic]:
        """Unpacks them and checks that each has what it needs; every problem together."""
        found: list[Diagnostic] = []
        for file in self.chosen:
            try:
                self.unpack(self.folder / file, file)
            except UnusableWheelError as error:
                found.append(unusable(file, str(error)))
        wheels = list(self.installed.values())
        if not found and any(each.requires or each.requires_python for each in wheels):
            from py_nodes.sdk.wheel_needs import unmet_needs  # noqa: PLC0415 - it wants the installer's library

            found = unmet_needs(wheels)
        return found

    def unpack(self, path: Path, file: str) -> None:
        """Unpacks one wheel, which lies at `path` and is called `file`.

        Raises:
            UnusableWheelError: it is damaged, too large or reaches out of its folder.
        """
        site = self.site_folder()
        try:
            with zipfile.ZipFile(path) as archive:
                wheel = described(archive, file)
                for entry in archive.infolist():
                    self._unpack_entry(archive, entry, site)
        except (zipfile.BadZipFile, zipfile.LargeZipFile, zlib.error, OSError, EOFError, ValueError) as error:
            raise UnusableWheelError(f"cannot be unpacked: {error}") from error
        except (NotImplementedError, RuntimeError) as error:  # a method, or encryption, that zipfile lacks
            raise UnusableWheelError(f"cannot be unpacked here: {error}") from error
        self.installed[wheel.package] = wheel
        list_folders_again()

    def locate(self, wanted: str) -> Path:
        """The file behind a wheel's address as installers take it: ``emfs:/…``, ``file:/…`` or a path.

        A path that is not absolute counts from the bundle's folder, or from its ``wheels/``.

        Raises:
            NotInBundleError: it lies elsewhere, or nowhere.
        """
        address = urlsplit(wanted)
        path = Path(unquote(address.path))
        package = normal_name(path.name.split("-", maxsplit=1)[0])
        if address.scheme in {"", "emfs", "file"}:
            for place in (path, self.folder / path, self.folder / "wheels" / path):
                if place.is_absolute() and place.is_file():
                    return place
            raise NotInBundleError(package, path.name)
        raise NotInBundleError(package, package)

    def site_folder(self) -> Path:
        """The private folder, made by the first call.

        On the path it comes before other packages and behind Python's own library.
        """
        if self.site is None:
            self.site = Path(tempfile.mkdtemp(prefix="rmpkg-wheels-"))
            sys.path.insert(place_of_packages(), str(self.site))
        return self.site

    def _unpack_entry(self, archive: zipfile.ZipFile, entry: zipfile.ZipInfo, site: Path) -> None:
        if entry.is_dir():
            return
        path = PurePosixPath(entry.filename)
        if path.is_absolute() or ".." in path.parts or "\\" in entry.filename or ":" in path.parts[0]:
            raise UnusableWheelError(f"has a file that leads out of its folder: {entry.filename!r}")
        inside = module_path(path)
        if inside is None:
            return
        self._files -= 1
        self._room -= entry.file_size
        if self._files < 0 or self._room < 0:
            raise UnusableWheelError(
                f"is too large: all wheels together may have {MOST_FILES} files and {MOST_BYTES >> 20} MB"
            )
        target = site / inside
        target.parent.mkdir(parents=True, exist_ok=True)
        # zipfile gives out at most the announced size, and checks the sum behind it.
        with archive.open(entry) as source, target.open("wb") as out:
            shutil.copyfileobj(source, out, 1 << 20)

    def close(self) -> None:
        """Forgets what was imported from the folder, takes it off the path and removes it."""
        if self.site is None:
            return
        forget_modules(self.site)
        if str(self.site) in sys.path:
            sys.path.remove(str(self.site))
        sys.path_importer_cache.pop(str(self.site), None)
        shutil.rmtree(self.site, ignore_errors=True)
        self.site = None


def described(archive: zipfile.ZipFile, file: str) -> Wheel:
    """What the wheel's METADATA says; a wheel without it counts as one that needs nothing."""
    name, version = PurePosixPath(file).name.split("-")[:2]
    known = Wheel(file, normal_name(name), version)
    metadata = [each for each in archive.namelist() if re.fullmatch(r"[^/]+\.dist-info/METADATA", each)]
    if not metadata:
        return known
    if archive.getinfo(metadata[0]).file_size > 1 << 22:
        raise UnusableWheelError("has a METADATA of more than 4 MB")
    told = HeaderParser().parsestr(archive.read(metadata[0]).decode("utf-8", errors="replace"))
    return Wheel(
        file,
        known.package,
        told.get("Version", version),
        told.get("Requires-Python", ""),
        [str(each) for each in told.get_all("Requires-Dist", [])],
    )


def want_packaging(folder: Path, chosen: Iterable[str]) -> bool:
    """Whether one of the wheels says what it needs, which packaging must read."""
    for file in chosen:
        try:
            with zipfile.ZipFile(folder / file) as archive:
                wheel = described(archive, file)
        except (zipfile.BadZipFile, OSError, UnusableWheelError):
            continue  # told when it is unpacked
        if wheel.requires or wheel.requires_python:
            return True
    return False


def module_path(path: PurePosixPath) -> PurePosixPath | None:
    """Where a file of a wheel lies among the packages; None for what is no module or data of one."""
    if not path.parts[0].endswith(".data"):
        return path
    if len(path.parts) > 2 and path.parts[1] in MODULE_SCHEMES:
        return PurePosixPath(*path.parts[2:])
    return None


def place_of_packages() -> int:
    """Where on `sys.path` the first folder of installed packages is, or the end."""
    for place, path in enumerate(sys.path):
        if Path(path).name in {"site-packages", "dist-packages"}:
            return place
    return len(sys.path)


def unusable(file: str, why: str) -> Diagnostic:
    """A wheel that was chosen and cannot be used."""
    return {
        "severity": "error",
        "code": "wheel-unusable",
        "message": f"{file} {why}.",
        "help": "Download or build the wheel again, and put it into wheels/.",
        "file": file,
    }
