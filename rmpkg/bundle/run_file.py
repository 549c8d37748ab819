"""A manifest by itself, or wrapped together with its inputs: one JSON file that needs no code of its own."""

from __future__ import annotations

import json
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, cast

from rmpkg.bundle.diagnostic import BundleError, Diagnostic, problem
from rmpkg.bundle.sources import BundleNode, Sources
from rmpkg.wasm_module import WasmInstance

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

#: Bits of `manifest_signs` (WIRE.md): the name says so, the text says so.
NAMED, SHAPED = 1, 2
#: 32-bit memory holds the text several times over.
LONGEST = 256 << 20
#: A file of another name is not read to its end for this if it is longer.
LONGEST_UNNAMED = 1 << 20


class RunFile(Sources):
    """One file; the user's own, and there is no Python in it."""

    verdict = "own"
    report = None
    alone = True
    bundle_nodes: list[BundleNode] = []  # noqa: RUF012 - a property in the base class

    def __init__(self, path: Path) -> None:
        self.manifest_file = str(path)
        try:
            size = path.stat().st_size
            if size > LONGEST:
                message = (
                    f"The file is {size >> 20} MiB long; a manifest with its inputs may be {LONGEST >> 20}."
                )
                way_out = "Give the inputs as files of their own, with --input."
                raise BundleError([problem("manifest-too-long", message, way_out, file=str(path))])
            self._bytes = path.read_bytes()
        except OSError as error:
            message = f"This cannot be read: {error.strerror or error}."
            way_out = "Check that it is there and its permissions."
            raise BundleError([problem("unreadable-file", message, way_out, file=str(path))]) from error
        values = _values(self._bytes, str(path))
        #: JSON texts for each input by its name.
        self.inputs: dict[str, list[str]] = values["inputs"] or {}
        #: For each of them file, path, line and column: parts of a diagnostic.
        self.places: dict[str, dict[str, Any]] = {
            name: {"file": str(path), **place} for name, place in values.get("places", {}).items()
        }
        #: JSON texts for every input that has none of its own, or None.
        self.input_data: list[str] | None = values["input_data"]

    def files(self) -> list[str]:
        """The file itself."""
        return [self.manifest_file]

    def chunks(self, name: str) -> Iterator[bytes]:
        """The bytes of the file."""
        if name != self.manifest_file:
            raise BundleError(
                [problem("missing-file", "There is no such file.", "Check the name.", file=name)]
            )
        yield self._bytes


def is_run_file(path: Path) -> bool:
    """Whether a file of this name is such a file, and no bundle."""
    return bool(_signs(path, b"") & NAMED)


def is_manifest(path: Path) -> bool:
    """Whether a file that is no bundle is a manifest, perhaps with its inputs: by its name or by its text.

    Raises:
        OSError: it cannot be read.
    """
    if is_run_file(path):
        return True
    return path.stat().st_size <= LONGEST_UNNAMED and bool(_signs(path, path.read_bytes()) & SHAPED)


def _signs(path: Path, text: bytes) -> int:
    document = WasmInstance().new("document")
    try:
        return document.call("manifest_signs", path.name.encode(errors="replace"), text)
    finally:
        document.free()


@contextmanager
def open_run_file(path: Path) -> Iterator[RunFile]:
    """Reads a manifest, or `{"manifest", "inputs"}`, or the older SDK's `{"manifest", "input_data"}`.

    Raises:
        BundleError: it cannot be read, or its values make no sense.
    """
    yield RunFile(path)


def _values(text: bytes, file: str) -> dict[str, Any]:
    document = WasmInstance().new("document")
    try:
        answer = json.loads(document.reply(document.call("run_values", text)))
    finally:
        document.free()
    if "code" in answer:
        raise BundleError([cast("Diagnostic", answer | {"file": file})])
    return cast("dict[str, Any]", answer)
