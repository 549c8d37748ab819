"""Recordings or JSON in, packets out: drives the vendored wasm as `rmpkg run` does."""

from __future__ import annotations

import json
import struct
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from rmpkg.bundle.folder import open_folder
from rmpkg.native.inputs import FileInput, JsonInput
from rmpkg.native.session import run

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

    from rmpkg.bundle.diagnostic import Diagnostic
    from rmpkg.native.wire import PacketFields

    Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """One packet that left the graph."""

    output: str
    packet: PacketFields
    body: bytes

    def audio(self) -> Floats:
        """Shape (channels, frames)."""
        samples = np.frombuffer(self.body, np.float32).reshape(self.packet.dims)
        return samples.astype(np.float64)

    def json(self) -> Any:
        return json.loads(self.body)


class _Kept:
    def __init__(self) -> None:
        self.given: list[Given] = []

    def output(self, name: str, packet: PacketFields, body: memoryview) -> None:
        self.given.append(Given(output=name, packet=packet, body=bytes(body)))

    def log(self, node: str, _stream: str, text: str) -> None:
        raise AssertionError(f"the Rust node {node} has printed {text}")

    def note(self, diagnostic: Diagnostic) -> None:
        raise AssertionError(diagnostic)

    def progress(self, name: str, done: int, size: int) -> None:
        pass


def run_node(
    folder: Path,
    node_type: str,
    params: dict[str, Any],
    given: Path | list[Any],
    ports: tuple[str, ...] = ("default",),
) -> list[Given]:
    """Runs one node over a recording, or over JSON values.

    Args:
        folder: where the package may be written.

    Returns:
        Every packet that it gives, of every output port; the outputs have the ports' names.
    """
    manifest = {
        "version": "v1",
        "metadata": {"name": "one-node"},
        "nodes": [{"id": "node", "node_type": node_type, "params": params}],
        "connections": [],
        "inputs": [{"name": "it", "type": "any" if isinstance(given, list) else "audio", "to": "node"}],
        "outputs": [{"name": port, "from": "node", "from_port": port} for port in ports],
    }
    package = folder / "package"
    package.mkdir(exist_ok=True)
    (package / "manifest.json").write_text(json.dumps(manifest))
    source = JsonInput(text=json.dumps(given)) if isinstance(given, list) else FileInput(path=given)
    kept = _Kept()
    with open_folder(package) as sources:
        summary = run(sources, {None: source}, {}, kept)
    assert summary.error is None
    assert summary.warnings == []
    return kept.given


def float_wav(path: Path, rate: int, channels: Floats) -> Path:
    """Writes a 32-bit float wav file by hand: `channels` has the shape (channels, frames)."""
    count = channels.shape[0]
    data = channels.T.astype("<f4").tobytes()
    form = struct.pack("<HHIIHH", 3, count, rate, rate * count * 4, count * 4, 32)
    body = b"WAVEfmt " + struct.pack("<I", len(form)) + form + b"data" + struct.pack("<I", len(data)) + data
    path.write_bytes(b"RIFF" + struct.pack("<I", len(body)) + body)
    return path
