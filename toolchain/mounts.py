"""Host folders that a build sees inside the container."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Mount:
    """`source` on the host appears as `target`, an absolute path, in the container."""

    source: Path
    target: str
    read_only: bool = True
