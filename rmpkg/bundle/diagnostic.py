"""What is wrong, where, and the way out: the shape that every part of the system uses (WIRE.md)."""

from __future__ import annotations

from typing import Literal, NotRequired, TypedDict


class Cause(TypedDict):
    """An exception behind a problem."""

    type: str
    message: str
    traceback: NotRequired[str]


class RelatedPlace(TypedDict):
    """Another place in the manifest that belongs to the same problem."""

    path: str
    line: NotRequired[int]
    column: NotRequired[int]


class Diagnostic(TypedDict):
    """One problem; absent keys do not apply."""

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
    related: NotRequired[list[RelatedPlace]]
    placeholder: NotRequired[str]
    cause: NotRequired[Cause]


class BundleError(Exception):
    """A bundle or folder that cannot be used; `diagnostics` holds every problem, not only the first."""

    def __init__(self, diagnostics: list[Diagnostic]) -> None:
        super().__init__(" ".join(each["message"] for each in diagnostics))
        self.diagnostics = diagnostics


def problem(code: str, message: str, way_out: str, *, file: str | None = None) -> Diagnostic:
    """An error about a file or folder."""
    diagnostic: Diagnostic = {"severity": "error", "code": code, "message": message, "help": way_out}
    if file is not None:
        diagnostic["file"] = file
    return diagnostic


def has_errors(diagnostics: list[Diagnostic]) -> bool:
    """Whether one of them is more than a warning."""
    return any(each["severity"] == "error" for each in diagnostics)
