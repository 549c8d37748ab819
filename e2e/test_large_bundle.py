"""A bundle of two gigabytes is opened by the page without being held."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Browser

from e2e.browsers.renderer_memory import renderers_peak
from e2e.test_vectors import opened
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
