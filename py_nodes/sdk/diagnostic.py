"""What went wrong, where, and the way out: the shape that every part of the runtime shares (WIRE.md)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NotRequired, TypedDict

if TYPE_CHECKING:
    from collections.abc import Iterable


class Cause(TypedDict):
    """An exception, as it goes over the wire."""

    type: str
    message: str
    traceback: str
    #: A stable word and the way out, where the SDK knows better than "the node raised".
    code: NotRequired[str]
    help: NotRequired[str]
    #: Where in the bundle's own files it was raised.
    file: NotRequired[str]
    line: NotRequired[int]


class Diagnostic(TypedDict):
    """One problem. Absent keys are not known or do not apply."""

    severity: Literal["error", "warning"]
    code: str
    message: str
    help: NotRequired[str]
    path: NotRequired[str]
    line: NotRequired[int]
    column: NotRequired[int]
    file: NotRequired[str]
    node: NotRequired[str]
    node_type: NotRequired[str]
    sequence: NotRequired[int]
    cause: NotRequired[Cause]


class NodeSetupError(Exception):
    """Nodes that cannot be made; `diagnostics` holds every problem, not only the first."""

    def __init__(self, diagnostics: list[Diagnostic]) -> None:
        super().__init__("; ".join(each["message"] for each in diagnostics))
        self.diagnostics = diagnostics


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """A sentence that offers the nearest known word, or names all of them when none is near."""
    import difflib  # noqa: PLC0415 - only for messages

    words = sorted(known)
    near = difflib.get_close_matches(word.lower(), [each.lower() for each in words], n=1, cutoff=0.6)
    for each in words:
        if near and each.lower() == near[0]:
            return f"Did you mean '{each}'?"
    return f"Known here: {', '.join(words)}." if words else ""
