"""A bundle file, read by the Rust reader: this side only fetches the bytes that it asks for."""

from __future__ import annotations

import json
import os
from contextlib import contextmanager
from typing import TYPE_CHECKING, BinaryIO, Protocol

from rmpkg.bundle.diagnostic import BundleError, Diagnostic, problem
from rmpkg.bundle.sources import BundleNode, Report, Sources, Verdict
from rmpkg.file_reader import HAS_CHUNK, READY, poll_until_answer, take_chunk
from rmpkg.wasm_module import WasmInstance

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from rmpkg.wasm_module import WasmObject


class OpeningObserver(Protocol):
    """Sees how a bundle is read once, from its beginning to its verdict."""

    def progress(self, name: str, done: int, total: int) -> None:
        """Bytes that have been read, of all."""

    def end_progress(self) -> None:
        """It is open, or cannot be opened."""


class OpenedBundle(Sources):
    """A bundle whose every entry was read once and judged. It stays tied to the open file."""

    report: Report

    def __init__(self, file: BinaryIO, name: str, observer: OpeningObserver | None = None) -> None:
        self._file = file
        total, done = _size(file), 0
        self._reader: WasmObject = WasmInstance().new("bundle", float(total))

        def on_read(length: int) -> None:
            nonlocal done
            done = min(done + length, total)  # what names the entries is read first, and again among them
            if observer is not None:
                observer.progress(name, done, total)

        try:
            while poll_until_answer(self._reader, file, on_read) != READY:
                pass
        finally:
            if observer is not None:
                observer.end_progress()
        self.report = json.loads(self._reader.reply(self._reader.call("report")))
        self._index = {entry["name"]: entry["index"] for entry in self.report["entries"]}

    @property
    def verdict(self) -> Verdict:  # type: ignore[override]
        """May it run?"""
        return self.report["verdict"]

    @property
    def bundle_nodes(self) -> list[BundleNode]:
        """Node types that its Python files define; none of a broken bundle."""
        return self.report["bundle_nodes"]

    @property
    def manifest_file(self) -> str:  # type: ignore[override]
        """Name of the manifest; empty where the bundle is broken and has none."""
        entries = {entry["index"]: entry["name"] for entry in self.report["entries"]}
        number = self.report["manifest_entry"]
        return "" if number is None else entries[number]

    def files(self) -> list[str]:
        """Names of all files, sorted."""
        return sorted(self._index)

    def chunks(self, name: str) -> Iterator[bytes]:
        """The bytes of one entry; its hash is checked again while it is read."""
        if self.verdict == "broken":
            raise BundleError(self.report["reasons"])
        if name not in self._index:
            raise BundleError(
                [
                    problem(
                        "missing-file",
                        "The bundle has no such file.",
                        "Look at its list of files.",
                        file=name,
                    )
                ]
            )
        self._reader.call("extract", self._index[name])
        while poll_until_answer(self._reader, self._file) == HAS_CHUNK:
            yield bytes(take_chunk(self._reader))

    def close(self) -> None:
        """Gives the reader's memory back."""
        self._reader.free()


@contextmanager
def open_bundle(path: Path, observer: OpeningObserver | None = None) -> Iterator[OpenedBundle]:
    """Opens a bundle and reads all of it once; whether it may run is its `verdict`.

    Raises:
        BundleError: the file cannot be read at all.
    """
    try:
        file = path.open("rb")
    except OSError as error:
        raise BundleError([unreadable(path, error)]) from error
    with file:
        bundle = OpenedBundle(file, path.name, observer)
        try:
            yield bundle
        finally:
            bundle.close()


def unreadable(path: Path, error: OSError) -> Diagnostic:
    """The problem with a path that the system does not let be read."""
    why = error.strerror or str(error)
    return problem(
        "unreadable-file",
        f"The file cannot be read: {why}.",
        "Check the path and its permissions.",
        file=str(path),
    )


def _size(file: BinaryIO) -> int:
    return file.seek(0, os.SEEK_END)
