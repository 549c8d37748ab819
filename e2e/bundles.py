"""Bundles with one thing in them each: what a visitor may drop, good and bad.

They are written with `zipfile`, as a plain `zip -r` would, so that the runtime under test has no
hand in them; `rmpkg build` would refuse most.
"""

from __future__ import annotations

import json
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

Manifest = dict[str, Any]


def node(identity: str, node_type: str, **params: Any) -> dict[str, Any]:
    return {"id": identity, "node_type": node_type, "params": params}


def manifest(
    nodes: list[dict[str, Any]], connections: Sequence[tuple[str, str]] = (), **more: Any
) -> Manifest:
    return {
        "version": "v1",
        "metadata": {"name": "under-test"},
        "nodes": nodes,
        "connections": [{"from": a, "to": b} for a, b in connections],
        **more,
    }


def write(path: Path, files: dict[str, str | bytes]) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in files.items():
            archive.writestr(zipfile.ZipInfo(name, (2024, 1, 1, 0, 0, 0)), content)
    return path


def bundle(path: Path, content: Manifest, nodes: dict[str, str] | None = None) -> Path:
    files: dict[str, str | bytes] = {"manifest.json": json.dumps(content, indent=1)}
    files |= {f"nodes/{name}": source for name, source in (nodes or {}).items()}
    return write(path, files)


def python_bundle(path: Path, source: str, node_type: str) -> Path:
    """One Python node, given JSON."""
    return bundle(path, manifest([node("it", node_type)]), {"it.py": source})


def truncated(path: Path, good: Path) -> Path:
    path.write_bytes(good.read_bytes()[:-200])
    return path


def path_escape(path: Path) -> Path:
    calculator = manifest([node("n", "PassThroughNode")])
    return write(path, {"manifest.json": json.dumps(calculator), "../outside.txt": "x"})


def changed_file(path: Path, good: Path) -> Path:
    """A built bundle one of whose files was changed afterwards, as somebody with a ZIP tool would."""
    with zipfile.ZipFile(good) as source:
        files: dict[str, str | bytes] = {name: source.read(name) for name in source.namelist()}
    content = files["manifest.json"]
    assert isinstance(content, bytes)
    changed = content.replace(b'"factor": 2', b'"factor": 3')
    assert changed != content
    files["manifest.json"] = changed
    return write(path, files)


def unknown_type(path: Path) -> Path:
    return bundle(path, manifest([node("n", "MultiplyNod")]))


def cycle(path: Path) -> Path:
    nodes = [node("a", "PassThroughNode"), node("b", "PassThroughNode"), node("c", "PassThroughNode")]
    return bundle(path, manifest(nodes, [("a", "b"), ("b", "c"), ("c", "b")]))


def connection_to_nowhere(path: Path) -> Path:
    return bundle(path, manifest([node("double", "MultiplyNode")], [("double", "doubel")]))


def raises(path: Path) -> Path:
    source = (
        "from py_nodes.sdk import Node\n\n\nclass Divide(Node):\n    def process(self, data):\n"
        "        print('dividing', data)\n        return self.share(data)\n\n"
        "    def share(self, data):\n        return 1 / data\n"
    )
    return python_bundle(path, source, "Divide")


def syntax_error(path: Path) -> Path:
    return python_bundle(path, "class Broken:\n    def process(self, data)\n        return data\n", "Broken")


def missing_package(path: Path) -> Path:
    return python_bundle(
        path, "import pandas\n\n\nclass Table:\n    def process(self, data):\n        return data\n", "Table"
    )


def endless_python(path: Path) -> Path:
    source = "class Forever:\n    def process(self, data):\n        while True:\n            pass\n"
    return python_bundle(path, source, "Forever")


def endless_native(path: Path) -> Path:
    nodes = [node("tone", "ToneNode", duration_s=None), node("level", "AudioLevelNode")]
    return bundle(path, manifest(nodes, [("tone", "level")]))


def older_sdk(path: Path) -> Path:
    """The older SDK's ZIP layout: any order, deflate 9, sizes in data descriptors, a wasm file beside."""
    content = manifest(
        [node("add", "AddNode", addend=4), node("times", "MultiplyNode", factor=4)], [("add", "times")]
    )
    content["runtime"] = {"target": "wasm32-wasi", "min_version": "0.1.0", "features": ["rust-only"]}
    metadata = {"package_name": "older", "package_version": "1.0.0", "author": "Unknown", "license": "MIT"}

    class Unseekable:
        """A stream that cannot go back makes zipfile write data descriptors, as the SDK's packer did."""

        def __init__(self) -> None:
            self.data = bytearray()

        def write(self, data: bytes) -> int:
            self.data += data
            return len(data)

        def flush(self) -> None:
            pass

    stream = Unseekable()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:  # type: ignore[call-overload]
        archive.writestr("metadata.json", json.dumps(metadata))
        archive.writestr("runtime.wasm", b"\0asm\1\0\0\0" + bytes(5000))
        archive.writestr("manifest.json", json.dumps(content))
    path.write_bytes(stream.data)
    return path
