"""What a host says of a case, in one form for all of them."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any, Literal, Self

from conformance.case import Case, Outputs, Problem
from conformance.expected_values import assert_same, spelled

How = Literal["done", "failed", "refused"]

WORDS = (
    "severity", "code", "message", "help", "path", "line", "column", "node", "node_type", "sequence",
)  # fmt: skip
#: By code, what is not the same everywhere: only a host that could stop a call knows where in the node's
#: file it was, and each has another Python that a wheel does not fit.
OF_THE_HOST = {"time-limit": ("cause",), "wheel-does-not-fit": ("message", "help")}
#: Codes of inputs with which nothing begins. What a command prints of that is the same as where the manifest
#: is refused; a host that knows more says no more here.
OF_THE_INPUTS = {"input-missing", "input-unknown", "input-unnamed"}


@dataclass(frozen=True, kw_only=True)
class Result:
    """How it ended, what came out as JSON text, and what was told."""

    how: How
    outputs: Mapping[str, Sequence[str]]
    #: Errors and warnings, in their order.
    diagnostics: Sequence[Mapping[str, Any]]
    #: Figures of the plan's connections (WIRE.md, "Metrics in the answer"); None where they were not told.
    edges: Sequence[Mapping[str, Any]] | None = ()
    #: The older SDK's envelope as JSON text; None where the run failed, for which it has no form.
    sdk: str | None = None

    @classmethod
    def of(cls, document: Mapping[str, Any]) -> Self:
        """What a host wrote as JSON."""
        found = {each.name: document[each.name] for each in fields(cls)}
        errors = {each["code"] for each in found["diagnostics"] if each["severity"] == "error"}
        if errors and errors <= OF_THE_INPUTS:
            found |= {"how": "refused", "outputs": {}}
        return cls(**found)

    def told(self, severity: str) -> list[Mapping[str, Any]]:
        """The diagnostics of one severity."""
        return [each for each in self.diagnostics if each["severity"] == severity]

    def counts(self) -> list[tuple[int, int]]:
        """Of each connection, how many packets it was given and how many it dropped."""
        return [(each["packets"], each["dropped"]) for each in self.edges or ()]

    def words(self) -> list[tuple[Any, ...]]:
        """What people read of the diagnostics; tracebacks name a host's own files and are left out."""
        return [words_of(each) for each in self.diagnostics]


def words_of(diagnostic: Mapping[str, Any]) -> tuple[Any, ...]:
    """The words of one."""
    unequal = OF_THE_HOST.get(diagnostic["code"], ())
    cause = {} if "cause" in unequal else diagnostic.get("cause") or {}
    return (
        *(None if key in unequal else diagnostic.get(key) for key in WORDS),
        *(cause.get(key) for key in ("type", "message")),
    )


def assert_right(case: Case, result: Result) -> None:
    """The case's expectation, which no host of ours has made."""
    told = "\n".join(f"{each['code']}: {each['message']}" for each in result.diagnostics)
    how: How = "refused" if case.refused else "failed" if case.fails else "done"
    assert result.how == how, f"it {result.how}, expected: {how}\n{told}"
    errors = [*case.refused, *([case.fails] if case.fails else [])]
    assert are_told(errors, result.told("error")), f"{errors} are not\n{told}"
    assert case.warns is None or are_told(case.warns, result.told("warning")), f"{case.warns} are not\n{told}"
    outputs: Outputs = {name: [json.loads(text) for text in texts] for name, texts in result.outputs.items()}
    if callable(case.outputs):
        case.outputs(outputs)
    elif not case.refused:
        assert_same(outputs, case.outputs, case.tolerance, "outputs")
    if case.sdk is not None:
        assert result.sdk is not None, "it gave nothing in the older SDK's form"
        assert_same(json.loads(result.sdk), case.sdk, at="sdk")
    edges = result.edges or ()
    assert len(edges) >= len(case.edges)
    for index, (edge, known) in enumerate(zip(edges, case.edges, strict=False)):
        assert edge.items() >= known.items(), f"connection {index}: {edge}, expected: {known}"


def are_told(problems: Sequence[Problem], diagnostics: Sequence[Mapping[str, Any]]) -> bool:
    """Whether these diagnostics say exactly that, in this order."""
    return len(problems) == len(diagnostics) and all(
        problem.is_told_by(diagnostic) for problem, diagnostic in zip(problems, diagnostics, strict=True)
    )


def assert_equal(one: Result, other: Result) -> None:
    """Two hosts gave the same: every digit of every value, and every word."""
    assert one.how == other.how
    assert list(one.outputs) == list(other.outputs)
    for texts, others in zip(one.outputs.values(), other.outputs.values(), strict=True):
        # Most are the same text, and sound is long.
        assert texts == others or [*map(spelled, texts)] == [*map(spelled, others)]
    assert one.words() == other.words()
    assert one.sdk == other.sdk
    # What a failure leaves in the queues is nobody's result.
    if one.how == "done" and None not in (one.edges, other.edges):
        assert one.counts() == other.counts()
