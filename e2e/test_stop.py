"""Stop works whatever the code is doing, and the next run works."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from playwright.sync_api import expect

from e2e import bundles
from e2e.visitor import Visitor


@pytest.mark.parametrize("make", [bundles.endless_python, bundles.endless_native])
def test_stop_and_run_again(visitor: Visitor, tmp_path: Path, examples: Path, make: object) -> None:
    assert callable(make)
    visitor.open(make(tmp_path / "endless.rmpkg"))
    box = visitor.page.get_by_test_id("inputs").get_by_role("textbox")
    if box.count():
        box.first.fill("[1]")
    visitor.start()
    visitor.wait_for("running")
    visitor.page.wait_for_timeout(500)  # let it be busy
    visitor.stop()
    visitor.start()
    visitor.wait_for("running")
    visitor.page.keyboard.press("Escape")
    visitor.wait_for("stopped")
    visitor.drop(examples / "calculator.rmpkg")
    visitor.page.get_by_test_id("input-numbers").wait_for()
    visitor.give("numbers", "[5]")
    visitor.run()
    assert json.loads(visitor.download("results", ".json")) == [20]


def test_what_came_out_before_stop_is_kept(visitor: Visitor, tmp_path: Path) -> None:
    visitor.open(bundles.endless_native(tmp_path / "endless.rmpkg"))
    visitor.start()
    visitor.wait_for("running")
    visitor.output("level").get_by_text("rms_db").first.wait_for()
    visitor.stop()
    levels = json.loads(visitor.download("level", ".json"))
    assert levels
    # A full-scale sine has an RMS of its peak over the square root of two: 3.01 dB below.
    assert levels[0]["peak_db"] - levels[0]["rms_db"] == pytest.approx(3.01, abs=0.1)


def test_page_stays_alive_beside_an_endless_loop(visitor: Visitor, tmp_path: Path) -> None:
    visitor.open(bundles.endless_python(tmp_path / "endless.rmpkg"))
    visitor.give("it", "[1]")
    visitor.start()
    visitor.wait_for("running")
    frames = visitor.page.evaluate(
        """() => new Promise((done) => {
          let frames = 0;
          const until = performance.now() + 1000;
          const count = () => {
            frames++;
            if (performance.now() < until) requestAnimationFrame(count);
            else done(frames);
          };
          requestAnimationFrame(count);
        })"""
    )
    assert frames > 5
    visitor.stop()


def test_a_call_that_was_ended_by_force_leaves_the_last_figures_and_no_false_zero(
    visitor: Visitor, tmp_path: Path
) -> None:
    nodes = [
        bundles.node("each", "Each"),
        bundles.node("free", "PassThroughNode"),
        {**bundles.node("slow", "Slow"), "limits": {"seconds_per_call": 0.5}},
        bundles.node("late", "PassThroughNode"),
    ]
    each = "class Each:\n    def process(self, data):\n        yield from range(5)\n"
    slow = (
        "class Slow:\n    def process(self, data):\n        while data == 3:\n            pass\n"
        "        return data if data == 9 else None\n"
    )
    ways = [("each", "free"), ("each", "slow"), ("slow", "late")]
    visitor.open(
        bundles.bundle(
            tmp_path / "slow.rmpkg", bundles.manifest(nodes, ways), {"each.py": each, "slow.py": slow}
        )
    )
    visitor.give("each", "[0]")
    visitor.start()
    assert visitor.wait_for("done", "failed") == "failed"
    page = visitor.page
    expect(page.get_by_test_id("cut-off")).to_be_visible()
    rows = page.get_by_test_id("figures").locator("tbody tr").all()
    known = {
        name: row.locator("td").all_inner_texts()
        for name, row in zip(["each", "free", "slow", "late"], rows, strict=True)
    }
    assert all("0" not in cells for cells in known.values()), known
    assert known["each"][0] == "1", known
    assert known["late"] == ["–", "–", "–", "–"], known
    came = page.get_by_test_id("output-free").get_by_text("packet").first.inner_text()
    # What came out is counted, whatever was told.
    graph = page.get_by_test_id("graph")
    given = graph.get_by_test_id("node-free").inner_text().split("→")[1].split()[0]
    assert int(given.removesuffix("packets")) >= int(came.split()[0]) > 0, (given, came)
    assert "0" not in graph.get_by_test_id("node-late").inner_text().replace("packets", "")
