"""Objects of the Rust side that read a file: they say which bytes they want, this side fetches them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, BinaryIO

from rmpkg.bundle.diagnostic import BundleError

if TYPE_CHECKING:
    from collections.abc import Callable

    from rmpkg.wasm_module import WasmObject

# Answers of `poll` (WIRE.md, "Readers").
WANTS_BYTES, HAS_CHUNK, READY = 0, 1, 2


def poll_until_answer(
    reader: WasmObject, file: BinaryIO, on_read: Callable[[int], None] | None = None
) -> int:
    """Gives `reader` the bytes of `file` that it asks for until it has something to say.

    `on_read` is told how many bytes each time.

    Returns:
        HAS_CHUNK or READY.

    Raises:
        BundleError: the reader has found the file at fault.
        OSError: the system does not let it be read.
    """
    while (state := reader.call("poll")) == WANTS_BYTES:
        wanted = reader.call("wanted_bytes")
        file.seek(int(reader.call_float("wanted_offset")))
        # A file object may read less than there is; fewer bytes than wanted would mean "the end".
        data = bytearray()
        while len(data) < wanted and (piece := file.read(wanted - len(data))):
            data += piece
        reader.instance.write(reader.call("buffer", wanted), data)
        reader.call("supply", len(data))
        if on_read is not None:
            on_read(len(data))
    if state not in (HAS_CHUNK, READY):
        raise BundleError(json.loads(reader.reply(reader.call("reply_bytes"))))
    return state


def take_chunk(reader: WasmObject) -> memoryview:
    """The chunk that the last poll has announced, in place: valid until the next call."""
    length = reader.call("chunk_bytes")
    return reader.instance.view(reader.call("chunk_address"), length)
