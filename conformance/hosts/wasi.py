"""The WASI command under the wasmtime package: graphs of native nodes, no Python anywhere."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import wasmtime

from conformance.case import ROOT, Case, Written
from conformance.hosts.jobs import Job
from conformance.result import How, Result
from py_nodes.standard import MODULES as PYTHON_NODES

COMMAND = ROOT / "vendor" / "rust" / "rmpkg.wasm"


def can_run(case: Case) -> bool:
    """Whether the command takes it: a manifest by itself, no Python, and JSON as input."""
    has_files = any(isinstance(value, (Path, Written)) for value in case.inputs.values())
    has_python = case.nodes or any(name in str(case.manifest) for name in PYTHON_NODES)
    return bool(case.manifest) and not has_python and not has_files


def run_all(jobs: Sequence[Job]) -> dict[str, Result]:
    """Those that it can run; compiled once, an instance for each."""
    engine = wasmtime.Engine()
    module = wasmtime.Module.from_file(engine, str(COMMAND))
    linker = wasmtime.Linker(engine)
    linker.define_wasi()
    return {job.case.name: run(job, engine, module, linker) for job in jobs if can_run(job.case)}


def run(job: Job, engine: wasmtime.Engine, module: wasmtime.Module, linker: wasmtime.Linker) -> Result:
    """One case, in a folder of its own that the command may read."""
    case = job.case
    with TemporaryDirectory() as folder:
        text = case.manifest if isinstance(case.manifest, str) else json.dumps(case.manifest, indent=1)
        Path(folder, case.manifest_file).write_text(text, "utf-8")
        words = [word for name, value in job.inputs.items() for word in ("--input", f"{name}={value}")]
        config = wasmtime.WasiConfig()
        config.argv = ["rmpkg.wasm", "run", case.manifest_file, *words, "--diagnostics", "json"]
        out, err = Path(folder, ".stdout"), Path(folder, ".stderr")
        config.stdout_file, config.stderr_file = str(out), str(err)
        config.preopen_dir(folder, ".")
        store = wasmtime.Store(engine)
        store.set_wasi(config)
        start = linker.instantiate(store, module).exports(store)["_start"]
        assert isinstance(start, wasmtime.Func)
        status = 0
        try:
            start(store)
        except wasmtime.ExitTrap as ended:
            status = ended.code
        del store  # closes the streams
        assert status in (0, 1), f"exit status {status}: {err.read_text()}"
        return result_of(case, out.read_text(), err.read_text(), status)


def result_of(case: Case, out: str, err: str, status: int) -> Result:
    """The document of a run, its values as they are spelled."""
    # The command prints numbers as they are; Python's own reading would change how they are spelled.
    document = json.loads(out, parse_float=lambda word: f"\0{word}", parse_int=lambda word: f"\0{word}")
    if "graph_info" in document:
        # Asked with the SDK's input_data it answers with the SDK's envelope: bare values of all outputs.
        (name,) = case.outputs if isinstance(case.outputs, dict) else ("",)
        values = document["outputs"]
        document |= {"ok": True, "outputs": {name: values if isinstance(values, list) else [values]}}
    assert document["ok"] is (status == 0)
    how: How = "done" if document["ok"] else "refused" if document["metrics"] is None else "failed"
    outputs = {
        name: [re.sub(r'"\\u0000([^"]*)"', r"\1", json.dumps(value)) for value in values]
        for name, values in document["outputs"].items()
    }
    return Result(how=how, outputs=outputs, diagnostics=[json.loads(line) for line in err.splitlines()])
