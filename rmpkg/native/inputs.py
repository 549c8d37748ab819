"""What the inputs of a pipeline are given: JSON values, or files read piece by piece."""

from __future__ import annotations

import json
import os
import sys
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, cast

from rmpkg.bundle.diagnostic import BundleError, problem
from rmpkg.given_text import as_text, is_text
from rmpkg.native.engine_driver import Item, allocate
from rmpkg.native.recording import Recording
from rmpkg.native.wire import AUDIO, ENGINE, FLOAT32, HOST, JSON, TEXT, PacketFields
from rmpkg.wasm_module import WasmInstance

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from rmpkg.bundle.diagnostic import Diagnostic
    from rmpkg.wasm_module import WasmObject


#: What stands for stdin in the place of a file.
STDIN = ("-", "/dev/stdin")


class InputError(BundleError):
    """An input that cannot be given to the pipeline; `diagnostics` says why and what would do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class JsonInput:
    """JSON text: an array gives one packet for each element, anything else is one packet."""

    text: str
    #: File, path, line and column where a run file has it: parts of a diagnostic.
    written_at: dict[str, Any] | None = None

    @classmethod
    def of(cls, texts: list[str], written_at: dict[str, Any] | None = None) -> JsonInput:
        """One packet for each JSON text."""
        return cls(text=f"[{','.join(texts)}]", written_at=written_at)


@dataclass(frozen=True, slots=True, kw_only=True)
class FileInput:
    """A file, read while the pipeline runs."""

    path: Path


RunInput = JsonInput | FileInput


class InputObserver(Protocol):
    """Watches inputs being read."""

    def note(self, diagnostic: Diagnostic) -> None:
        """Something about a file that does not end the run."""

    def progress(self, name: str, done: int, size: int) -> None:
        """Bytes of an input file that have been read."""


def parse_input(text: str, name: str | None = None) -> RunInput:
    """What a command line means by `text`: a file that exists, `-` for JSON on stdin, else JSON.

    Raises:
        InputError: it is none of them; `name` is the input that it was for.
    """
    path = Path(text)  # from the bytes as they were given: a file's name need not be text
    text = as_text(text)
    argument = f"--input {name}" if name else "--input"
    if text in STDIN:
        return JsonInput(text=_json_on_stdin(argument))
    try:
        if path.is_file():
            return FileInput(path=path)
    except OSError:  # longer than a file name may be: JSON
        pass
    if not is_text(text):
        message = f"The input {shortened(text)} is no file that exists, and no text either: it is not UTF-8."
        way_out = "Name a file, or write JSON in UTF-8."
        raise InputError([problem("input-not-understood", message, way_out)])
    try:
        split_packets(WasmInstance(), text)
    except InputError as error:
        for each in error.diagnostics:
            each["file"] = argument
        if error.diagnostics[0]["code"] != "bad-json":
            raise
        if os.path.isdir(path):  # noqa: PTH112 - unlike Path's, it bears names of any length
            message = f"The input {shortened(text)} is a folder."
            raise InputError(
                [problem("input-not-understood", message, "Name a file that is in it.")]
            ) from None
        message = f"The input {shortened(text)} is neither a file that exists nor JSON."
        way_out = "Name a file, or write JSON; text needs its own quotes: --input '\"hello\"'"
        # Where it begins like JSON, the place of the slip helps; where it does not, a file was meant.
        detail = error.diagnostics if text.lstrip()[:1] in ("[", "{", '"') else []
        raise InputError([problem("input-not-understood", message, way_out), *detail]) from None
    return JsonInput(text=text)


def _json_on_stdin(argument: str) -> str:
    """All of stdin, which is JSON.

    Raises:
        InputError: there is nothing, or something else.
    """
    try:
        text = sys.stdin.buffer.read().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        message = "What came on stdin is not UTF-8, so it is no JSON."
        way_out = "Name a file of another kind by its name, or send JSON."
        raise InputError([problem("input-not-understood", message, way_out, file=argument)]) from error
    if not text.strip():
        message = "Nothing came on stdin, which this input is to be read from."
        raise InputError([problem("input-not-understood", message, "Send JSON there.", file=argument)])
    try:
        split_packets(WasmInstance(), text)
    except InputError as error:
        for each in error.diagnostics:
            each["file"] = f"{argument} (stdin)"
        raise
    return text


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
    observer: InputObserver,
) -> Iterator[Item]:
    """The packets of one input.

    Raises:
        InputError: a file that cannot be read, or that is not what the input takes.
    """
    name, kind = plan_input["name"], plan_input["type"]
    if isinstance(source, JsonInput):
        yield from json_items(source.text, kind, pipeline.instance, name)
        return
    path = source.path
    with telling_of_the_file(path, plan_input):
        read_as = file_kind(pipeline.instance, kind, path.name)
        if read_as == AUDIO:
            yield from audio_items(path, name, pipeline, observer)
        elif read_as == JSON:
            yield from json_items(path.read_text("utf-8-sig"), kind, pipeline.instance, name)
        else:
            yield host_item(read_as, path.read_bytes())


def look_at_recordings(chosen: Mapping[int, RunInput], plan: dict[str, Any], instance: WasmInstance) -> None:
    """Opens every recording that was chosen, before anything runs.

    Raises:
        InputError: a file that has no sound in it, or none that can be read.
    """
    for number, source in chosen.items():
        plan_input = plan["inputs"][number]
        if not isinstance(source, FileInput):
            continue
        with telling_of_the_file(source.path, plan_input):
            if file_kind(instance, plan_input["type"], source.path.name) == AUDIO:
                Recording(source.path).close()


@contextmanager
def telling_of_the_file(path: Path, plan_input: dict[str, Any]) -> Iterator[None]:
    """What goes wrong with a file becomes an InputError that names it and the input."""
    name, kind = plan_input["name"], plan_input["type"]
    try:
        yield
    except BundleError as error:
        for each in error.diagnostics:
            each["file"] = str(path.absolute())
        raise InputError(error.diagnostics) from None
    except OSError as error:
        message = f"The file for the input {name!r} cannot be read: {error.strerror or error}."
        way_out = "Check its name and permissions."
        raise InputError([problem("input-unreadable", message, way_out, file=str(path))]) from error
    except UnicodeDecodeError as error:
        message = f"The file for the input {name!r} is not text: {error}."
        way_out = f"This input takes {kind}."
        raise InputError([problem("input-not-understood", message, way_out, file=str(path))]) from error


def file_kind(instance: WasmInstance, port_type: str, name: str) -> int:
    """What a file of this name becomes at an input of this type: the code of a kind of packet."""
    document = instance.new("document")
    kind = document.call("file_kind", port_type.encode(), name.encode(errors="replace"))
    document.free()
    return kind


def host_item(kind: int, body: bytes) -> Item:
    """A value that this host holds until the engine moves it."""
    return Item(PacketFields(owner=HOST, kind=kind, id=0, size=len(body)), body)


def json_items(text: str, kind: str, instance: WasmInstance, name: str) -> Iterator[Item]:
    """The packets of a JSON text; for an input of type text a JSON string becomes text.

    Raises:
        InputError: it is not JSON, or has something in it that no packet holds.
    """
    try:
        elements = split_packets(instance, text)
    except InputError as error:
        for each in error.diagnostics:
            each["message"] = f"For the input {name!r}: {each['message']}"
        raise
    for element in elements:
        if kind == "text" and element.startswith('"'):
            yield host_item(TEXT, json.loads(element).encode())
        else:
            yield host_item(JSON, element.encode())


def audio_items(path: Path, name: str, pipeline: WasmObject, observer: InputObserver) -> Iterator[Item]:
    """The blocks of a recording, decoded as they are asked for."""
    size = path.stat().st_size
    with Recording(path) as recording:
        frames_before, channels, rate = 0, recording.info["channels"], recording.info["sample_rate"]
        for frames, samples in recording.blocks():
            packet = PacketFields(
                owner=ENGINE,
                kind=AUDIO,
                id=allocate(pipeline, samples.nbytes, AUDIO),
                size=samples.nbytes,
                dims=(channels, frames),
                dtype=FLOAT32,
                timestamp=frames_before / rate,
                sample_rate=rate,
            )
            pipeline.instance.view(pipeline.call("address", packet.id), samples.nbytes)[:] = samples
            frames_before += frames
            observer.progress(name, int(recording.progress() * size), size)
            yield Item(packet)
        for each in recording.notes():
            observer.note(each | {"file": str(path.absolute())})
    observer.progress(name, size, size)
