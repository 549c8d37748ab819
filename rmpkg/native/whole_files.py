"""Files that are there whole or not at all."""

from __future__ import annotations

import secrets
from contextlib import contextmanager
from typing import TYPE_CHECKING, BinaryIO, cast

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@contextmanager
def replacing(path: Path) -> Iterator[BinaryIO]:
    """A new file beside `path` that takes its name at the end of the block, and is gone if that fails.

    Raises:
        OSError: it cannot be written; it names `path`.
    """
    # No longer than the name itself need be: that has its own limit.
    part = path.with_name(f".{secrets.token_hex(8)}.part")
    try:
        try:
            with part.open("xb") as file:
                yield cast("BinaryIO", file)
            part.replace(path)
        finally:
            part.unlink(missing_ok=True)
    except OSError as error:
        error.filename = str(path)
        raise
