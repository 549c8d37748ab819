"""Every file of `rmpkg/spec/vectors`, opened in Chromium by the page's own runtime.

Verdict and reasons are those of the index, and so of the reader's tests and of the command line.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser

from e2e.browsers.browser import READ, polled
from tools.page_server import PageServer

ROOT = Path(__file__).resolve().parent.parent
VECTORS = ROOT / "rmpkg" / "spec" / "vectors"


def opened(
    chromium: Browser,
    files: list[Path],
    *,
    limit_s: float = 120,
    before_closing: Callable[[], object] = lambda: None,
) -> list[dict[str, Any]]:
    """What the page makes of files that a visitor chooses."""
    with PageServer(ROOT / "build" / "check") as server:
        page = chromium.new_page()
        url = f"{server.url}?do=openFiles"
        page.goto(url)
        page.set_input_files("#files", files)
        result = polled(lambda: str(page.evaluate(READ)), url, limit_s)
        before_closing()
        page.close()
    assert "error" not in result, result["error"]
    return list(result["files"])


def test_every_vector_is_judged_as_the_index_says(chromium: Browser) -> None:
    index = json.loads((VECTORS / "index.json").read_text())
    found = opened(chromium, [VECTORS / row["file"] for row in index])
    assert [each["name"] for each in found] == [Path(row["file"]).name for row in index]
    differing = []
    for row, each in zip(index, found, strict=True):
        told = {"verdict": each["verdict"], "codes": each["codes"]}
        meant = {"verdict": row["verdict"], "codes": row["codes"]}
        if row["verdict"] != "broken":
            told |= {key: each[key] for key in ("entries", "bundle_nodes", "layout")}
            meant |= {key: row[key] for key in ("entries", "bundle_nodes", "layout")}
        if told != meant:
            differing.append((row["file"], told, meant))
    assert not differing
