"""What a case is: a pipeline, what it is given, and what must come of it on every host."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from e2e.bundles import write

ROOT = Path(__file__).resolve().parent.parent
RECORDINGS = ROOT / "examples" / "recordings"

Outputs = dict[str, list[Any]]
#: Exact values, or a judge that asserts what is known of them.
Expected = Outputs | Callable[[Outputs], None]


@dataclass(frozen=True)
class Spelled:
    """JSON as it is written: `1.0`, `1e400`, integers beyond 64 bits."""

    text: str


@dataclass(frozen=True)
class Written:
    """A file that is made for the case."""

    name: str
    content: bytes


#: The packets of an input: a list of values, JSON text, or a file.
Given = list[Any] | Spelled | Path | Written


@dataclass(frozen=True)
class Problem:
    """A diagnostic by its code, and by the node it names where it is about one."""

    code: str
    node: str | None = None


@dataclass(frozen=True, kw_only=True)
class Case:
    """One pipeline. What is expected comes from `source`, never from a run of ours."""

    name: str
    source: str
    #: An object, or the text of the file named in `manifest_file`.
    manifest: Mapping[str, Any] | str = ""
    manifest_file: str = "manifest.json"
    #: A Python module with the bundle's own nodes.
    nodes: str = ""
    #: Instead of a manifest: a bundle of `dist/examples` by its name.
    example: str = ""
    inputs: Mapping[str, Given] = field(default_factory=dict)
    outputs: Expected = field(default_factory=dict)
    #: Of floats, absolute and relative; 0: exactly the expected ones.
    tolerance: float = 0.0
    #: The run begins and fails so; outputs until then are compared.
    fails: Problem | None = None
    #: It does not begin: every error, in their order.
    refused: Sequence[Problem] = ()
    #: Warnings of manifest and run that must be among those told.
    warns: Sequence[Problem] = ()
    #: Hosts on which it is known not to hold yet, and why. It must fail there, or the mark is wrong.
    known: Mapping[str, str] = field(default_factory=dict)

    def bundle(self, folder: Path) -> Path:
        """The bundle as a file."""
        if self.example:
            return ROOT / "dist" / "examples" / f"{self.example}.rmpkg"
        text = self.manifest if isinstance(self.manifest, str) else json.dumps(self.manifest, indent=1)
        files: dict[str, str | bytes] = {self.manifest_file: text}
        if self.nodes:
            files["nodes/own.py"] = self.nodes
        return write(folder / f"{self.name}.rmpkg", files)

    def given(self, folder: Path) -> dict[str, str | Path]:
        """JSON text or a file for each input; files that are made lie in `folder`."""
        return {name: as_given(value, folder / self.name) for name, value in self.inputs.items()}


def as_given(value: Given, folder: Path) -> str | Path:
    """JSON text or a file, as hosts take it."""
    if isinstance(value, Path):
        return value
    if isinstance(value, Written):
        folder.mkdir(exist_ok=True)
        (folder / value.name).write_bytes(value.content)
        return folder / value.name
    return value.text if isinstance(value, Spelled) else json.dumps(value, ensure_ascii=False)
