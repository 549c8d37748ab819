"""Every bad input gets a message that names the place and the way out; the next run works."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import expect

from e2e import bundles
from e2e.visitor import Visitor


def still_usable(visitor: Visitor, examples: Path) -> None:
    visitor.drop(examples / "calculator.rmpkg")
    visitor.page.get_by_test_id("input-numbers").wait_for()
    visitor.give("numbers", "[5, 7, 3]")
    visitor.run()
    assert json.loads(visitor.download("results", ".json")) == [20, 24, 16]


# (what makes it, code, words that name the place, words of the way out)
REFUSED: list[tuple[Callable[[Path, Path], Path], str, list[str]]] = [
    (bundles.truncated, "truncated-file", ["calculator.rmpkg"]),
    (lambda path, _: bundles.path_escape(path), "path-escape", ["../outside.txt"]),
    (bundles.changed_file, "changed-file", ["manifest.json"]),
    (
        lambda path, _: bundles.unknown_type(path),
        "unknown-node-type",
        ["MultiplyNod", "MultiplyNode", "nodes[0]"],
    ),
    (lambda path, _: bundles.cycle(path), "cycle", ["b", "c"]),
    (lambda path, _: bundles.connection_to_nowhere(path), "connection-to-nowhere", ["doubel", "double"]),
]


@pytest.mark.parametrize(("make", "code", "words"), REFUSED, ids=[code for _, code, _ in REFUSED])
def test_refused_before_anything_runs(
    visitor: Visitor,
    tmp_path: Path,
    examples: Path,
    make: Callable[[Path, Path], Path],
    code: str,
    words: list[str],
) -> None:
    visitor.drop(make(tmp_path / "calculator.rmpkg", examples / "calculator.rmpkg"))
    visitor.page.get_by_test_id("refused").wait_for()
    text = visitor.problem(code).inner_text()
    shown = visitor.page.get_by_test_id("refused").inner_text()
    for word in words:
        assert word in shown
    assert len(text.splitlines()) > 1, "a message alone: where is the place, where the way out?"
    still_usable(visitor, examples)


# (what makes it, code, words that the block must have)
FAILING: list[tuple[Callable[[Path], Path], str, list[str]]] = [
    (bundles.raises, "node-failed", ["ZeroDivisionError", "nodes/it.py", "packet 1", "on_error"]),
    (bundles.syntax_error, "python-syntax", ["nodes/it.py", "2"]),
    (bundles.missing_package, "missing-package", ["pandas", "wheels/"]),
]


@pytest.mark.parametrize(("make", "code", "words"), FAILING, ids=[code for _, code, _ in FAILING])
def test_failing_run(
    visitor: Visitor,
    tmp_path: Path,
    examples: Path,
    make: Callable[[Path], Path],
    code: str,
    words: list[str],
) -> None:
    visitor.open(make(tmp_path / "failing.rmpkg"))
    visitor.give("it", "[2, 0, 1]")
    visitor.start()
    assert visitor.wait_for("failed", "done") == "failed"
    block = visitor.problem(code)
    block.wait_for()
    block.locator("summary").evaluate_all(
        "(all) => all.forEach((each) => { each.parentElement.open = true; })"
    )
    text = block.inner_text()
    for word in words:
        assert word in text, text
    still_usable(visitor, examples)


def test_file_that_is_no_audio(visitor: Visitor, tmp_path: Path, examples: Path) -> None:
    picture = tmp_path / "picture.wav"
    picture.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(2000))
    visitor.open_example("speech-activity")
    visitor.give_file("recording", picture)
    visitor.start()
    assert visitor.wait_for("failed", "done") == "failed"
    text = visitor.problem_text()
    assert "picture.wav" in text
    assert "PNG" in text
    still_usable(visitor, examples)


def test_outputs_before_a_failure_are_kept(visitor: Visitor, tmp_path: Path) -> None:
    visitor.open(bundles.raises(tmp_path / "failing.rmpkg"))
    visitor.give("it", "[2, 0, 1]")
    visitor.start()
    assert visitor.wait_for("failed", "done") == "failed"
    assert json.loads(visitor.download("it", ".json")) == [0.5]


def test_a_number_that_nothing_holds_is_told_at_its_field(visitor: Visitor) -> None:
    visitor.open_example("calculator")
    visitor.give("numbers", "[1e400]")
    visitor.start()
    field = visitor.page.get_by_test_id("input-numbers")
    expect(field).to_contain_text("Line 1, column 2: The number 1e400")
    assert visitor.page.get_by_test_id("run-bar").get_attribute("data-phase") == "idle"


def test_damage_is_told_where_the_results_stand(visitor: Visitor, tmp_path: Path) -> None:
    root = Path(__file__).resolve().parent.parent
    whole = root / "wasm_kernels/crates/audio_files/tests/files/flac_s16.flac"
    (tmp_path / "cut.flac").write_bytes(whole.read_bytes()[:25000])
    visitor.open_example("speech-activity")
    visitor.give_file("recording", tmp_path / "cut.flac")
    visitor.run()
    expect(visitor.page.get_by_test_id("opened")).to_contain_text("Warning The recording breaks off at")
