"""Runs a package on this interpreter, from its sources to its results."""

from __future__ import annotations

import asyncio
import json
import tempfile
import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, Protocol

from py_nodes.sdk.wheel_host import wheel_host
from rmpkg.bundle.diagnostic import BundleError, Diagnostic, has_errors
from rmpkg.bundle.planning import opened_pipeline
from rmpkg.native.engine_driver import Ending, EngineDriver
from rmpkg.native.inputs import FileInput, JsonInput, RunInput, look_at_recordings, packets
from rmpkg.native.interrupts import cancellation_heard, ending_slow_calls, stopping_on_interrupt
from rmpkg.native.python_nodes import PythonNodes

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from rmpkg.bundle.planning import ManifestReading
    from rmpkg.bundle.sources import Sources
    from rmpkg.native.wire import PacketFields
    from rmpkg.wasm_module import WasmInstance, WasmObject

# What Python nodes may import or read beside their own code.
PYTHON_FOLDERS = ("nodes/", "wheels/", "assets/", "models/")


class Observer(Protocol):
    """Watches a run."""

    def output(self, name: str, packet: PacketFields, body: memoryview) -> None:
        """A packet has left the graph; `body` is valid only during the call."""

    def log(self, node: str, stream: str, text: str) -> None:
        """A line of a node's stdout or stderr."""

    def note(self, diagnostic: Diagnostic) -> None:
        """Something that does not end the run."""

    def progress(self, name: str, done: int, size: int) -> None:
        """Bytes of an input file that have been read."""


@dataclass(slots=True)
class Summary:
    """How a run ended."""

    plan: dict[str, Any]
    #: The engine's figures (WIRE.md, "Metrics in the answer").
    metrics: dict[str, Any]
    cancelled: bool = False
    error: Diagnostic | None = None
    #: Warnings about the manifest.
    warnings: list[Diagnostic] = field(default_factory=list)


def run(
    sources: Sources,
    inputs: Mapping[str | None, RunInput],
    python_nodes: Mapping[str, Any],
    observer: Observer,
    *,
    to_all: RunInput | None = None,
    reading: ManifestReading | None = None,
    trace: BinaryIO | None = None,
) -> Summary:
    """Runs a package until its inputs are used up.

    Args:
        sources: the package; whoever calls has decided that it may run.
        inputs: what to give to each input, by its name; None stands for the only one there is.
        python_nodes: the catalogue of standard Python nodes.
        observer: is told what happens.
        to_all: what every input gets that `inputs` does not name.
        reading: how the manifest is read: values of its placeholders, and how strictly.
        trace: is written what happened when, as Trace Event JSON (WIRE.md, "Trace").

    Raises:
        BundleError: the manifest, the nodes or the inputs do not let it begin.
        InputError: a file turned out not to be what its input takes.
    """
    began = time.perf_counter()
    with opened_pipeline(sources, python_nodes, reading, wheel_host(), trace=trace is not None) as (
        pipeline,
        answer,
    ):
        stages = [("read the manifest and plan", began, time.perf_counter())]
        plan = answer["plan"]
        if not answer["ok"] or plan is None:
            raise BundleError(answer["diagnostics"])
        chosen = assigned(plan, inputs, to_all, pipeline.instance)
        look_at_recordings(chosen, plan, pipeline.instance)
        summary = asyncio.run(
            _run(sources, pipeline, plan, chosen, observer, stages=stages if trace is not None else None)
        )
        if trace is not None:
            write_trace(pipeline, trace)
        summary.warnings = answer["diagnostics"]
        return summary


async def _run(
    sources: Sources,
    pipeline: WasmObject,
    plan: dict[str, Any],
    chosen: dict[int, RunInput],
    observer: Observer,
    *,
    stages: list[tuple[str, float, float]] | None,
) -> Summary:
    """Runs an opened pipeline. `stages`: what was done before, with begin and end, where it is traced."""
    ids = [node["id"] for node in plan["nodes"]]
    python = [node for node in plan["nodes"] if node["runs_in"] == "python"]
    nodes = PythonNodes(lambda node, stream, text: observer.log(ids[node] if node >= 0 else "", stream, text))
    driver = EngineDriver(
        pipeline,
        nodes if python else None,
        on_output=lambda number, packet, body: observer.output(plan["outputs"][number]["name"], packet, body),
        on_note=observer.note,
        traced=stages is not None,
    )
    with python_files(sources, needed=bool(python)) as folder, stopping_on_interrupt():
        try:
            began = time.perf_counter()
            problems = await nodes.create(python, folder, plan.get("wheels", [])) if python else []
            if has_errors(problems):
                raise BundleError(problems)
            made = [("make the Python nodes", began, time.perf_counter())] if python else []
            for stage in [*(stages or []), *made]:
                driver.mark_stage(*stage)
            for each in problems:
                observer.note(each)
            feeds = {
                number: packets(source, plan["inputs"][number], pipeline, observer)
                for number, source in chosen.items()
            }
            with ending_slow_calls(driver, plan):
                ending: Ending = await driver.run(feeds)
        except (asyncio.CancelledError, KeyboardInterrupt):
            # Before the first packet: the engine has nothing to give up yet.
            await cancellation_heard()
            ending = Ending(cancelled=True)
        finally:
            for each in await nodes.cleanup():
                observer.note(each)
    return Summary(plan, driver.metrics(), ending.cancelled, ending.error)


def write_trace(pipeline: WasmObject, file: BinaryIO) -> None:
    """Writes what a traced pipeline has recorded; the recording ends with it."""
    while length := pipeline.call("trace"):
        file.write(pipeline.reply(length))


@contextmanager
def python_files(sources: Sources, *, needed: bool) -> Iterator[Path | None]:
    """The package's files that Python may need, in a folder of their own that goes away at the end."""
    names = [name for name in sources.files() if name.startswith(PYTHON_FOLDERS)] if needed else []
    if not names:
        yield None
        return
    with tempfile.TemporaryDirectory(prefix="rmpkg-") as folder:
        for name in names:
            target = Path(folder, name)
            target.parent.mkdir(parents=True, exist_ok=True)
            with target.open("wb") as file:
                for piece in sources.chunks(name):
                    file.write(piece)
        yield Path(folder)


def assigned(
    plan: dict[str, Any],
    inputs: Mapping[str | None, RunInput],
    to_all: RunInput | None,
    instance: WasmInstance,
) -> dict[int, RunInput]:
    """Which input of the plan gets what; the wasm decides.

    Raises:
        BundleError: a name that the plan does not have, an input without a value, or an unnamed value
            where there are several inputs.
    """
    sources = list(inputs.values())
    places = [source.written_at if isinstance(source, JsonInput) else None for source in sources]
    given = {"names": list(inputs), "places": places, "to_all": to_all is not None}
    document = instance.new("document")
    length = document.call("assign", json.dumps(plan).encode(), json.dumps(given).encode())
    answer = json.loads(document.reply(length))
    document.free()
    if answer["diagnostics"]:
        raise BundleError(answer["diagnostics"])
    chosen = {
        number: to_all if index is None else sources[index] for number, index in enumerate(answer["inputs"])
    }
    return {number: source for number, source in chosen.items() if source is not None}


__all__ = ["FileInput", "JsonInput", "Observer", "Summary", "run"]
