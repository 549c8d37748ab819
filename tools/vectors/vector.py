"""One file of the collection, and what a reader must say of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Vector:
    """A named file.

    Attributes:
        name: of the file, without its ending; says the defect.
        why: one line for people.
        content: the bytes.
        codes: every reason that a reader must give, in its order.
        entries: names of the files that a reader must list; None where that is not part of it.
        layout: who made it.
        bundle_nodes: node types that its Python files define.
    """

    name: str
    why: str
    content: bytes
    codes: list[str]
    entries: list[str] | None = None
    layout: str = "rmpkg"
    bundle_nodes: list[str] = field(default_factory=list)

    @property
    def is_valid(self) -> bool:
        """Whether a reader must open it: then it says which files it must find."""
        return self.entries is not None

    @property
    def path(self) -> str:
        """Inside the collection."""
        return f"{'valid' if self.is_valid else 'invalid'}/{self.name}.rmpkg"

    def row(self) -> dict[str, Any]:
        """What the index says of it."""
        verdict = "unsigned" if self.is_valid else "broken"
        row: dict[str, Any] = {"file": self.path, "verdict": verdict, "codes": self.codes, "why": self.why}
        if self.is_valid:
            row |= {"layout": self.layout, "entries": self.entries, "bundle_nodes": self.bundle_nodes}
        return row


def broken(name: str, code: str | Sequence[str], why: str, content: bytes) -> Vector:
    """A file that must be refused for `code` and nothing else."""
    return Vector(name=name, why=why, content=content, codes=[code] if isinstance(code, str) else list(code))
