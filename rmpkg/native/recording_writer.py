"""Writes a recording: wav or flac, by the module of audio files."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Literal

from rmpkg.bundle.diagnostic import BundleError
from rmpkg.native.whole_files import replacing
from rmpkg.wasm_module import AUDIO_FILES, WasmInstance

if TYPE_CHECKING:
    from pathlib import Path

AudioFormat = Literal["wav", "flac"]
#: The formats, in the order of their codes (WIRE.md, "Audio files").
FORMATS: tuple[AudioFormat, ...] = ("wav", "flac")
#: Bits of a sample: wav keeps float32 as it is, flac has integers.
WIDTHS: dict[AudioFormat, int] = {"wav": 32, "flac": 24}


def _read_nothing(_offset: float, _address: int, _size: int) -> int:
    return -1


class RecordingWriter:
    """One instance of the module writes one file after the other."""

    def __init__(self) -> None:
        self._instance = WasmInstance(AUDIO_FILES, {"read_at": _read_nothing})

    def write(
        self, path: Path, audio_format: AudioFormat, channels: int, sample_rate: int, planar: memoryview
    ) -> None:
        """Writes planar float32 samples.

        Raises:
            BundleError: the format cannot hold them.
            OSError: the file cannot be written.
        """
        call = self._instance.call
        if call("write_open", FORMATS.index(audio_format), channels, sample_rate, WIDTHS[audio_format]):
            raise BundleError(json.loads(self._reply(call("reply_bytes"))))
        self._instance.write(call("write_room", planar.nbytes // 4), planar)
        body = self._reply(call("write"))
        rest = self._reply(call("write_finish"))
        header = self._reply(call("write_header"))
        with replacing(path) as file:
            file.writelines((header, body, rest))

    def _reply(self, length: int) -> bytes:
        return self._instance.read(self._instance.call("reply_address"), length)
