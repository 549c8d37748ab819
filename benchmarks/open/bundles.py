"""A bundle, from the drop to its verdict: every byte is hashed on the way.

In Chromium from the chosen file to the verdict, with the page's own runtime, in a warm broker; in
the terminal the whole of `rmpkg verify`. The yardstick is one SHA-256 over the same bytes, by
WebCrypto (which wants the whole file in memory) and by hashlib. Memory is the peak of the process
beyond that for a bundle of 1 MB.
"""

from __future__ import annotations

import hashlib
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from e2e.browsers.browser import READ, polled
from e2e.browsers.renderer_memory import renderers_peak
from tools.browsers import find
from tools.page_server import PageServer

ROOT = Path(__file__).resolve().parent.parent.parent
CHECK_PAGE = ROOT / "build" / "check"
SIZES_MB = (1, 100, 400)
GOAL_MS = {100: 1000}
DIGEST = """async () => {
    const [file] = document.querySelector('#files').files;
    const began = performance.now();
    await crypto.subtle.digest('SHA-256', await file.arrayBuffer());
    return performance.now() - began;
}"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """One file, opened once.

    Attributes:
        digest_ms: one hash over the same bytes.
        peak: of the process that read the file, in bytes.
    """

    ms: float
    digest_ms: float
    peak: int


def measure_bundles(runs: int) -> None:
    """Prints the table."""
    with tempfile.TemporaryDirectory() as folder:
        bundles = {size: write_bundle(Path(folder), size) for size in SIZES_MB}
        print(f"{'bundle: drop → verdict':38}{'× SHA-256':>10}{'ms':>8}{'goal':>8}{'MiB more':>10}")
        for host, opened in (("Chromium", in_chromium), ("rmpkg verify", in_terminal)):
            found = {size: [opened(path) for _ in range(runs)] for size, path in bundles.items()}
            least = statistics.median(each.peak for each in found[SIZES_MB[0]])
            for size, rows in found.items():
                ms = statistics.median(each.ms for each in rows)
                ratio = statistics.median(each.ms / each.digest_ms for each in rows)
                more = (statistics.median(each.peak for each in rows) - least) / (1 << 20)
                goal = f"≤ {GOAL_MS[size]}" if size in GOAL_MS else ""
                print(f"{f'{host}, {size} MB':38}{ratio:>10.1f}{ms:>8.0f}{goal:>8}{more:>10.0f}", flush=True)
    print()


def write_bundle(folder: Path, size: int) -> Path:
    """A bundle as `rmpkg build` makes it, with a model of `size` MB that nothing can compress."""
    source = folder / f"source-{size}"
    (source / "models").mkdir(parents=True)
    manifest = {
        "version": "v1",
        "metadata": {"name": "large"},
        "nodes": [{"id": "double", "node_type": "MultiplyNode", "params": {"factor": 2}}],
        "connections": [],
    }
    (source / "manifest.json").write_text(json.dumps(manifest))
    (source / "models" / "model.bin").write_bytes(os.urandom(size * 1_000_000))
    out = folder / f"{size}.rmpkg"
    command = [sys.executable, "-m", "rmpkg.cli.main", "build", str(source), "-o", str(out)]
    subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
    return out


def in_chromium(path: Path) -> Opening:
    """A fresh browser, so that its peak is this file's."""
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=find("chromium"), args=["--no-sandbox"])
        opening = _in_page(chromium, path)
        chromium.close()
    return opening


def _in_page(chromium: Browser, path: Path) -> Opening:
    with PageServer(CHECK_PAGE) as server:
        page = chromium.new_page()
        url = f"{server.url}?do=openFiles"
        page.goto(url)
        page.set_input_files("#files", path)
        (file,) = polled(lambda: str(page.evaluate(READ)), url, 120)["files"]
        if file["verdict"] == "broken":
            raise RuntimeError(f"{path} is judged {file}")
        # Before the yardstick, which holds the whole file.
        peak = renderers_peak(chromium)
        return Opening(ms=file["ms"], digest_ms=page.evaluate(DIGEST), peak=peak)


def in_terminal(path: Path) -> Opening:
    """A process of its own."""
    began = time.perf_counter()
    child = subprocess.Popen(
        [sys.executable, "-m", "rmpkg.cli.main", "verify", str(path)], cwd=ROOT, stdout=subprocess.DEVNULL
    )
    _, status, usage = os.wait4(child.pid, 0)
    ms = (time.perf_counter() - began) * 1000
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode:
        raise RuntimeError(f"{path}: exit status {child.returncode}")
    began = time.perf_counter()
    with path.open("rb") as file:
        hashlib.file_digest(file, "sha256")
    return Opening(ms=ms, digest_ms=(time.perf_counter() - began) * 1000, peak=usage.ru_maxrss * 1024)
