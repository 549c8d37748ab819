"""Writes recordings: wav or flac, by the module of audio files."""

from __future__ import annotations

import json
from contextlib import ExitStack
from typing import TYPE_CHECKING, BinaryIO, Literal

from rmpkg.bundle.diagnostic import BundleError
from rmpkg.native.whole_files import replacing
from rmpkg.wasm_module import AUDIO_FILES, WasmInstance

if TYPE_CHECKING:
    from pathlib import Path

    from rmpkg.bundle.diagnostic import Diagnostic
    from rmpkg.native.wire import PacketFields

AudioFormat = Literal["wav", "flac"]
#: The formats, in the order of their codes (WIRE.md, "Audio files").
FORMATS: tuple[AudioFormat, ...] = ("wav", "flac")
#: Bits of a sample: wav keeps float32 as it is, flac has integers.
WIDTHS: dict[AudioFormat, int] = {"wav": 32, "flac": 24}
# Beyond it a wav file has a longer header, which would not fit into the room left for it.
MOST_BYTES = (1 << 32) - (1 << 16)


def _read_nothing(_offset: float, _address: int, _size: int) -> int:
    return -1


class RecordingWriter:
    """The sound of one output: one instance of the module writes one file after the other.

    Packets that continue one another go into one file; memory does not grow with it.
    """

    def __init__(self, audio_format: AudioFormat) -> None:
        self._format: AudioFormat = audio_format
        self._instance = WasmInstance(AUDIO_FILES, {"read_at": _read_nothing})
        self._file: BinaryIO | None = None
        # Gives the file its name in the end, or takes it away.
        self._whole = ExitStack()
        self._path: Path | None = None
        self._form = (0, 0)
        self._bytes = 0
        #: What is to be said of the files, each at its end.
        self.notes: list[Diagnostic] = []
        #: Where the file begins, in seconds, and how long it is by now, in frames.
        self.timestamp = 0.0
        self.frames = 0

    @property
    def seconds(self) -> float:
        """How long the file is by now."""
        return self.frames / self._form[1] if self.frames else 0.0

    def continued_by(self, packet: PacketFields) -> bool:
        """Whether a packet of audio follows what was written last, without a gap."""
        if self._file is None or (packet.dims[0], int(packet.sample_rate)) != self._form:
            return False
        end = self.timestamp + self.seconds
        # Clocks in seconds are off by a frame here and there.
        joins = abs(packet.timestamp - end) * packet.sample_rate <= 1
        return joins and self._bytes + packet.size < MOST_BYTES

    def begin(self, path: Path, packet: PacketFields) -> None:
        """The next file, of the form of this packet, which is not written yet.

        Raises:
            BundleError: the format cannot hold it.
            OSError: the file cannot be written.
        """
        self.close()
        channels, sample_rate = packet.dims[0], int(packet.sample_rate)
        words = (FORMATS.index(self._format), channels, sample_rate, WIDTHS[self._format])
        if self._instance.call("write_open", *words):
            raise BundleError(json.loads(self._reply("reply_bytes")))
        self._whole = ExitStack()
        self._file, self._path = self._whole.enter_context(replacing(path)), path
        self._form, self.timestamp, self.frames, self._bytes = (channels, sample_rate), packet.timestamp, 0, 0
        self._put(self._reply("write_header"))

    def write(self, packet: PacketFields, planar: memoryview) -> None:
        """Planar float32 samples, which follow the last ones.

        Raises:
            OSError: the file cannot be written.
        """
        self._instance.write(self._instance.call("write_room", planar.nbytes // 4), planar)
        self._put(self._reply("write"))
        self.frames += packet.dims[1]

    def close(self) -> None:
        """Makes the file whole.

        Raises:
            OSError: the file cannot be written.
        """
        file, self._file = self._file, None
        if file is None:
            return
        with self._whole:
            file.write(self._reply("write_finish"))
            file.seek(0)
            file.write(self._reply("write_header"))
        if self._path is not None and (told := self._reply("notes")):
            self.notes += [each | {"file": str(self._path.absolute())} for each in json.loads(told)]

    def _put(self, data: bytes) -> None:
        if self._file is None:
            return
        try:
            self._file.write(data)
        except OSError as error:
            self._file = None
            self._whole.__exit__(type(error), error, error.__traceback__)
            raise
        self._bytes += len(data)

    def _reply(self, name: str) -> bytes:
        length = self._instance.call(name)
        return self._instance.read(self._instance.call("reply_address"), length)
