"""`CalculatorNode` against Python's own operators, whose results its requests ask for."""

from __future__ import annotations

import operator
from typing import TYPE_CHECKING, Any

import pytest

from .one_node import run_node

if TYPE_CHECKING:
    from pathlib import Path

OPERATIONS = {
    "add": operator.add,
    "subtract": operator.sub,
    "multiply": operator.mul,
    "divide": operator.truediv,
    "power": operator.pow,
    "modulo": operator.mod,
}
NUMBERS = [0, 1, 2, -2, 3, 7, -7, 10**12, 0.5, -0.5, 2.0, -3.25, 1e-3, 123456.789]


def pairs(name: str) -> list[tuple[Any, Any, Any]]:
    """Two numbers and what Python makes of them, where it makes a real number of them that fits."""
    found = []
    for a in NUMBERS:
        for b in NUMBERS:
            try:
                result = OPERATIONS[name](a, b) if abs(b) < 100 or name != "power" else None
            except (ZeroDivisionError, OverflowError):
                continue
            fits = isinstance(result, float) or (isinstance(result, int) and abs(result) < 10**38)
            if fits:
                found.append((a, b, result))
    assert len(found) > 100
    return found


@pytest.mark.parametrize(
    ("key", "name"),
    [("args", name) for name in OPERATIONS] + [("operands", name) for name in list(OPERATIONS)[:4]],
)
def test_requests_have_pythons_results(key: str, name: str, tmp_path: Path) -> None:
    expected = pairs(name)
    requests = [{"operation": name, key: [a, b]} for a, b, _ in expected]
    given = [each.json() for each in run_node(tmp_path, "CalculatorNode", {}, requests)]
    for (a, b, result), answer in zip(expected, given, strict=True):
        assert answer[key] == [a, b]
        assert type(answer["result"]) is type(result), (a, b)
        # One unit in the last place: the power function is another library's.
        assert answer["result"] == pytest.approx(result, rel=3e-16, abs=0), (a, b)
        if key == "args":
            assert (answer["processed_by"], answer["node_config"]) == ("CalculatorNode[node]", {})


@pytest.mark.parametrize("name", ["add", "subtract", "multiply", "divide"])
def test_params_do_the_same_with_every_number(name: str, tmp_path: Path) -> None:
    operand = -3.25
    params = {"operation": name, "operand": operand}
    given = [each.json() for each in run_node(tmp_path, "CalculatorNode", params, NUMBERS)]
    assert given == [OPERATIONS[name](number, operand) for number in NUMBERS]
    texts = [each.json() for each in run_node(tmp_path, "CalculatorNode", params, [str(n) for n in NUMBERS])]
    assert texts == given
    assert all(isinstance(each, int) == float(each).is_integer() for each in given)
