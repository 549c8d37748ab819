"""Bundles of gigabytes that take no room on disk: their big files are holes."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from tools.vectors.package import manifest
from tools.vectors.zip_bytes import FULL, Entry, Header, wide_field

PIECE = bytes(1 << 24)


def write_large_bundle(path: Path, sizes: Sequence[int]) -> None:
    """Writes a bundle with a manifest and one stored file of zeros for each size, with 64-bit records.

    Args:
        path: the file, which is sparse where the system can.
        sizes: in bytes; offsets beyond 4 GiB come of themselves.
    """
    table = bytearray()
    entries = [*(_zeros(f"models/{index}.bin", size) for index, size in enumerate(sizes)), manifest()]
    with path.open("wb") as file:
        for entry, size in zip(entries, [*sizes, 0], strict=True):
            offset = file.tell()
            file.write(entry.local_bytes())
            file.seek(size, 1)
            wide = wide_field(size, size, offset) if size else wide_field(offset)
            # The last field of an entry in the table is its offset: all ones, for it is in the wide field.
            table += replace(entry.central_only(extra=wide), offset_error=FULL - offset).central_bytes(offset)
        at = file.tell()
        count = len(entries)
        end = at + len(table)
        file.write(table)
        file.write(b"PK\6\6" + struct.pack("<Q2H2I4Q", 44, 45, 45, 0, 0, count, count, len(table), at))
        file.write(b"PK\6\7" + struct.pack("<IQI", 0, end, 1))
        file.write(b"PK\5\6" + struct.pack("<4H2IH", 0, 0, 0xFFFF, 0xFFFF, FULL, FULL, 0))


def _zeros(name: str, size: int) -> Entry:
    crc, left = 0, size
    while left:
        piece = PIECE[: min(left, len(PIECE))]
        crc = zlib.crc32(piece, crc)
        left -= len(piece)
    header = Header(
        name=name.encode(), crc=crc, stored_bytes=FULL, full_bytes=FULL, extra=wide_field(size, size)
    )
    return Entry(data=b"", local=header, central=header)
