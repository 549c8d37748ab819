"""What it costs to take one frame of audio from the engine to a numpy node and back.

Three ways in one run, in Chromium and under Node, with the same Pyodide, numpy and function: this
project's host, JSON with base64, and Pyodide's own conversions (`toPy`, `getBuffer`). Each figure is a
median over many short samples, taken in turns; the ratio compares what is left when the node's own
time is taken off.

    python -m benchmarks.crossing
"""

from __future__ import annotations

from typing import Any

from benchmarks.bench_page import PAGE, build_page
from benchmarks.node_measurement import rows_of
from e2e.browsers import OPENERS
from tools.browsers import find
from tools.page_server import PageServer

GOAL_US = 15.0


def table(rows: list[dict[str, Any]]) -> str:
    """The rows for people."""
    lines = ["  × ours   over the node's own time   at best      way"]
    worst = {"median": 0.0, "best": 0.0}
    for row in rows:
        own, ours = row["own"], row["ways"][0]
        lines.append(
            f"\n{row['frames']} samples ({row['frames'] * 4} bytes); the node itself {own['median']:.1f} µs"
        )
        for way in row["ways"]:
            over = way["median"] - own["median"]
            lines.append(
                f"  {over / (ours['median'] - own['median']):6.1f}   {over:22.1f} µs   "
                f"{way['best'] - own['best']:5.1f} µs     {way['name']}"
            )
        worst = {word: max(worst[word], ours[word] - own[word]) for word in worst}
    lines.append(
        f"\ngoal: at most {GOAL_US:.0f} µs over the node's own time; "
        f"here {worst['median']:.1f} µs, at best {worst['best']:.1f} µs"
    )
    return "\n".join(lines)


def chromium_rows() -> tuple[str, list[dict[str, Any]]]:
    """The browser's version and its rows.

    Raises RuntimeError where there is no Chromium or the page fails.
    """
    path = find("chromium")
    if path is None:
        raise RuntimeError("Chromium is not installed: run `make browsers`")
    build_page()
    with PageServer(PAGE) as server, OPENERS["chromium"](path) as browser:
        rows = browser.result(f"{server.url}?do=crossing", limit_s=300)
        if "error" in rows:
            raise RuntimeError(rows["error"])
        return browser.version, rows


if __name__ == "__main__":
    version, in_browser = chromium_rows()
    print(f"\nChromium {version}\n{table(in_browser)}")
    print("\nNode")
    print(table(rows_of("benchmarks/crossing/measure.ts", "browser/src/hosts/python/testing/node_python.ts")))
