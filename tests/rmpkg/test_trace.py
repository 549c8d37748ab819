"""The trace of a run: it keeps the format's rules, and says what the figures say."""

from __future__ import annotations

import json
import subprocess
from collections import Counter
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from tests.rmpkg.test_run_command import CALCULATOR, RECORDING, ROOT, SPEECH, run
from tests.rmpkg.trace_rules import LOOP, Trace, checked


def traced(folder: Path, package: Path, *words: object) -> tuple[Trace, dict[str, Any]]:
    """The trace of a run, and what `--json` says of it."""
    done = run(package, "--trace", folder / "trace.json", "--json", *words)
    return checked((folder / "trace.json").read_text()), json.loads(done.stdout)


def check_counts(trace: Trace, metrics: dict[str, Any]) -> None:
    for node in metrics["nodes"]:
        taken = [each for each in trace.work(node["id"]) if each["args"].get("edge")]
        assert len(taken) == node["packets_in"]
    arrows = Counter(each["tid"] for each in trace.of("f"))
    assert sum(arrows.values()) == sum(node["packets_in"] for node in metrics["nodes"])
    copies = trace.copies()
    assert len(copies) == metrics["crossings"]["packets"]
    assert sum(each["args"]["bytes"] for each in copies) == metrics["crossings"]["bytes"]
    crossed = [each["args"]["bytes"] for each in trace.of("C") if each["name"] == "crossed bytes"]
    assert crossed == sorted(crossed)
    assert (crossed or [0])[-1] == metrics["crossings"]["bytes"]


def test_a_graph_of_both_kinds(tmp_path: Path) -> None:
    trace, document = traced(tmp_path, SPEECH, "--input", RECORDING)
    check_counts(trace, document["metrics"])
    assert {each["cat"] for each in trace.work("features")} == {"python"}
    assert {each["cat"] for each in trace.work("speech")} == {"engine"}
    assert len(trace.of("i")) == sum(len(values) for values in document["outputs"].values())
    assert {each["name"] for each in trace.of("b")} == {"read the manifest and plan", "make the Python nodes"}
    # A packet goes from the node that gave it to the one that took it, after that.
    names = trace.threads
    ends = {each["id"]: each for each in trace.of("f")}
    pairs = {
        (names[each["tid"]].split(" (")[0], names[ends[each["id"]]["tid"]].split(" (")[0])
        for each in trace.of("s")
    }
    assert pairs == {
        ("loop", "resample"),
        ("resample", "speech"),
        ("speech", "features"),
        ("speech", "spectrogram"),
    }
    # Every node flushes at its end, once.
    for node in document["metrics"]["nodes"]:
        assert [each["args"]["why"] for each in trace.work(node["id"])].count("finish") == 1
    assert trace.left_out == 0


def test_what_waits_is_counted(tmp_path: Path) -> None:
    trace, document = traced(tmp_path, CALCULATOR, "--input", json.dumps(list(range(1000))))
    check_counts(trace, document["metrics"])
    (edge,) = {
        each["name"] for each in trace.of("C") if "numbers" in each["name"] and "bytes" not in each["name"]
    }
    depths = [each["args"]["packets"] for each in trace.of("C") if each["name"] == edge]
    assert max(depths) == document["metrics"]["inputs"][0]["peak_queued"]
    assert depths[-1] == 0


def test_every_edge_has_its_counters_of_packets_and_bytes(tmp_path: Path) -> None:
    trace, document = traced(tmp_path, SPEECH, "--input", RECORDING)
    edges = [
        "input recording → resample", "resample → speech", "speech → features", "speech → spectrogram",
    ]  # fmt: skip
    counted = {each["name"] for each in trace.of("C")}
    assert counted == {
        "crossed bytes",
        *(f"queue {edge}" for edge in edges),
        *(f"queued bytes {edge}" for edge in edges),
    }
    metrics = document["metrics"]
    for edge, known in zip(edges, [*metrics["inputs"], *metrics["edges"]], strict=True):
        packets, sizes = (
            [(each["ts"], each["args"][unit]) for each in trace.of("C") if each["name"] == f"{name} {edge}"]
            for name, unit in (("queue", "packets"), ("queued bytes", "bytes"))
        )
        # Also of what comes and goes within one step: at the packet's own node, not only between steps.
        assert max(depth for _, depth in packets) == known["peak_queued"], edge
        assert packets[-1][1] == sizes[-1][1] == 0
        assert [at for at, _ in packets] == [at for at, _ in sizes] == sorted(at for at, _ in packets)
        assert all((depth > 0) == (size > 0) for (_, depth), (_, size) in zip(packets, sizes, strict=True))


def test_edges_between_the_same_nodes_are_told_apart(tmp_path: Path) -> None:
    graph = {
        "version": "v1",
        "nodes": [{"id": "p", "node_type": "PassThroughNode"}, {"id": "z", "node_type": "ZipNode"}],
        "connections": [{"from": "p", "to": "z.left"}, {"from": "p", "to": "z.right"}],
    }
    (tmp_path / "graph.json").write_text(json.dumps(graph))
    trace, _ = traced(tmp_path, tmp_path / "graph.json", "--input", "[1, 2]")
    names = {each["name"] for each in trace.of("C") if each["name"].startswith("queue ")}
    assert names == {"queue input p → p", "queue p → z.left", "queue p → z.right"}


def test_work_fills_the_steps_that_it_was_done_in(tmp_path: Path) -> None:
    trace, _ = traced(tmp_path, CALCULATOR, "--input", json.dumps(list(range(300))))
    steps = [each for each in trace.slices[LOOP] if each["name"] == "step"]
    for each in trace.work("double"):
        inside = [
            step
            for step in steps
            if step["ts"] <= each["ts"] and each["ts"] + each["dur"] <= step["ts"] + step["dur"] + 0.001
        ]
        assert len(inside) == 1


GENERATOR = """
import asyncio

class Counts:
    def process(self, value):
        for i in range(value):
            yield i

class Waits:
    async def process(self, value):
        await asyncio.sleep(0.001)
        return value

class Fails:
    def process(self, value):
        if value == 1:
            raise ValueError("no")
        return value
"""


def package(folder: Path, *types: str, on_error: str = "fail") -> Path:
    (folder / "nodes").mkdir(parents=True)
    (folder / "nodes" / "it.py").write_text(GENERATOR)
    nodes = [{"id": kind.lower(), "node_type": kind, "on_error": on_error} for kind in types]
    connections = [{"from": a["id"], "to": b["id"]} for a, b in pairwise(nodes)]
    manifest = {"version": "v1", "metadata": {"name": "it"}, "nodes": nodes, "connections": connections}
    (folder / "manifest.json").write_text(json.dumps(manifest))
    return folder


def test_generators_and_waiting_nodes(tmp_path: Path) -> None:
    trace, document = traced(tmp_path, package(tmp_path / "p", "Counts", "Waits"), "--input", "[3, 2]")
    check_counts(trace, document["metrics"])
    # One stretch for each item and one for the end, but the packet is taken once; and the flush.
    assert [each["args"].get("sequence") for each in trace.work("counts")] == [
        0,
        None,
        None,
        None,
        1,
        None,
        None,
        None,
    ]
    assert all(each["dur"] >= 1000 for each in trace.work("waits") if each["args"]["why"] == "process")


@pytest.mark.parametrize("on_error", ["fail", "skip", "retry"])
def test_a_failing_node_still_has_its_slices(tmp_path: Path, on_error: str) -> None:
    folder = package(tmp_path / "p", "Fails", on_error=on_error)
    trace, document = traced(tmp_path, folder, "--input", "[0, 1, 2]")
    assert document["ok"] is (on_error == "skip")
    calls = document["metrics"]["nodes"][0]["calls"]
    assert len([each for each in trace.work("fails") if each["args"]["why"] == "process"]) == calls - (
        on_error == "skip"
    )


def test_a_long_run_keeps_its_newest_part_and_says_so(tmp_path: Path) -> None:
    numbers = tmp_path / "numbers.json"
    numbers.write_text(json.dumps(list(range(30_000))))
    trace, document = traced(tmp_path, CALCULATOR, "--input", f"numbers={numbers}")
    assert trace.left_out > 0
    assert f"{trace.left_out} earlier records were left out" in {each["name"] for each in trace.of("i")}
    kept = [each["args"]["sequence"] for each in trace.work("add_ten") if "sequence" in each["args"]]
    assert kept == list(range(kept[0], 30_000))
    assert document["metrics"]["nodes"][0]["packets_in"] == 30_000


def test_no_trace_is_left_of_what_did_not_begin(tmp_path: Path) -> None:
    done = run(CALCULATOR, "--trace", tmp_path / "trace.json", "--input", "nothing here")
    assert done.returncode == 1
    assert not (tmp_path / "trace.json").exists()
    unwritable = run(CALCULATOR, "--trace", tmp_path / "no" / "trace.json", "--input", "[1]")
    assert unwritable.returncode == 1
    assert "--trace" in unwritable.stderr


@pytest.mark.parametrize(
    ("folder", "name", "words"), [(SPEECH, "recording", RECORDING), (CALCULATOR, "numbers", "[1, 2, 3]")]
)
def test_the_page_s_own_parts_in_node_tell_the_same(
    tmp_path: Path, folder: Path, name: str, words: object
) -> None:
    bundle = tmp_path / "it.rmpkg"
    built = subprocess.run(
        [str(ROOT / ".venv" / "bin" / "rmpkg"), "build", str(folder), "-o", str(bundle)],
        check=False,
        capture_output=True,
    )
    assert built.returncode == 0, built.stderr
    here, _ = traced(tmp_path, folder, "--input", words)
    job = {
        "name": "it",
        "bundle": str(bundle),
        "inputs": {name: str(words)},
        "trace": str(tmp_path / "node.json"),
    }
    command = ["node", "conformance/run_in_node.mjs"]
    done = subprocess.run(
        command, cwd=ROOT, input=json.dumps([job]), capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    there = checked((tmp_path / "node.json").read_text())
    assert there.structure() == here.structure()
