"""What a case is: a pipeline, what it is given, and what must come of it on every host."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from e2e.bundles import write
from tests.wheel_making import make_wheel

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
    #: The whole message, where its words or figures are what the case is about.
    said: str | None = None

    def is_told_by(self, diagnostic: Mapping[str, Any]) -> bool:
        """Whether this is what a diagnostic says."""
        return (
            diagnostic["code"] == self.code
            and diagnostic.get("node") == self.node
            and self.said in (None, diagnostic["message"])
        )


@dataclass(frozen=True)
class Wheel:
    """A wheel that the bundle brings: path in it → text."""

    name: str
    version: str
    files: Mapping[str, str]
    requires: Sequence[str] = ()
    tag: str = "py3-none-any"


@dataclass(frozen=True, kw_only=True)
class Case:
    """One pipeline. What is expected comes from `source`, never from a run of ours."""

    name: str
    source: str
    #: An object, or what the file named in `manifest_file` holds.
    manifest: Mapping[str, Any] | str | bytes = ""
    manifest_file: str = "manifest.json"
    #: A Python module with the bundle's own nodes.
    nodes: str = ""
    wheels: Sequence[Wheel] = ()
    #: Instead of a manifest: a bundle of `dist/examples` by its name.
    example: str = ""
    #: What the placeholders of the manifest stand for.
    values: Mapping[str, str] = field(default_factory=dict)
    inputs: Mapping[str, Given] = field(default_factory=dict)
    outputs: Expected = field(default_factory=dict)
    #: Of floats, absolute and relative; 0: exactly the expected ones.
    tolerance: float = 0.0
    #: The same as the older SDK gives it, in its envelope.
    sdk: Mapping[str, Any] | None = None
    #: What is known of the figures of the first connections.
    edges: Sequence[Mapping[str, int]] = ()
    #: The run begins and fails so; outputs until then are compared.
    fails: Problem | None = None
    #: It does not begin: every error, in their order.
    refused: Sequence[Problem] = ()
    #: Every warning of manifest and run, in their order; None: another source lists only some.
    warns: Sequence[Problem] | None = ()
    #: Hosts on which it is known not to hold yet, and why. It must fail there, or the mark is wrong.
    known: Mapping[str, str] = field(default_factory=dict)
    #: It says much about a browser in little time: it runs in every one that there is.
    telling: bool = False

    def bundle(self, folder: Path) -> Path:
        """The bundle as a file."""
        if self.example:
            return ROOT / "dist" / "examples" / f"{self.example}.rmpkg"
        files: dict[str, str | bytes] = {self.manifest_file: self.manifest_content()}
        if self.nodes:
            files["nodes/own.py"] = self.nodes
        for wheel in self.wheels:
            made = make_wheel(folder / self.name, **asdict(wheel))
            files[f"wheels/{made.name}"] = made.read_bytes()
        return write(folder / f"{self.name}.rmpkg", files)

    def manifest_content(self) -> bytes:
        """The manifest as its file holds it."""
        if isinstance(self.manifest, bytes):
            return self.manifest
        if isinstance(self.manifest, str):
            return self.manifest.encode()
        return json.dumps(self.manifest, indent=1).encode()

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
