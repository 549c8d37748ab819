"""The WASI command against `rmpkg run`: the same results to the last digit, words and exit status."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from py_nodes.catalogue import ports_only
from tests.rmpkg.test_run_command import ROOT, run
from tests.wasi_command import Done, under_the_binary, under_the_package

KNOWN_NODES = ROOT / "wasm_kernels" / "crates" / "wasi_command" / "src" / "python_nodes.json"


Host = Callable[..., Done]
every_host = pytest.mark.parametrize(
    "wasi", [under_the_package, *([under_the_binary] if shutil.which("wasmtime") else [])]
)


def exact(text: str) -> Any:
    """JSON with its numbers as they are spelled."""
    return json.loads(text, parse_float=str, parse_int=str)


def node(identity: str, node_type: str, **params: object) -> dict[str, object]:
    return {"id": identity, "node_type": node_type, "params": params}


def chain(*nodes: dict[str, object], **more: object) -> dict[str, object]:
    ends = [str(each["id"]) for each in nodes]
    connections = [{"from": a, "to": b} for a, b in pairwise(ends)]
    return {"version": "v1", "nodes": list(nodes), "connections": connections, **more}


TONE = node("tone", "ToneNode", frequency=440, sample_rate=44100, duration_s=0.5, amplitude=0.7)
LINE = "=== PIPELINE RESULTS ==="


def behind_the_line(stdout: str) -> str:
    """What callers of the SDK's command read: everything behind its line, which comes once."""
    before, line, after = stdout.partition(f"\n{LINE}\n")
    assert (before, line, after.count(LINE)) == ("", f"\n{LINE}\n", 0)
    return after


NATIVE: dict[str, dict[str, object]] = {
    "numbers of every kind": {
        "manifest": chain(node("m", "MultiplyNode", factor=3), node("a", "AddNode", addend=0.1)),
        "inputs": {"m": [1, 2.5, 1e300, -0.0, [1, [2, "x"]], {"a": None}, "é\u200b", True]},
    },
    "more packets than a queue holds": {
        "manifest": chain(node("m", "MultiplyNode"), node("p", "PassThroughNode")),
        "inputs": {"m": list(range(3000))},
    },
    "text": {
        "manifest": chain(
            node("p", "PassThroughNode"), inputs=[{"name": "words", "type": "text", "to": "p"}]
        ),
        "inputs": {"words": ["a\nb", "ü"]},
    },
    "sound, resampled": {
        "manifest": chain(TONE, node("r", "AudioResampleNode", target_sample_rate=16000)),
    },
    "levels of a tone": {"manifest": chain(TONE, node("level", "AudioLevelNode"))},
    "fan-out, two sinks": {
        "manifest": {
            "version": "v1",
            "nodes": [node("m", "MultiplyNode"), node("a", "AddNode", addend=1), node("b", "AddNode")],
            "connections": [{"from": "m", "to": "b"}, {"from": "m", "to": "a"}],
        },
        "input_data": [1, 2],
    },
}


@every_host
@pytest.mark.parametrize("name", NATIVE)
def test_the_same_results(tmp_path: Path, wasi: Host, name: str) -> None:
    path = tmp_path / "run.json"
    path.write_text(json.dumps(NATIVE[name]))
    for form in ("value", "envelope"):
        here = run(path, "--sdk-output", form)
        there = wasi(tmp_path, path.read_text(), "--sdk-output", form)
        assert (there.returncode, there.stderr) == (here.returncode, here.stderr) == (0, "")
        assert exact(there.stdout) == exact(here.stdout)
    here, there = run(path, "--json"), wasi(tmp_path, "", "run", "run.json")
    if "input_data" in NATIVE[name]:
        # Asked as the SDK asks, answered as its command answers.
        assert exact(behind_the_line(there.stdout)) == exact(run(path, "--sdk-output", "envelope").stdout)
        return
    assert exact(there.stdout)["outputs"] == exact(here.stdout)["outputs"]
    assert json.loads(there.stdout)["ok"] is True
    for each in ("nodes", "edges", "inputs"):
        a, b = (json.loads(done.stdout)["metrics"][each] for done in (there, here))
        counts = ("id", "packets_in", "packets_out", "calls", "errors", "packets", "dropped")
        assert [[x.get(key) for key in counts] for x in a] == [[x.get(key) for key in counts] for x in b]


def calculator(**more: object) -> dict[str, object]:
    """As the SDK's demo sent it: the manifest with its runtime, and the inputs, on stdin."""
    manifest = {
        "version": "v1",
        "metadata": {"name": "calculator"},
        "runtime": {"target": "wasm32-wasi", "min_version": "0.1.0", "features": ["rust-only"]},
        "nodes": [node("multiply", "MultiplyNode", factor=2), node("add", "AddNode", addend=10)],
        "connections": [{"from": "multiply", "to": "add"}],
    }
    return {"manifest": manifest, **more}


GRAPH_INFO = {
    "node_count": 2,
    "source_count": 1,
    "sink_count": 1,
    "execution_order": ["multiply", "add"],
}


@every_host
@pytest.mark.parametrize(
    ("given", "outputs"),
    # The bare value where there is exactly one, an array of any other number.
    [([5, 7, 3], [20, 24, 16]), ([5], 20), ([], []), ([[1, 2]], [12, 14])],
)
def test_callers_of_the_older_sdk_s_command_find_what_they_read(
    tmp_path: Path, wasi: Host, given: list[object], outputs: object
) -> None:
    done = wasi(tmp_path, json.dumps(calculator(input_data=given)))
    assert (done.returncode, done.stderr) == (0, "")
    assert json.loads(behind_the_line(done.stdout)) == {
        "status": "success",
        "outputs": outputs,
        "graph_info": GRAPH_INFO,
    }


@every_host
def test_a_caller_of_the_older_command_sees_a_failure_as_it_did(tmp_path: Path, wasi: Host) -> None:
    done = wasi(tmp_path, json.dumps(calculator(input_data=[1e308])))
    assert (done.returncode, done.stdout) == (1, "")
    assert "float64" in done.stderr


@every_host
def test_the_line_can_be_asked_for_and_left_out(tmp_path: Path, wasi: Host) -> None:
    own = json.dumps(calculator(inputs={"multiply": [1]}))
    assert json.loads(behind_the_line(wasi(tmp_path, own, "--sdk-output", "command").stdout))["outputs"] == 12
    old = json.dumps(calculator(input_data=[1]))
    assert json.loads(wasi(tmp_path, old, "--sdk-output", "envelope").stdout)["outputs"] == 12
    assert json.loads(wasi(tmp_path, old, "--sdk-output", "value").stdout) == 12


REFUSED: dict[str, tuple[object, list[str], str]] = {
    "unknown node": (chain(node("m", "MultiplyNod")), [], "unknown-node-type"),
    "a cycle": (
        {
            "version": "v1",
            "nodes": [node("a", "AddNode"), node("b", "AddNode")],
            "connections": [{"from": "a", "to": "b"}, {"from": "b", "to": "a"}],
        },
        [],
        "cycle",
    ),
    "bad JSON": ('{"nodes": [}', [], "bad-json"),
    "no manifest": ([1], [], "bad-manifest"),
    "bad params": (chain(node("m", "MultiplyNode", factor="x")), [], "factor"),
    "a failing node": (
        {"manifest": chain(node("m", "MultiplyNode")), "inputs": {"m": [1, 1e308]}},
        [],
        "packet 1",
    ),
    "an input that is not there": (chain(node("m", "MultiplyNode")), ["--input", "n=[1]"], "input-unknown"),
    "an input without a value": (chain(node("m", "MultiplyNode")), [], "input-missing"),
    "a number that no double holds": (
        '{"manifest": {"version": "v1", "nodes": []},\n "inputs": {"m": [[1e999]]}}',
        [],
        "number-out-of-range",
    ),
    "both ways to give": (
        {"manifest": chain(node("m", "MultiplyNode")), "inputs": {}, "input_data": []},
        [],
        "bad-run-file",
    ),
}


def words_of(text: str) -> list[str]:
    return text.split()


@every_host
@pytest.mark.parametrize("name", REFUSED)
def test_the_same_refusal(tmp_path: Path, wasi: Host, name: str) -> None:
    document, words, known = REFUSED[name]
    (tmp_path / "run.json").write_text(document if isinstance(document, str) else json.dumps(document))
    here = run(tmp_path / "run.json", "--sdk-output", "value", *words)
    there = wasi(tmp_path, "", "run", "run.json", "--sdk-output", "value", *words)
    assert known in there.stderr
    assert (there.returncode, there.stdout) == (here.returncode, here.stdout) == (1, "")
    assert words_of(there.stderr) == words_of(here.stderr.replace(f"{tmp_path}{os.sep}", ""))
    as_json = wasi(tmp_path, "", "run.json", "--diagnostics", "json", *words)
    told = [json.loads(line) for line in as_json.stderr.splitlines()]
    document_told = json.loads(as_json.stdout)
    assert document_told["ok"] is False
    assert document_told["diagnostics"] == told
    assert "error" in [each["severity"] for each in told]


@every_host
def test_nodes_in_python_are_named(tmp_path: Path, wasi: Host) -> None:
    manifest = chain(
        node("m", "MultiplyNode"), node("t", "TextProcessorNode"), node("u", "TextProcessorNode")
    )
    done = wasi(tmp_path, json.dumps(manifest), "--input", "[1]")
    assert done.returncode == 1
    assert 'need a host with Python: "t" (TextProcessorNode), "u" (TextProcessorNode)' in done.stderr
    assert "rmpkg run" in done.stderr


@every_host
@pytest.mark.parametrize(
    "words", [["--nonsense"], ["run", "absent.json"], ["--sdk-output", "x"], ["--input"], ["a", "b"]]
)
def test_wrong_usage_has_the_status_of_wrong_usage(tmp_path: Path, wasi: Host, words: list[str]) -> None:
    there, here = wasi(tmp_path, "{}", *words), run(*words)
    assert there.returncode == here.returncode == 2
    assert there.stdout == ""
    assert there.stderr.startswith("usage: ")


@every_host
def test_help_tells_the_exit_status(tmp_path: Path, wasi: Host) -> None:
    done = wasi(tmp_path, "", "--help")
    assert done.returncode == 0
    assert "exit status: 0 done, 1 refused or failed (the reasons are printed), 2 wrong usage" in done.stdout


def test_it_knows_the_python_nodes_that_there_are() -> None:
    """Where this fails: python -m py_nodes.catalogue --ports > the file, and rebuild vendor/rust."""
    assert json.loads(KNOWN_NODES.read_text()) == ports_only()
