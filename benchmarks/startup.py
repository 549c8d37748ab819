"""How long a visitor waits: drop to first output, Stop to ready, and the bytes of a first visit.

    python -m benchmarks.startup [--runs N] [--browsers chromium,firefox,webkit]

One run: every figure is a median of N warm starts taken in turns with the others, because the speed
of a shared machine varies from hour to hour. The yardstick is plain Pyodide doing the same in the same
browser: `loadPyodide` of the npm package, `loadPackage` of numpy and the node SDK, then the bundle's
nodes in a plain loop. Twice: with wheels as they are, and with wheels whose modules are compiled ahead
as the page's are, which no index offers.
"""

import argparse
import gzip
import os
import statistics
import sys
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

from benchmarks.bench_page import PAGE, build_page
from e2e.browsers import OPENERS, Browser
from tools.browsers import find
from tools.page_server import PageServer

ROOT = Path(__file__).resolve().parent.parent
QUIET_LOAD = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One row: what is measured, and what it is to be compared with."""

    what: str
    do: str = "firstOutput"
    bundle: str = ""
    given: str = "[3]"
    kept: str = "none"
    numpy: bool = False
    wheels: str = "wheels"
    goal_ms: float | None = None
    against: tuple[str, ...] = ()
    """The yardsticks' rows; of the first, this one may take a fifth."""

    def query(self) -> str:
        """The page's address after its path."""
        asked = {"do": self.do, "bundle": self.bundle, "input": self.given, "kept": self.kept}
        return urlencode(asked | {"numpy": int(self.numpy), "wheels": self.wheels, "runs": 1})


PLAIN_PYTHON = "plain Pyodide → first Python answer"
PLAIN_NUMPY = "plain Pyodide → first numpy answer"
AHEAD = ", packages compiled ahead"
CALCULATOR = "examples/calculator.rmpkg"
TEXT = "examples/text-processor.rmpkg"
NUMPY = "bundles/first_numpy.rmpkg"
GOAL_SHARE = 0.2
FIGURES = (
    Figure(what="calculator: drop → first output", bundle=CALCULATOR, kept="frame", goal_ms=150),
    Figure(what=PLAIN_PYTHON, do="plainPyodide", bundle=TEXT, given='["Ada"]'),
    Figure(
        what=PLAIN_PYTHON + AHEAD,
        do="plainPyodide",
        bundle=TEXT,
        given='["Ada"]',
        wheels="compiled_wheels",
    ),
    Figure(
        what="drop → first Python output, nothing kept",
        bundle=TEXT,
        given='["Ada"]',
        against=(PLAIN_PYTHON, PLAIN_PYTHON + AHEAD),
    ),
    Figure(
        what="drop → first Python output, frame kept",
        bundle=TEXT,
        given='["Ada"]',
        kept="python",
        goal_ms=300,
    ),
    Figure(what=PLAIN_NUMPY, do="plainPyodide", bundle=NUMPY, numpy=True),
    Figure(
        what=PLAIN_NUMPY + AHEAD,
        do="plainPyodide",
        bundle=NUMPY,
        numpy=True,
        wheels="compiled_wheels",
    ),
    Figure(
        what="drop → first numpy output, nothing kept",
        bundle=NUMPY,
        against=(PLAIN_NUMPY, PLAIN_NUMPY + AHEAD),
    ),
    Figure(what="drop → first numpy output, frame kept", bundle=NUMPY, kept="python", goal_ms=300),
    Figure(
        what="Stop in an endless Python loop → ready",
        do="stopToReady",
        bundle="bundles/endless.rmpkg",
        kept="python",
        goal_ms=700,
    ),
)


def measure(browser: Browser, url: str, runs: int) -> dict[str, list[float]]:
    """Milliseconds of every figure, in turns; each page does one warming run that does not count.

    Raises RuntimeError where a page fails or the calculator has loaded anything of Python.
    """
    times: dict[str, list[float]] = {figure.what: [] for figure in FIGURES}
    for run in range(runs + 1):
        for figure in FIGURES:
            asked = figure.query().replace("runs=1", "runs=2")
            result = browser.result(f"{url}?{asked}", limit_s=300)
            if "error" in result:
                raise RuntimeError(f"{browser.name}, {figure.what}: {result['error']}")
            if figure.bundle == CALCULATOR and result["python_loaded"]:
                raise RuntimeError("the calculator has no Python node, and yet Python's files were loaded")
            if run:
                times[figure.what].append(result["ms"][1])
    return times


def table(browser: Browser, times: dict[str, list[float]]) -> str:
    """The rows for people: ratio first."""
    middle = {what: statistics.median(values) for what, values in times.items()}
    lines = [
        f"\n{browser.name} {browser.version}",
        "  × yardstick   median ms   (min … max)        goal            what",
    ]
    for figure in FIGURES:
        values = times[figure.what]
        share, goal = "", ""
        if figure.against:
            share = " / ".join(f"{middle[figure.what] / middle[one]:.2f}" for one in figure.against)
            goal = f"≤ {GOAL_SHARE} ×"
        elif figure.goal_ms:
            goal = f"≤ {figure.goal_ms:.0f} ms"
        spread = f"({min(values):.0f} … {max(values):.0f})"
        lines.append(f"  {share:>11}   {middle[figure.what]:9.0f}   {spread:17}  {goal:14}  {figure.what}")
    return "\n".join(lines)


PARTS = (
    ("page: markup, scripts, styles", ("index.html", "assets/*.js", "assets/*.css", "assets/*.svg")),
    ("sandbox: frame, worker with Pyodide's loader", ("sandbox/*",)),
    ("engine and reader", ("runtime/runtime_bg*.wasm",)),
    ("catalogue of nodes", ("runtime/catalogue*.json",)),
    ("Python: main module", ("python/pyodide.asm*.wasm",)),
    ("Python: standard library", ("python/python_stdlib*.zip",)),
    ("Python: memory snapshot", ("python/python-*", "python/layout*.json", "python/side_modules*.json")),
    ("numpy: side modules", ("python/*.so",)),
    ("numpy: files", ("python/files*.zip",)),
    ("node SDK and standard nodes", ("python/sdk*",)),
)
"""What a first visit loads, by globs below dist/; from "Python" on only a graph with Python nodes."""


def bytes_table(dist: Path) -> str:
    """Megabytes by part: as they are, by gzip -9, and as the page ships them in brotli."""
    lines = ["\nbytes of a first visit\n       raw      gzip    brotli   MB"]
    totals = [0, 0, 0]
    for what, globs in PARTS:
        files = [file for pattern in globs for file in dist.glob(pattern) if file.suffix != ".br"]
        if not files:
            raise FileNotFoundError(f"{dist} has nothing of {globs}: run `make build`")
        sizes = [0, 0, 0]
        for file in files:
            content = file.read_bytes()
            twin = file.with_name(f"{file.name}.br")
            packed = twin.stat().st_size if twin.is_file() else len(content)
            for index, size in enumerate((len(content), len(gzip.compress(content, 9)), packed)):
                sizes[index] += size
        totals = [total + size for total, size in zip(totals, sizes, strict=True)]
        lines.append("  ".join(f"{size / 1e6:8.3f}" for size in sizes) + f"   {what}")
    lines.append("  ".join(f"{size / 1e6:8.3f}" for size in totals) + "   all")
    return "\n".join(lines)


def main() -> int:
    """Measures and prints; asserts nothing about time."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--browsers", default=",".join(OPENERS))
    given = parser.parse_args()
    build_page()
    load = os.getloadavg()[0]
    noisy = " — the machine is busy, read the ratios only" if load > QUIET_LOAD else ""
    print(f"load before the run: {load:.1f}{noisy}")
    for name in given.browsers.split(","):
        path = find(name)
        if path is None:
            print(f"\n{name} is not installed")
            continue
        with PageServer(PAGE) as server, OPENERS[name](path) as browser:
            print(table(browser, measure(browser, server.url, given.runs)), flush=True)
    print(bytes_table(ROOT / "dist"))
    return 0


if __name__ == "__main__":
    sys.exit(main())
