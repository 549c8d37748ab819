"""What it costs to take packets through graphs of every shape, and how that grows.

Three ways in one run, under Node, over the same graphs of nodes that pass packets on: this project's
engine, a plain Python loop in Pyodide that goes through the nodes one after the other, and a small
orchestrator in Pyodide with a bounded queue before every node. A delivery is one packet over one
connection, the node's own call included. Medians of full runs, from the first push to the end, opening
not counted (its own column).

The growth is the exponent b of the whole cost ~ sizeᵇ between the two largest sizes of a row's group,
per packet at each input: 1 is linear in nodes or connections, 2 quadratic.

    python -m benchmarks.core
"""

from __future__ import annotations

import math
from itertools import groupby
from typing import Any

from benchmarks.node_measurement import rows_of

GOAL_US = 0.3
HEAD = "shape                            size   a delivery   × loop  × queues     opening"


def exponent(smaller: dict[str, Any], larger: dict[str, Any], cost: str) -> float:
    """Of the growth from one row to a larger one."""
    return math.log(larger[cost] / smaller[cost]) / math.log(larger["size"] / smaller["size"])


def ratio(row: dict[str, Any], peer: str) -> str:
    """How many times as long a peer takes."""
    return f"{row[peer] / row['per_delivery']:8.1f}" if row[peer] is not None else "       –"


def table(rows: list[dict[str, Any]]) -> str:
    """The rows for people."""
    lines = [HEAD]
    for shape, group in groupby(rows, key=lambda row: str(row["shape"])):
        sizes = list(group)
        lines += [
            f"{shape:28} {row['size']:8,}  {row['per_delivery']:8.3f} µs"
            f" {ratio(row, 'loop')} {ratio(row, 'queues')}  {row['open'] * 1e3:7.1f} ms"
            for row in sizes
        ]
        before, last = sizes[-2], sizes[-1]
        delivery = exponent(before, last, "per_delivery")
        # As many deliveries as nodes, connections or packets: their own cost grows beside that. Bytes are
        # moved, not delivered.
        whole = delivery if "bytes" in shape else 1 + delivery
        lines.append(f"{'':28} growth {whole:4.2f}; opening {exponent(before, last, 'open'):5.2f}\n")
    hop = next(row for row in rows if row["shape"].startswith("chain") and row["size"] == 100)
    lines.append(f"goal: at most {GOAL_US} µs a hop; here {hop['per_delivery']:.3f} µs (chain of 100)")
    return "\n".join(lines)


if __name__ == "__main__":
    print(
        table(
            rows_of(
                "benchmarks/core/measure.ts",
                "browser/src/hosts/engine/testing/vendored_rust.ts",
                "--loader:.py=text",
            )
        )
    )
