"""What a host says of a case, in one form for all of them."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, Self

from conformance.case import Case, Outputs, Problem
from conformance.expected_values import assert_same, spelled

How = Literal["done", "failed", "refused"]


@dataclass(frozen=True, kw_only=True)
class Result:
    """How it ended, what came out as JSON text, and what was told."""

    how: How
    outputs: Mapping[str, Sequence[str]]
    #: Errors and warnings, in their order.
    diagnostics: Sequence[Mapping[str, Any]]

    @classmethod
    def of(cls, document: Mapping[str, Any]) -> Self:
        """What a host wrote as JSON."""
        return cls(how=document["how"], outputs=document["outputs"], diagnostics=document["diagnostics"])

    def problems(self, severity: str) -> list[Problem]:
        """The diagnostics of one severity, by code and node."""
        return [
            Problem(each["code"], each.get("node"))
            for each in self.diagnostics
            if each["severity"] == severity
        ]

    def words(self) -> list[tuple[Any, ...]]:
        """What people read of the diagnostics; tracebacks name a host's own files and are left out."""
        keys = (
            "severity",
            "code",
            "message",
            "help",
            "path",
            "line",
            "column",
            "node",
            "node_type",
            "sequence",
        )
        return [
            (
                *(each.get(key) for key in keys),
                *((each.get("cause") or {}).get(key) for key in ("type", "message")),
            )
            for each in self.diagnostics
        ]


def assert_right(case: Case, result: Result) -> None:
    """The case's expectation, which no host of ours has made."""
    told = "\n".join(f"{each['code']}: {each['message']}" for each in result.diagnostics)
    how: How = "refused" if case.refused else "failed" if case.fails else "done"
    assert result.how == how, f"it {result.how}, expected: {how}\n{told}"
    errors = [*case.refused, *([case.fails] if case.fails else [])]
    assert result.problems("error") == errors, told
    missing = [each for each in case.warns if each not in result.problems("warning")]
    assert not missing, f"{missing} not among\n{told}"
    outputs: Outputs = {name: [json.loads(text) for text in texts] for name, texts in result.outputs.items()}
    if callable(case.outputs):
        case.outputs(outputs)
    elif not case.refused:
        assert_same(outputs, case.outputs, case.tolerance, "outputs")


def assert_equal(one: Result, other: Result) -> None:
    """Two hosts gave the same: every digit of every value, and every word."""
    assert one.how == other.how
    assert [[*map(spelled, texts)] for texts in one.outputs.values()] == [
        [*map(spelled, texts)] for texts in other.outputs.values()
    ]
    assert list(one.outputs) == list(other.outputs)
    assert one.words() == other.words()
