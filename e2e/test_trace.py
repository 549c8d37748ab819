"""Recording a trace in the page: the same file as in the terminal, also of a run that is stopped."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from e2e.visitor import Visitor
from tests.rmpkg.trace_rules import Trace, checked

ROOT = Path(__file__).resolve().parent.parent
RECORDING = ROOT / "examples" / "recordings" / "three-commands.wav"


def saved(visitor: Visitor, name: str) -> Trace:
    """Saves the trace of the last run; it is called as the package."""
    with visitor.page.expect_download() as download:
        visitor.page.get_by_role("button", name="Save trace").click()
    assert download.value.suggested_filename == name
    return checked(Path(download.value.path()).read_text())


def record(visitor: Visitor) -> None:
    visitor.page.get_by_role("checkbox", name="Record trace").check()


def test_the_page_s_trace_is_the_terminal_s(visitor: Visitor, examples: Path, tmp_path: Path) -> None:
    bundle = examples / "speech-activity.rmpkg"
    visitor.open(bundle)
    visitor.give_file("recording", RECORDING)
    record(visitor)
    visitor.run()
    here = saved(visitor, "speech-activity-trace.json")
    trace = tmp_path / "trace.json"
    command = [sys.executable, "-m", "rmpkg.cli.main", "run", str(bundle), "--allow-unverified"]
    command += ["--input", f"recording={RECORDING}", "--trace", str(trace)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    assert here.structure() == checked(trace.read_text()).structure()
    assert {each["name"] for each in here.of("b")} >= {"wait for Python", "make the Python nodes"}


def test_a_run_that_records_nothing_offers_nothing(visitor: Visitor, examples: Path) -> None:
    visitor.open(examples / "calculator.rmpkg")
    visitor.give("numbers", "[1]")
    visitor.run()
    assert visitor.page.get_by_role("button", name="Save trace").count() == 0


def test_stop_keeps_the_trace(visitor: Visitor, tmp_path: Path) -> None:
    folder = tmp_path / "endless"
    folder.mkdir()
    nodes = [
        {"id": "tone", "node_type": "ToneNode", "params": {"sample_rate": 8000}},
        {"id": "level", "node_type": "AudioLevelNode"},
    ]
    manifest = {"version": "v1", "metadata": {"name": "endless"}, "nodes": nodes}
    manifest["connections"] = [{"from": "tone", "to": "level"}]
    (folder / "manifest.json").write_text(json.dumps(manifest))
    bundle = tmp_path / "endless.rmpkg"
    command = [sys.executable, "-m", "rmpkg.cli.main", "build", str(folder), "-o", str(bundle)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    visitor.open(bundle)
    record(visitor)
    visitor.start()
    visitor.wait_for("running")
    visitor.page.get_by_test_id("stop").click()
    visitor.wait_for("stopped")
    trace = saved(visitor, "endless-trace.json")
    assert len(trace.work("level")) > 0
