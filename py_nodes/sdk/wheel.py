"""What a wheel says of itself, and how package names compare."""

from __future__ import annotations

import re
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Wheel:
    """What a wheel says of itself."""

    #: Path in the bundle.
    file: str
    #: In its one normal spelling.
    package: str
    version: str
    requires_python: str = ""
    #: Requirements as they are written (PEP 508).
    requires: list[str] = field(default_factory=list)


def normal_name(name: str) -> str:
    """A package's name in its one normal spelling (PEP 503)."""
    return re.sub(r"[-_.]+", "-", name).lower()
