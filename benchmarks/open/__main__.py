"""How long files take to open, and how much memory that needs.

    python -m benchmarks.open [PART…] [--runs N]

Parts: `bundles` (drop to verdict, in Chromium and in the terminal). Without one, all of them.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable

from benchmarks.open.bundles import measure_bundles

PARTS: dict[str, Callable[[int], None]] = {"bundles": measure_bundles}


def main() -> int:
    """Prints a table for each part."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("part", nargs="*", help=", ".join(PARTS))
    parser.add_argument("--runs", type=int, default=5, help="figures are medians of so many (default 5)")
    args = parser.parse_args()
    if unknown := sorted(set(args.part) - set(PARTS)):
        parser.error(f"there is no part {', '.join(unknown)}")
    print(f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}; medians of {args.runs}\n")
    for part in args.part or PARTS:
        PARTS[part](args.runs)
    return 0


if __name__ == "__main__":
    sys.exit(main())
