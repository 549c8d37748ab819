"""What is dropped at the wrong time or place is told, and nothing that was on the page is lost."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, expect

from e2e import bundles
from e2e.test_page import RECORDING, desktop, site, visit
from e2e.visitor import Visitor
from tools.page_server import PageServer

__all__ = ["desktop", "site"]

SIZES = [(1280, 800), (360, 740)]


def in_sight(part: Locator) -> bool:
    """Whether a visitor sees the middle of it: within the window, and nothing over it."""
    return bool(
        part.evaluate(
            """(it) => {
              const { left, top, width, height } = it.getBoundingClientRect();
              const hit = document.elementFromPoint(left + width / 2, top + height / 2);
              return hit !== null && (it === hit || it.contains(hit));
            }"""
        )
    )


@pytest.mark.parametrize(("width", "height"), SIZES)
def test_run_without_a_recording_says_what_is_missing_where_it_is_seen(
    chromium: Browser, site: PageServer, tmp_path: Path, width: int, height: int
) -> None:
    visitor = visit(chromium, site, width, height, "light")
    # Many inputs: the faulty one lies far from the run bar, and below the first screen.
    nodes = [bundles.node(f"n{i}", "PassThroughNode") for i in range(9)]
    inputs = [{"name": f"in{i}", "type": "audio" if i == 8 else "json", "to": f"n{i}"} for i in range(9)]
    visitor.open(bundles.bundle(tmp_path / "many.rmpkg", bundles.manifest(nodes, inputs=inputs)))
    visitor.start()
    problem = visitor.page.get_by_test_id("input-in8").locator(".problem")
    expect(problem).to_have_text("Choose a file first.")
    visitor.page.wait_for_timeout(200)
    assert in_sight(problem)
    beside = visitor.page.get_by_test_id("why-not")
    # What is wrong is told at the field; below Run there is only the way to it.
    expect(beside).to_have_text("This needs attention: in8")
    assert in_sight(beside)
    visitor.page.get_by_test_id("input-in0").get_by_role("textbox").focus()
    beside.get_by_role("button", name="in8").click()
    expect(
        visitor.page.get_by_test_id("input-in8").get_by_role("button", name="in8 Choose a file")
    ).to_be_focused()
    visitor.page.context.close()


def test_a_bad_file_during_a_run_leaves_the_run_on_the_page(desktop: Visitor, tmp_path: Path) -> None:
    desktop.open(bundles.endless_python(tmp_path / "endless.rmpkg"))
    desktop.give("it", "[1]")
    desktop.start()
    desktop.wait_for("running")
    desktop.page.wait_for_timeout(1500)
    bad = tmp_path / "garbage.rmpkg"
    bad.write_bytes(b"no bundle at all" * 10)
    desktop.drop(bad)
    expect(desktop.page.get_by_test_id("refusal")).to_contain_text("garbage.rmpkg cannot run")
    assert in_sight(desktop.page.get_by_test_id("stop"))
    # To the page of the refused file and back: the run goes on, and so does its clock.
    desktop.page.get_by_test_id("show-refusal").click()
    desktop.page.get_by_test_id("refused").wait_for()
    desktop.page.get_by_test_id("back").click()
    clock = desktop.page.get_by_test_id("run-bar").locator(".state .soft")
    assert float(clock.inner_text().split()[0]) >= 1.5
    desktop.drop(bad)
    desktop.page.get_by_test_id("show-refusal").click()
    desktop.page.get_by_test_id("refused").wait_for()
    desktop.page.keyboard.press("Escape")
    desktop.page.get_by_test_id("back").click()
    desktop.wait_for("stopped")


def test_what_floats_above_the_run_bar_can_be_used_on_a_phone(
    chromium: Browser, site: PageServer, tmp_path: Path, examples: Path
) -> None:
    visitor = visit(chromium, site, 360, 740, "light")
    visitor.open(examples / "calculator.rmpkg")
    named = bundles.manifest([bundles.node("n", "PassThroughNode")])
    named["metadata"]["name"] = "pipeline" * 12
    visitor.open(bundles.bundle(tmp_path / "long.rmpkg", named))
    assert in_sight(visitor.page.get_by_role("button", name="Dismiss"))
    undo = visitor.page.get_by_test_id("undo")
    assert in_sight(undo)
    undo.click()
    visitor.page.get_by_test_id("input-numbers").wait_for()
    visitor.page.context.close()


def test_a_package_and_a_recording_dropped_together(desktop: Visitor, examples: Path) -> None:
    desktop.drop(RECORDING, examples / "speech-activity.rmpkg")
    expect(desktop.page.get_by_test_id("chosen-file")).to_have_text(RECORDING.name)
    desktop.run()


def test_a_recording_before_any_package_waits_for_one(desktop: Visitor) -> None:
    desktop.drop(RECORDING)
    expect(desktop.page.get_by_test_id("stray-recording")).to_contain_text(RECORDING.name)
    expect(desktop.page.get_by_test_id("example-calculator")).to_have_count(0)
    desktop.open_example("speech-activity")
    expect(desktop.page.get_by_test_id("chosen-file")).to_have_text(RECORDING.name)
