"""A bundle of two gigabytes is opened by the page without being held."""

from __future__ import annotations

import re
from pathlib import Path

from playwright.sync_api import Browser, expect

from e2e import bundles
from e2e.browsers.renderer_memory import renderers_peak
from e2e.test_vectors import opened
from e2e.visitor import Visitor
from tools.vectors.large import write_large_bundle

GIB = 1 << 30
# The browser's collector leaves a few hundred MB of blocks that were read; the file itself would be 2 GiB.
MOST_RENDERER_BYTES = 900 << 20


def test_two_gigabytes_are_opened_without_being_held(chromium: Browser, tmp_path: Path) -> None:
    path = tmp_path / "large.rmpkg"
    write_large_bundle(path, [2 * GIB + 12345])
    peaks: list[int] = []
    (found,) = opened(
        chromium, [path], limit_s=250, before_closing=lambda: peaks.append(renderers_peak(chromium))
    )
    assert (found["verdict"], found["codes"]) == ("unsigned", ["no-provenance"])
    assert found["entries"] == ["models/0.bin", "manifest.json"]
    assert peaks[0] < MOST_RENDERER_BYTES, f"{peaks[0] >> 20} MiB"


def test_how_far_it_has_been_checked_is_shown_and_it_can_be_let_go(visitor: Visitor, tmp_path: Path) -> None:
    path = tmp_path / "large.rmpkg"
    write_large_bundle(path, [2 * GIB])
    page = visitor.page
    page.get_by_test_id("package-file").set_input_files(path)
    bar = page.get_by_role("progressbar", name="Checking")
    expect(page.get_by_test_id("opening-progress")).to_contain_text(re.compile(r"\d MB of 2\.1 GB checked"))
    seen = {int(bar.get_attribute("aria-valuenow") or 0)}
    while len(seen) < 4:
        seen.add(int(bar.get_attribute("aria-valuenow") or 0))
    assert min(seen) < max(seen) < 100, seen
    page.keyboard.press("Escape")
    expect(page.get_by_role("heading", name="Drop a pipeline here")).to_be_visible()
    # The same beside an open package, which stays.
    visitor.open(
        bundles.bundle(tmp_path / "small.rmpkg", bundles.manifest([bundles.node("n", "PassThroughNode")]))
    )
    page.get_by_test_id("package-file").set_input_files(path)
    expect(bar).to_be_visible()
    page.get_by_test_id("cancel-opening").click()
    expect(bar).to_have_count(0)
    visitor.give("n", "[1]")
    visitor.run()
