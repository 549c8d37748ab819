"""Drop, run, see what comes out, run again."""

from __future__ import annotations

import json
from pathlib import Path

from e2e import bundles
from e2e.visitor import Visitor

# Where the words of the example recording begin and end, s; from the text that made it.
SENTENCES = [(0.340, 2.065), (2.746, 4.522), (4.987, 6.914)]


def test_rust_only(visitor: Visitor, examples: Path) -> None:
    visitor.open(examples / "calculator.rmpkg")
    visitor.give("numbers", "[5, 7, 3]")
    visitor.run()
    assert json.loads(visitor.download("results", ".json")) == [20, 24, 16]


def test_numbers_keep_their_kind(visitor: Visitor, examples: Path) -> None:
    visitor.open(examples / "calculator.rmpkg")
    visitor.give("numbers", "[9007199254740993, 0.5, [1, 2.0]]")
    visitor.run()
    saved = visitor.download("results", ".json").decode()
    assert "18014398509481996" in saved
    assert json.loads(saved) == [18014398509481996, 11.0, [12, 14.0]]


def test_python_only(visitor: Visitor, examples: Path) -> None:
    visitor.open(examples / "text-processor.rmpkg")
    visitor.give("names", '["Ada", "Zoë"]')
    visitor.run()
    values = json.loads(visitor.download("texts", ".json"))
    assert [value["results"]["uppercase"] for value in values] == ["GOOD MORNING, ADA", "GOOD MORNING, ZOË"]
    visitor.page.get_by_role("tab", name="Log").click()
    assert "greeting Zoë" in visitor.page.get_by_test_id("inspector").inner_text()


def test_rust_and_python_on_a_recording(visitor: Visitor) -> None:
    visitor.open_example("speech-activity")
    visitor.run()
    found = json.loads(visitor.download("sentences", ".json"))
    assert len(found) == len(SENTENCES)
    for sentence, (start, end) in zip(found, SENTENCES, strict=True):
        assert abs(sentence["start_s"] - start) < 0.2
        assert abs(sentence["end_s"] - end) < 0.2
    assert visitor.output("spectrum").locator("canvas").first.is_visible()
    assert visitor.download("speech", ".wav")[:4] == b"RIFF"
    assert visitor.download("speech", ".flac")[:4] == b"fLaC"


def test_second_run_and_second_package(visitor: Visitor, examples: Path) -> None:
    visitor.open(examples / "calculator.rmpkg")
    visitor.give("numbers", "[1]")
    visitor.run()
    visitor.give("numbers", "[2]")
    visitor.run()
    assert json.loads(visitor.download("results", ".json")) == [14]
    visitor.drop(examples / "text-processor.rmpkg")
    visitor.page.get_by_test_id("input-names").wait_for()
    visitor.give("names", '["Eve"]')
    visitor.run()


def test_runs_of_one_package_share_nothing(visitor: Visitor, tmp_path: Path) -> None:
    source = (
        "import builtins\n\n\nclass Count:\n    def process(self, data):\n"
        "        builtins.seen = getattr(builtins, 'seen', 0) + 1\n        return builtins.seen\n"
    )
    visitor.open(bundles.python_bundle(tmp_path / "count.rmpkg", source, "Count"))
    for _ in range(2):
        visitor.give("it", "[0, 0]")
        visitor.run()
        assert json.loads(visitor.download("it", ".json")) == [1, 2]


def test_older_layout(visitor: Visitor, tmp_path: Path) -> None:
    visitor.open(bundles.older_sdk(tmp_path / "older.rmpkg"))
    visitor.give("add", "[1, 2]")
    visitor.run()
    assert json.loads(visitor.download("times", ".json")) == [20, 24]


def test_native_graph_loads_no_python(visitor: Visitor, examples: Path) -> None:
    """Pyodide's bytes go to the sandbox only when a graph needs them."""
    visitor.open(examples / "calculator.rmpkg")
    visitor.run()
    python = visitor.page.evaluate(
        "performance.getEntriesByType('resource').map((e) => e.name).filter((n) => n.includes('pyodide.asm'))"
    )
    assert python == []
