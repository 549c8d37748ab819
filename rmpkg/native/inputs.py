"""What the inputs of a pipeline are given: JSON values, or files read piece by piece."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from rmpkg.bundle.diagnostic import BundleError, problem
from rmpkg.file_reader import READY, poll_until_answer, take_chunk
from rmpkg.native.engine_driver import Item, allocate
from rmpkg.native.wire import AUDIO, BYTES, ENGINE, FLOAT32, HOST, JSON, TEXT, PacketFields
from rmpkg.wasm_module import WasmInstance

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from rmpkg.bundle.diagnostic import Diagnostic
    from rmpkg.wasm_module import WasmObject

TEXT_SUFFIXES = {".txt", ".md", ".csv"}


class InputError(BundleError):
    """An input that cannot be given to the pipeline; `diagnostics` says why and what would do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class JsonInput:
    """JSON text: an array gives one packet for each element, anything else is one packet."""

    text: str

    @classmethod
    def of(cls, texts: list[str]) -> JsonInput:
        """One packet for each JSON text."""
        return cls(text=f"[{','.join(texts)}]")


@dataclass(frozen=True, slots=True, kw_only=True)
class FileInput:
    """A file, read while the pipeline runs."""

    path: Path


RunInput = JsonInput | FileInput


def parse_input(text: str) -> RunInput:
    """What a command line means by `text`: a file that exists, else JSON.

    Raises:
        InputError: it is neither.
    """
    path = Path(text)
    try:
        if path.is_file():
            return FileInput(path=path)
    except OSError:  # longer than a file name may be: JSON
        pass
    try:
        split_packets(WasmInstance(), text)
    except InputError as error:
        message = f"the input {shortened(text)} is neither a file that exists nor JSON"
        way_out = "name a file, or write JSON; text needs its own quotes: --input '\"hello\"'"
        # Where it begins like JSON, the place of the slip helps; where it does not, a file was meant.
        detail = error.diagnostics if text.lstrip()[:1] in ("[", "{", '"') else []
        raise InputError([problem("input-not-understood", message, way_out), *detail]) from None
    return JsonInput(text=text)


def shortened(text: str, most: int = 60) -> str:
    """`text` in quotes, cut where it is long."""
    return repr(text if len(text) <= most else text[: most - 1] + "…")


def split_packets(instance: WasmInstance, text: str) -> list[str]:
    """The packets in a JSON text, each spelled as it stands there: 1.0 stays a float.

    Raises:
        InputError: the text is not JSON.
    """
    document = instance.new("document")
    answer = json.loads(document.reply(document.call("split_json", text.encode())))
    document.free()
    if isinstance(answer, dict):
        raise InputError([cast("Diagnostic", answer)])
    return cast("list[str]", answer)


def packets(
    source: RunInput,
    plan_input: dict[str, Any],
    pipeline: WasmObject,
    progress: Callable[[str, int, int], None],
) -> Iterator[Item]:
    """The packets of one input. `progress` is told the name, the bytes read and the size of the file.

    Raises:
        InputError: a file that cannot be read, or that is not what the input takes.
    """
    name, kind = plan_input["name"], plan_input["type"]
    if isinstance(source, JsonInput):
        yield from json_items(source.text, kind, pipeline.instance)
        return
    path = source.path
    suffix = path.suffix.lower()
    try:
        if kind == "audio" or (kind == "any" and suffix == ".wav"):
            yield from audio_items(path, pipeline, lambda done, size: progress(name, done, size))
        elif suffix == ".json" and kind != "bytes":
            yield from json_items(path.read_text("utf-8-sig"), kind, pipeline.instance)
        elif kind == "text" or (kind == "any" and suffix in TEXT_SUFFIXES):
            yield host_item(TEXT, path.read_bytes())
        elif kind == "json":
            yield from json_items(path.read_text("utf-8-sig"), kind, pipeline.instance)
        else:
            yield host_item(BYTES, path.read_bytes())
    except BundleError as error:
        for each in error.diagnostics:
            each["file"] = str(path.absolute())
        raise InputError(error.diagnostics) from None
    except OSError as error:
        message = f"the file for the input {name!r} cannot be read: {error.strerror or error}"
        way_out = "check its name and permissions"
        raise InputError([problem("input-unreadable", message, way_out, file=str(path))]) from error
    except UnicodeDecodeError as error:
        message = f"the file for the input {name!r} is not text: {error}"
        way_out = f"this input takes {kind}"
        raise InputError([problem("input-not-understood", message, way_out, file=str(path))]) from error


def host_item(kind: int, body: bytes) -> Item:
    """A value that this host holds until the engine moves it."""
    return Item(PacketFields(owner=HOST, kind=kind, id=0, size=len(body)), body)


def json_items(text: str, kind: str, instance: WasmInstance) -> Iterator[Item]:
    """The packets of a JSON text; for an input of type text a JSON string becomes text."""
    for element in split_packets(instance, text):
        if kind == "text" and element.startswith('"'):
            yield host_item(TEXT, json.loads(element).encode())
        else:
            yield host_item(JSON, element.encode())


def audio_items(path: Path, pipeline: WasmObject, progress: Callable[[int, int], None]) -> Iterator[Item]:
    """The blocks of a recording, decoded by the engine's own wasm as they are asked for."""
    size = path.stat().st_size
    decoder = pipeline.instance.new("audiofile", float(size))
    with path.open("rb") as file:
        poll_until_answer(decoder, file)
        info = json.loads(decoder.reply(decoder.call("info")))
        frames_before, channels, rate = 0, info["channels"], info["sample_rate"]
        while True:
            decoder.call("next_block")
            if poll_until_answer(decoder, file) == READY:
                break
            frames, length = decoder.call("chunk_frames"), decoder.call("chunk_bytes")
            packet = PacketFields(
                owner=ENGINE,
                kind=AUDIO,
                id=allocate(pipeline, length, AUDIO),
                size=length,
                dims=(channels, frames),
                dtype=FLOAT32,
                timestamp=frames_before / rate,
                sample_rate=rate,
            )
            # Linear memory never moves, so the chunk is still where it was before the allocation.
            room = pipeline.instance.view(pipeline.call("address", packet.id), length)
            room[:] = take_chunk(decoder)
            frames_before += frames
            progress(min(file.tell(), size), size)
            yield Item(packet)
    decoder.free()
    progress(size, size)
