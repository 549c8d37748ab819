"""What came out of a run: as JSON, as lines for people, and as files."""

from __future__ import annotations

import json
import re
import struct
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from rmpkg.bundle.diagnostic import BundleError, problem
from rmpkg.native.recording_writer import RecordingWriter
from rmpkg.native.whole_files import replacing
from rmpkg.native.wire import AUDIO, BYTES, JSON, TENSOR, TEXT, PacketFields
from rmpkg.wasm_module import WasmInstance

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from rmpkg.bundle.diagnostic import Diagnostic
    from rmpkg.native.recording_writer import AudioFormat
    from rmpkg.wasm_module import WasmObject

UNSAFE_IN_NAMES = re.compile(r"[^\w.-]+")
# Lines of a value that people are shown before the rest is left to --json and --output-dir.
LONGEST_LINE = 2000


class Results:
    """Collects the packets of every output.

    Values are kept as JSON text, as the Rust side writes it, the same in the page. Audio goes into
    files where there is a folder for it, everything else into NAME.json (a list), NAME.txt (text,
    a line each) or NAME-0000.bin.
    """

    def __init__(
        self, folder: Path | None, *, audio_format: AudioFormat = "wav", for_sdk: bool = False
    ) -> None:
        self._folder = folder
        self._audio_format: AudioFormat = audio_format
        #: Of each output with sound, made by its first: without one the module is not loaded.
        self._writers: dict[str, RecordingWriter] = {}
        # The file that is being written for each, and where its line stands.
        self._begun: dict[str, tuple[str, int]] = {}
        self._instance = WasmInstance()
        self._document = self._instance.new("document")
        self._sdk = self._instance.new("sdkresults") if for_sdk else None
        self._texts: dict[str, list[str]] = {}
        self._lines: dict[str, list[str]] = {}
        self._plain: dict[str, list[str]] = {}
        #: What was written, in order.
        self.files: list[Path] = []

    @classmethod
    @contextmanager
    def collecting(
        cls, folder: Path | None, *, audio_format: AudioFormat = "wav", for_sdk: bool = False
    ) -> Iterator[Results]:
        """Results for one run; files are complete when the block has ended, however it ends.

        `audio_format`: of the files that audio goes into.

        `for_sdk`: they are to be had as the older SDK gives them, too.

        Raises:
            BundleError: the folder cannot be written to.
        """
        results = cls(folder, audio_format=audio_format, for_sdk=for_sdk)
        try:
            if folder is not None:
                folder.mkdir(parents=True, exist_ok=True)
            try:
                yield results
            finally:
                results._finish()
        except OSError as error:
            place = str(error.filename or folder)
            if isinstance(error, (FileExistsError, NotADirectoryError)):
                message = "The results cannot be written: there is a file where their folder would be."
                way_out = (
                    "Name a folder in --output-dir, one that is there or a new one, or move the file away."
                )
            else:
                message = f"The results cannot be written: {error.strerror or error}."
                way_out = "Name a folder that you may write to, with room, in --output-dir."
            raise BundleError([problem("unwritable-output", message, way_out, file=place)]) from error

    def add(self, name: str, packet: PacketFields, body: memoryview) -> None:
        """Takes one packet of an output; `body` is read before this returns."""
        if self._sdk is not None:
            self._add_to_sdk(self._sdk, name, packet, body)
        if packet.kind == AUDIO and self._folder is not None:
            self._add_recording(name, packet, body)
        elif packet.kind == BYTES and self._folder is not None:
            self._add_file(name, packet, body)
        else:
            self._texts.setdefault(name, []).append(self._text(packet, body))
            self._lines.setdefault(name, []).append(self._line(packet, self._texts[name][-1]))
            if packet.kind == TEXT:
                self._plain.setdefault(name, []).append(bytes(body).decode())

    @property
    def notes(self) -> list[Diagnostic]:
        """What is to be said of the files: complete when the block of `collecting` has ended."""
        return [each for writer in self._writers.values() for each in writer.notes]

    def texts(self, name: str) -> list[str]:
        """The values of an output as JSON texts; of what went into files, their names."""
        return self._texts.get(name, [])

    def as_sdk(self, plan: dict[str, Any], *, envelope: bool) -> str:
        """All results as the older SDK gives them: JSON text (WIRE.md, `SdkResults`).

        Raises:
            ValueError: these results were not collected for it.
        """
        if self._sdk is None:
            raise ValueError("collect the results with for_sdk")
        length = self._sdk.call("envelope" if envelope else "outputs", json.dumps(plan).encode())
        return self._sdk.reply(length).decode()

    @staticmethod
    def _add_to_sdk(sdk: WasmObject, name: str, packet: PacketFields, body: memoryview) -> None:
        head = {
            "output": name,
            "kind": packet.kind,
            "dtype": packet.dtype,
            "arrays": packet.arrays,
            "sample_rate": packet.sample_rate,
            "dims": packet.dims,
            "metadata": packet.metadata,
        }
        if length := sdk.call("add", json.dumps(head).encode(), body):
            raise ValueError(f"a packet of {name} makes no sense: {sdk.reply(length).decode()}")

    def lines(self, name: str) -> list[str]:
        """The values of an output, a line for people each."""
        return self._lines.get(name, ["nothing came out"])

    def _text(self, packet: PacketFields, body: memoryview) -> str:
        if packet.kind == JSON and not packet.arrays:
            return bytes(body).decode()  # stands as it is (WIRE.md, `Document`); four calls less a packet
        dims = struct.pack(f"<{len(packet.dims)}I", *packet.dims)
        length = self._document.call(
            "value", packet.kind, packet.dtype, packet.arrays, float(packet.sample_rate), dims, body
        )
        return self._document.reply(length).decode()

    @staticmethod
    def _line(packet: PacketFields, text: str) -> str:
        if packet.kind == AUDIO:
            seconds = packet.dims[1] / packet.sample_rate
            form = f"{packet.sample_rate:g} Hz, {packet.dims[0]} channel{'s' * (packet.dims[0] != 1)}"
            return f"audio at {packet.timestamp:.2f} s: {seconds:.2f} s, {form}"
        if packet.kind == TENSOR:
            return f"tensor at {packet.timestamp:.2f} s: {' × '.join(map(str, packet.dims)) or 'a scalar'}"
        if packet.kind == BYTES:
            return f"{packet.size} bytes"
        shown = json.loads(text) if packet.kind == TEXT else text
        return shown if len(shown) <= LONGEST_LINE else shown[:LONGEST_LINE] + "… (whole with --json)"

    def _path(self, name: str, ending: str) -> Path:
        if self._folder is None:
            raise ValueError("there is no folder for files")
        path = self._folder / (UNSAFE_IN_NAMES.sub("_", name).lstrip(".") + ending)
        if path not in self.files:
            self.files.append(path)
        return path

    def _mention(self, name: str, path: Path, line: str) -> None:
        self._texts.setdefault(name, []).append(json.dumps({"file": path.name}))
        self._lines.setdefault(name, []).append(f"{path.name}: {line}")

    def _add_file(self, name: str, packet: PacketFields, body: memoryview) -> None:
        path = self._path(name, f"-{len(self._texts.get(name, [])):04}.bin")
        with replacing(path) as file:
            file.write(body)
        self._mention(name, path, f"{packet.size} bytes")

    def _add_recording(self, name: str, packet: PacketFields, body: memoryview) -> None:
        """Packets that follow one another become one file; where there is a gap, the next one begins."""
        writer = self._writers.get(name)
        if writer is None:
            writer = self._writers[name] = RecordingWriter(self._audio_format)
        if not writer.continued_by(packet):
            path = self._path(name, f"-{len(self._texts.get(name, [])):04}.{self._audio_format}")
            writer.begin(path, packet)
            self._mention(name, path, "")
            self._begun[name] = (path.name, len(self._lines[name]) - 1)
        writer.write(packet, body)
        file, line = self._begun[name]
        self._lines[name][line] = f"{file}: {writer.seconds:.2f} s from {writer.timestamp:.2f} s"

    def _finish(self) -> None:
        """Writes what is written at the end: one file for each output of JSON, tensors or text."""
        for writer in self._writers.values():
            writer.close()
        if self._folder is None:
            return
        for name, texts in self._texts.items():
            if name in self._plain and len(self._plain[name]) == len(texts):
                path, text = self._path(name, ".txt"), "\n".join(self._plain[name]) + "\n"
            else:
                path, text = self._path(name, ".json"), "[\n" + ",\n".join(texts) + "\n]\n"
            with replacing(path) as file:
                file.write(text.encode())
