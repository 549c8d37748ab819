"""Asks the engine what it makes of a manifest."""

from __future__ import annotations

import json
import re
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, TypedDict

from rmpkg.wasm_module import WasmInstance

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from rmpkg.bundle.diagnostic import Diagnostic
    from rmpkg.bundle.sources import Sources
    from rmpkg.wasm_module import WasmObject


WHEEL = re.compile(r"wheels/[^/]+\.whl")


class Answer(TypedDict):
    """Answer of `Pipeline.open` (WIRE.md)."""

    ok: bool
    plan: dict[str, Any] | None
    diagnostics: list[Diagnostic]


def context(
    sources: Sources, python_nodes: Mapping[str, Any], wheel_host: Mapping[str, Any] | None = None
) -> bytes:
    """What the engine has to know beside the manifest (WIRE.md, "Context of `open`")."""
    told = {
        "python_nodes": dict(python_nodes),
        "bundle_nodes": sources.bundle_nodes,
        "manifest_file": sources.manifest_file,
    }
    if wheel_host is not None:
        told["wheels"] = [name for name in sources.files() if WHEEL.fullmatch(name)]
        told["wheel_host"] = dict(wheel_host)
    return json.dumps(told).encode()


@contextmanager
def opened_pipeline(
    sources: Sources, python_nodes: Mapping[str, Any], wheel_host: Mapping[str, Any] | None = None
) -> Iterator[tuple[WasmObject, Answer]]:
    """A pipeline that has read the manifest and planned its graph, with what it says of it.

    Args:
        sources: the package.
        python_nodes: the standard Python node types with their ports, as `py_nodes` tells them.
        wheel_host: the Python that is to run it, as `py_nodes` tells it; without it the bundle's wheels
            are not looked at.

    Raises:
        BundleError: the manifest cannot be read. What is wrong inside it is in the answer.
    """
    pipeline = WasmInstance().new("pipeline")
    try:
        length = pipeline.call("open", sources.manifest_bytes, context(sources, python_nodes, wheel_host))
        answer: Answer = json.loads(pipeline.reply(length))
        yield pipeline, answer
    finally:
        pipeline.free()


def plan(sources: Sources, python_nodes: Mapping[str, Any]) -> Answer:
    """Plans the graph of a package without running anything. Arguments and errors as `opened_pipeline`."""
    with opened_pipeline(sources, python_nodes) as (_, answer):
        return answer
