"""Simple arithmetic on numbers, as the older browser demo's node of this name had it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from py_nodes.sdk import Node, param


class DataTransformNode(Node):
    """Doubles or increments a number, or each number of a list.

    In and out: a number, or a list of them. Other input is answered by
    ``{"operation", "input", "processed_by"}``; what is no number in a list stays as it is.
    """

    @dataclass(frozen=True)
    class Params:
        """What the manifest may set."""

        operation: Literal["passthrough", "double", "increment"] = param(
            "passthrough", help="What is done with each number."
        )

    params: Params

    def process(self, value: Any) -> Any:  # noqa: ANN401 - see the class
        """One value, one answer."""
        if is_number(value):
            return self._changed(value)
        if isinstance(value, list):
            return [self._changed(item) if is_number(item) else item for item in value]
        return {
            "operation": self.params.operation,
            "input": value,
            "processed_by": f"{type(self).__name__}[{self.name}]",
        }

    def _changed(self, number: float) -> float:
        match self.params.operation:
            case "double":
                return number * 2
            case "increment":
                return number + 1
            case "passthrough":
                return number


def is_number(value: object) -> bool:
    """Whether a JSON value is a number; true and false are none."""
    return isinstance(value, (int, float)) and not isinstance(value, bool)
