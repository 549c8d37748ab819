"""Wheels that a bundle brings: installed, or refused before anything runs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from conformance.case import Case, Problem, Wheel
from e2e.bundles import manifest, node

USES = """
import importlib.metadata

import shout


class Use:
    def process(self, value):
        return [shout.said(value), importlib.metadata.version("little")]
"""
LITTLE = Wheel("little", "2.1", {"little/__init__.py": "SIZE = 3\n"})
SHOUT = Wheel(
    "shout",
    "1.0",
    {"shout.py": "import little\n\ndef said(word):\n    return word * little.SIZE\n"},
    ["little>=2"],
)
ALONE = """
import little


class Use:
    def process(self, value):
        return value * little.SIZE
"""


def brings(name: str, source: str, wheels: Sequence[Wheel], nodes: str = USES, **more: Any) -> Case:
    return Case(
        name=name,
        source=source,
        manifest=manifest([node("it", "Use")]),
        nodes=nodes,
        wheels=wheels,
        inputs={"it": ["ha"]},
        **more,
    )


CASES = [
    brings("a-wheel", "three times, by hand", [LITTLE], ALONE, outputs={"it": ["hahaha"]}),
    brings(
        "a-wheel-that-needs-another",
        "three times, by hand; the version is in the wheel's own name",
        [SHOUT, LITTLE],
        outputs={"it": [["hahaha", "2.1"]]},
        telling=True,
    ),
    brings(
        "a-wheel-that-needs-one-that-is-not-there",
        "it says so itself: Requires-Dist",
        [SHOUT],
        outputs={"it": []},
        fails=Problem("wheel-dependency"),
    ),
    brings(
        "a-wheel-that-needs-a-newer-one",
        "1.9 is not 2 or more (PEP 440)",
        [SHOUT, Wheel("little", "1.9", {"little.py": "SIZE = 3\n"})],
        outputs={"it": []},
        fails=Problem("wheel-dependency"),
    ),
    brings(
        "a-wheel-for-another-system",
        "its tag (PEP 425): no host of ours is Windows",
        [Wheel("little", "2.1", LITTLE.files, tag="cp311-cp311-win_amd64")],
        ALONE,
        refused=[Problem("wheel-does-not-fit")],
    ),
    brings(
        "a-wheel-by-another-name",
        "a name has five parts (PEP 427)",
        [Wheel("little", "2.1", LITTLE.files, tag="any")],
        ALONE,
        refused=[Problem("wheel-name", said="wheels/little-2.1-any.whl is not named as a wheel is.")],
    ),
    brings(
        "a-wheel-twice",
        "one package has one version",
        [LITTLE, Wheel("little", "2.2", LITTLE.files)],
        ALONE,
        refused=[Problem("wheel-twice")],
    ),
]
