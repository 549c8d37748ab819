"""A recording: the module of audio files under `wasmtime`, one instance for each file."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Self, cast

from rmpkg.bundle.diagnostic import BundleError, problem
from rmpkg.wasm_module import AUDIO_FILES, WasmError, WasmInstance

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from rmpkg.bundle.diagnostic import Diagnostic

#: Frames of every block but the last (WIRE.md, "Audio files").
BLOCK_FRAMES = 4096
# Blocks at once: a call into the wasm costs more than a block.
BLOCKS = 16


class Recording:
    """Decodes a file by random access; memory does not grow with the file.

    Raises:
        BundleError: there is no sound in it that can be read. So do all methods where the file is at
            fault.
        OSError: the system does not let it be read; as above.
    """

    def __init__(self, path: Path) -> None:
        self._file = path.open("rb")
        self._failure: OSError | None = None
        self._instance = WasmInstance(AUDIO_FILES, {"read_at": self._read_at})
        #: What is known before anything is decoded: format, codec, channels, sample_rate, frames,
        #: frames_exact, seconds, tags.
        self.info: dict[str, Any]
        try:
            self.info = self._opened(path.stat().st_size)
        except BaseException:
            self._file.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Lets go of the file."""
        self._file.close()

    def blocks(self) -> Iterator[tuple[int, memoryview]]:
        """The blocks from here on: frames and planar float32 samples, valid until the next one."""
        channels, at_once = self.info["channels"], 1
        while frames := self._decoded(at_once):
            address = self._call("blocks_address")
            while frames:
                block = min(frames, BLOCK_FRAMES)
                length = block * channels * 4
                yield block, self._instance.view(address, length)
                address += length
                frames -= block
            at_once = BLOCKS

    def seek(self, frame: int) -> None:
        """The next block begins with this frame."""
        if self._call("seek", float(frame)):
            raise BundleError(self._reply())

    def notes(self) -> list[Diagnostic]:
        """What should be told of the recording so far, once each."""
        length = self._call("notes")
        return cast("list[Diagnostic]", self._answer(length)) if length else []

    def progress(self) -> float:
        """Share of the recording that was decoded, 0 to 1."""
        return self._instance.call_float("progress")

    @property
    def memory_bytes(self) -> int:
        """Memory of the decoder."""
        return self._instance.memory_bytes

    def _opened(self, size: int) -> dict[str, Any]:
        answer = cast("dict[str, Any]", self._answer(self._call("open", float(size))))
        if "info" not in answer:
            raise BundleError(answer["diagnostics"])
        return cast("dict[str, Any]", answer["info"])

    def _decoded(self, blocks: int) -> int:
        frames = self._call("decode", blocks)
        if frames >= 1 << 31:
            raise BundleError(self._reply())
        return frames

    def _call(self, name: str, *args: float) -> int:
        try:
            result = self._instance.call(name, *args)
        except WasmError as error:
            message = "The decoder stopped at something in the file that it cannot cope with."
            way_out = "Convert the file first, for example with: ffmpeg -i INPUT OUTPUT.flac"
            failure = problem("decoder-stopped", message, way_out)
            failure["cause"] = {"type": type(error).__name__, "message": str(error)}
            raise BundleError([failure]) from error
        if self._failure is not None:
            raise self._failure
        return result

    def _reply(self) -> list[Diagnostic]:
        return cast("list[Diagnostic]", self._answer(self._call("reply_bytes")))

    def _answer(self, length: int) -> object:
        return json.loads(self._instance.read(self._call("reply_address"), length))

    def _read_at(self, offset: float, address: int, size: int) -> int:
        # Raised again by _call: an exception cannot pass through the module.
        try:
            self._file.seek(int(offset))
            return self._file.readinto(self._instance.view(address, size))
        except OSError as error:
            self._failure = error
            return -1
