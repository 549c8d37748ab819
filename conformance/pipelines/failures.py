"""Nodes that fail while they run, and what the manifest says about that."""

from __future__ import annotations

from typing import Any

from conformance.case import Case, Problem
from e2e.bundles import manifest, node

NODES = """
class Inverse:
    def process(self, value):
        return 1 / value


class Half:
    def process(self, value):
        yield value
        if value == 2:
            raise ValueError("two\\u2009is too much")


class AtTheEnd:
    def process(self, value):
        return value

    def flush(self):
        raise RuntimeError("nothing left")


class Forgetful:
    def __init__(self):
        self.tries = 0

    def process(self, value):
        self.tries += 1
        if self.tries % 3:
            raise OSError("not yet")
        return [value, self.tries]


class Unspeakable:
    def process(self, value):
        return object()


class NeverBegins:
    def initialize(self):
        raise OSError("no such device")

    def process(self, value):
        return value


class Messy:
    def process(self, value):
        return value

    def cleanup(self):
        raise OSError("the file is gone")
"""


def failing(node_type: str, **more: Any) -> dict[str, Any]:
    return manifest([{"id": "it", "node_type": node_type, **more}])


def gives_nothing(
    name: str,
    source: str,
    node_type: str,
    problem: Problem | None = None,
    nodes: str = NODES,
) -> Case:
    """It fails at its first packet, or before."""
    return Case(
        name=name,
        source=source,
        manifest=failing(node_type),
        nodes=nodes,
        inputs={"it": [1]},
        outputs={"it": []},
        fails=problem or Problem("node-failed", "it"),
    )


FAILED_AT_1 = 'Node "it" failed at packet 1: ZeroDivisionError:'

CASES = [
    Case(
        name="division-by-zero",
        source="Python: 1 / 0 raises",
        manifest=failing("Inverse"),
        nodes=NODES,
        inputs={"it": [2, 0, 4]},
        outputs={"it": [0.5]},
        fails=Problem("node-failed", "it", f"{FAILED_AT_1} division by zero."),
        telling=True,
    ),
    Case(
        name="division-by-zero-skipped",
        source="1/2 and 1/4 by hand; the packet between is left out",
        manifest=failing("Inverse", on_error="skip"),
        nodes=NODES,
        inputs={"it": [2, 0, 4]},
        outputs={"it": [0.5, 0.25]},
        warns=[Problem("node-failed", "it", f"{FAILED_AT_1} division by zero. It is left out.")],
    ),
    Case(
        name="many-failures-are-told-ten-times",
        source="the documented words: ten one by one, then how many more",
        manifest=failing("Inverse", on_error="skip"),
        nodes=NODES,
        inputs={"it": [0] * 25 + [1]},
        outputs={"it": [1.0]},
        warns=[*[Problem("node-failed", "it")] * 10, Problem("node-failed-more", "it")],
    ),
    Case(
        name="retried-until-it-goes",
        source="every third call goes, by hand",
        manifest=failing("Forgetful", on_error={"policy": "retry", "times": 2}),
        nodes=NODES,
        inputs={"it": ["a", "b"]},
        outputs={"it": [["a", 3], ["b", 6]]},
        warns=[
            Problem(
                "node-failed", "it", f'Node "it" failed at packet {at}: OSError: not yet. It is tried again.'
            )
            for at in (0, 0, 1, 1)
        ],
    ),
    Case(
        name="retried-too-seldom",
        source="one more try is not enough, by hand",
        manifest=failing("Forgetful", on_error={"policy": "retry", "times": 1}),
        nodes=NODES,
        inputs={"it": ["a", "b"]},
        outputs={"it": []},
        warns=[
            Problem("node-failed", "it", 'Node "it" failed at packet 0: OSError: not yet. It is tried again.')
        ],
        fails=Problem("node-failed", "it", 'Node "it" failed at packet 0: OSError: not yet.'),
    ),
    Case(
        name="half-a-generator",
        source="what was given out before stays; nothing is given twice",
        manifest=failing("Half", on_error="retry"),
        nodes=NODES,
        inputs={"it": [1, 2, 3]},
        outputs={"it": [1, 2]},
        fails=Problem("node-failed", "it"),
    ),
    Case(
        name="a-flush-that-fails",
        source="it fails after all packets",
        manifest=failing("AtTheEnd"),
        nodes=NODES,
        inputs={"it": [1, 2]},
        outputs={"it": [1, 2]},
        fails=Problem("node-failed", "it"),
    ),
    Case(
        name="a-beginning-that-fails-skipped",
        source="the documented rule: the run goes on without the node; 3x by hand",
        manifest=manifest(
            [
                node("m", "MultiplyNode", factor=3),
                {"id": "it", "node_type": "NeverBegins", "on_error": "skip"},
            ],
        ),
        nodes=NODES,
        inputs={"m": [1], "it": [1]},
        outputs={"m": [3], "it": []},
        warns=[Problem("node-initialize", "it")],
    ),
    Case(
        name="an-end-that-fails",
        source="what came out is whole; the documented rule: a warning",
        manifest=failing("Messy"),
        nodes=NODES,
        inputs={"it": [1]},
        outputs={"it": [1]},
        warns=[Problem("node-cleanup", "it")],
    ),
    gives_nothing("a-value-that-has-no-form", "no other node could be given object()", "Unspeakable"),
    gives_nothing(
        "a-syntax-error",
        "Python's own grammar",
        "Broken",
        Problem("python-syntax"),
        "class Broken:\n    def process(self, value)\n        return value\n",
    ),
    gives_nothing(
        "an-import-that-is-not-there",
        "no such module",
        "Needs",
        Problem("missing-package"),
        "import no_such_module\n\nclass Needs:\n    def process(self, value):\n        return value\n",
    ),
    gives_nothing("a-beginning-that-fails", "it raises", "NeverBegins", Problem("node-initialize", "it")),
]
