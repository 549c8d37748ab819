"""Standard nodes of the SDK that were written for its pipelines: what they gave there."""

from __future__ import annotations

from conformance.case import Case, Problem
from e2e.bundles import manifest, node

CALCULATED = {"processed_by": "CalculatorNode[c]", "node_config": {}}


CASES = [
    Case(
        name="calculator-with-an-operand",
        source="by hand; a text that is no number counts as 0, whole results are integers",
        manifest=manifest([node("c", "CalculatorNode", operation="multiply", operand=2.5)]),
        inputs={"c": [2, 3, "4", "x"]},
        outputs={"c": [5, 7.5, 10, 0]},
    ),
    Case(
        name="calculator-with-operands",
        source="by hand; an error of this form is one of the node",
        manifest=manifest([node("c", "CalculatorNode")]),
        inputs={
            "c": [{"operation": "subtract", "operands": [5, 7]}, {"operation": "divide", "operands": [1, 0]}]
        },
        outputs={"c": [{"result": -2, "operation": "subtract", "operands": [5, 7]}]},
        fails=Problem("cannot-calculate", "c"),
    ),
    Case(
        name="calculator-with-args",
        source="Python's own operators",
        manifest=manifest([node("c", "CalculatorNode")]),
        inputs={
            "c": [
                {"operation": operation, "args": args}
                for operation, args in (
                    ("add", [2, 3]),
                    ("divide", [1, 4]),
                    ("power", [2, 10]),
                    ("modulo", [-7, 3]),
                )
            ]
        },
        outputs={
            "c": [
                {"operation": operation, "args": args, "result": result, **CALCULATED}
                for operation, args, result in (
                    ("add", [2, 3], 2 + 3),
                    ("divide", [1, 4], 1 / 4),
                    ("power", [2, 10], 2**10),
                    ("modulo", [-7, 3], -7 % 3),
                )
            ]
        },
    ),
]
