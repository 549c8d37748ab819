"""The small package that most files hold, with one thing wrong in each."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping

from tools.vectors.zip_bytes import Entry, Zip, stored

MANIFEST = (
    json.dumps(
        {
            "version": "v1",
            "metadata": {"name": "vector"},
            "nodes": [{"id": "double", "node_type": "MultiplyNode", "params": {"factor": 2}}],
            "connections": [],
        }
    )
    + "\n"
).encode()
GREETER = b"""from py_nodes.sdk import Node


class Greeter(Node):
    def process(self, data):
        return data
"""
FILES = {"manifest.json": MANIFEST, "nodes/greeter.py": GREETER}


def manifest() -> Entry:
    """The one entry that must be there."""
    return stored("manifest.json", MANIFEST)


def bundle(*entries: Entry) -> Zip:
    """The manifest, and what is wrong."""
    return Zip(entries=[manifest(), *entries])


def listing(files: Mapping[str, bytes]) -> dict[str, object]:
    """A provenance of `files`, to be changed."""
    subjects = [
        {"name": name, "digest": {"sha256": hashlib.sha256(content).hexdigest()}}
        for name, content in sorted(files.items())
    ]
    return {
        "_type": "https://in-toto.io/Statement/v1",
        "subject": subjects,
        "predicateType": "https://slsa.dev/provenance/v1",
        "predicate": {},
    }


def listed(files: Mapping[str, bytes], provenance: bytes | object = None) -> Zip:
    """`files` with a provenance: theirs, or another."""
    if provenance is None:
        provenance = listing(files)
    text = provenance if isinstance(provenance, bytes) else json.dumps(provenance).encode()
    everything = {**files, "meta/provenance.json": text}
    return Zip(entries=[stored(name, everything[name]) for name in sorted(everything)])
