"""Stop works whatever the code is doing, and the next run works."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

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
