"""Asks the engine what it makes of a manifest."""

from __future__ import annotations

import json
import re
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal, NotRequired, TypedDict, cast

from rmpkg.wasm_module import WasmInstance

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from rmpkg.bundle.diagnostic import Diagnostic
    from rmpkg.bundle.sources import Sources
    from rmpkg.wasm_module import WasmObject


WHEEL = re.compile(r"wheels/[^/]+\.whl")


class Answer(TypedDict):
    """What is read of the answer of `Pipeline.open` (WIRE.md)."""

    ok: bool
    plan: dict[str, Any] | None
    diagnostics: list[Diagnostic]


class Change(TypedDict):
    """A difference between a manifest and its canonical form (WIRE.md, `migrate`)."""

    kind: Literal["by-hand", "kept", "changed"]
    message: str
    help: NotRequired[str]
    path: str
    line: NotRequired[int]
    column: NotRequired[int]
    count: int


class Migrated(TypedDict):
    """Answer of `Pipeline.migrate` (WIRE.md)."""

    ok: bool
    text: str | None
    changes: list[Change]
    diagnostics: list[Diagnostic]


@dataclass(frozen=True, slots=True, kw_only=True)
class ManifestReading:
    """How a manifest is read."""

    #: What placeholders stand for, by name.
    values: Mapping[str, str] = field(default_factory=dict)
    #: A placeholder without a value is no more than a warning: it gets one when it runs.
    values_later: bool = False
    #: What means nothing is an error.
    strict: bool = False


def context(
    sources: Sources,
    python_nodes: Mapping[str, Any],
    reading: ManifestReading,
    wheel_host: Mapping[str, Any] | None = None,
    *,
    trace: bool = False,
) -> bytes:
    """What the engine has to know beside the manifest (WIRE.md, "Context of `open`")."""
    told: dict[str, Any] = {
        "python_nodes": dict(python_nodes),
        "bundle_nodes": sources.bundle_nodes,
        # A file of the user's own may have a name that is no text.
        "manifest_file": sources.manifest_file.encode(errors="backslashreplace").decode(),
        "values": dict(reading.values),
        "values_later": reading.values_later,
        "strict": reading.strict,
        "alone": sources.alone,
        "trace": trace,
    }
    if wheel_host is not None:
        told["wheels"] = [name for name in sources.files() if WHEEL.fullmatch(name)]
        told["wheel_host"] = dict(wheel_host)
    return json.dumps(told).encode()


@contextmanager
def opened_pipeline(
    sources: Sources,
    python_nodes: Mapping[str, Any],
    reading: ManifestReading | None = None,
    wheel_host: Mapping[str, Any] | None = None,
    *,
    trace: bool = False,
) -> Iterator[tuple[WasmObject, Answer]]:
    """A pipeline that has read the manifest and planned its graph, with what it says of it.

    Args:
        sources: the package.
        python_nodes: the standard Python node types with their ports, as `py_nodes` tells them.
        reading: how the manifest is read; plainly where nothing is said.
        wheel_host: the Python that is to run it, as `py_nodes` tells it; without it the bundle's wheels
            are not looked at.
        trace: it is to record what happens when.

    Raises:
        BundleError: the manifest cannot be read. What is wrong inside it is in the answer.
    """
    pipeline = WasmInstance().new("pipeline")
    try:
        told = context(sources, python_nodes, reading or ManifestReading(), wheel_host, trace=trace)
        length = pipeline.call("open", sources.manifest_bytes, told)
        answer: Answer = json.loads(pipeline.reply(length))
        yield pipeline, answer
    finally:
        pipeline.free()


def plan(
    sources: Sources,
    python_nodes: Mapping[str, Any],
    reading: ManifestReading | None = None,
    wheel_host: Mapping[str, Any] | None = None,
) -> Answer:
    """Plans the graph of a package without running anything. Arguments and errors as `opened_pipeline`."""
    with opened_pipeline(sources, python_nodes, reading, wheel_host) as (_, answer):
        return answer


def migrate(sources: Sources, python_nodes: Mapping[str, Any]) -> Migrated:
    """The canonical form of a package's manifest. Arguments and errors as `opened_pipeline`."""
    pipeline = WasmInstance().new("pipeline")
    try:
        told = context(sources, python_nodes, ManifestReading())
        length = pipeline.call("migrate", sources.manifest_bytes, told)
        return cast("Migrated", json.loads(pipeline.reply(length)))
    finally:
        pipeline.free()
