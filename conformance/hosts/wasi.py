"""The WASI command under the wasmtime package: graphs of native nodes, no Python anywhere."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from conformance.case import Case, Written
from conformance.hosts.jobs import Job
from conformance.result import How, Result
from py_nodes.standard import MODULES as PYTHON_NODES
from tests.wasi_command import Done, under_the_package

#: The older SDK's command printed this line before its results.
RESULTS_LINE = "\n=== PIPELINE RESULTS ===\n"


def can_run(case: Case) -> bool:
    """Whether the command takes it: a manifest by itself, no Python, and JSON as input."""
    has_files = any(isinstance(value, (Path, Written)) for value in case.inputs.values())
    has_python = case.nodes or any(name in str(case.manifest) for name in PYTHON_NODES)
    return not case.example and not has_python and not has_files


def run_all(jobs: Sequence[Job]) -> dict[str, Result]:
    """Those that it can run; compiled once, an instance for each."""
    return {job.case.name: run(job) for job in jobs if can_run(job.case)}


def run(job: Job) -> Result:
    """One case, in a folder of its own that the command may read."""
    case = job.case
    words = [word for name, value in job.inputs.items() for word in ("--input", f"{name}={value}")]
    words += [word for name, value in case.values.items() for word in ("--set", f"{name}={value}")]
    words = ["run", case.manifest_file, *words, "--diagnostics", "json"]
    with TemporaryDirectory() as folder:
        Path(folder, case.manifest_file).write_bytes(case.manifest_content())
        done = under_the_package(Path(folder), "", *words)
        assert done.returncode in (0, 1), f"exit status {done.returncode}: {done.stderr}"
        sdk = under_the_package(Path(folder), "", *words, "--sdk-output", "envelope")
        assert sdk.returncode == done.returncode
    return result_of(case, done, sdk)


def result_of(case: Case, done: Done, sdk: Done) -> Result:
    """The document of a run, its values as they are spelled."""
    diagnostics = [json.loads(line) for line in done.stderr.splitlines()]
    if not done.stdout:  # asked with the SDK's input_data: what does not run has no form there
        return Result(how="refused", outputs={}, diagnostics=diagnostics)
    # The command prints numbers as they are; Python's own reading would change how they are spelled.
    # Asked with the SDK's input_data it answers with a line that callers look for, and the SDK's envelope.
    out = done.stdout.removeprefix(RESULTS_LINE)
    document = json.loads(out, parse_float=lambda word: f"\0{word}", parse_int=lambda word: f"\0{word}")
    if "graph_info" in document:
        # The envelope has the bare values of all outputs.
        (name,) = case.outputs if isinstance(case.outputs, dict) else ("",)
        values = document["outputs"]
        document |= {"ok": True, "outputs": {name: values if isinstance(values, list) else [values]}}
    assert document["ok"] is (done.returncode == 0)
    how: How = "done" if document["ok"] else "refused" if document["metrics"] is None else "failed"
    outputs = {
        name: [re.sub(r'"\\u0000([^"]*)"', r"\1", json.dumps(value)) for value in values]
        for name, values in document["outputs"].items()
    }
    edges = (json.loads(out).get("metrics") or {}).get("edges")
    envelope = sdk.stdout.removeprefix(RESULTS_LINE).removesuffix("\n") or None
    return Result(how=how, outputs=outputs, diagnostics=diagnostics, edges=edges, sdk=envelope)
