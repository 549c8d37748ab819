"""What it costs to take one packet from one node to the next.

Three ways in one run, under Node, over the same graph (a chain of nodes that pass packets on): this
project's engine, a plain Python loop in Pyodide that just calls one node after the other, and a small
orchestrator in Pyodide with a bounded queue for every edge. A chain of 34 nodes less one of 2, per
packet and node between them, is one hop; the node's own call is part of it. Medians over samples taken
in turns.

    python -m benchmarks.hop
"""

from __future__ import annotations

from typing import Any

from benchmarks.node_measurement import rows_of

GOAL_US = 0.3


def table(rows: list[dict[str, Any]]) -> str:
    """The rows for people."""
    ours = rows[0]["median"]
    lines = ["  × ours   one hop     at best     way"]
    lines += [
        f"  {row['median'] / ours:6.1f}   {row['median']:6.3f} µs   {row['best']:6.3f} µs   {row['name']}"
        for row in rows
    ]
    lines.append(f"\ngoal: at most {GOAL_US} µs a hop; here {ours:.3f} µs")
    return "\n".join(lines)


if __name__ == "__main__":
    print(
        table(
            rows_of(
                "benchmarks/hop/measure.ts",
                "browser/src/hosts/engine/testing/vendored_rust.ts",
                "--loader:.py=text",
            )
        )
    )
