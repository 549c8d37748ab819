"""Writes a ZIP whose bytes depend on nothing but names and contents.

Every entry is stored, in the order given, with the time 1980-01-01 00:00, the mode 0644, UTF-8
names, true sizes in the local header and no extra fields (rmpkg/spec/FORMAT.md, "Writing").
"""

from __future__ import annotations

import struct
import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, BinaryIO

if TYPE_CHECKING:
    from collections.abc import Iterable

VERSION = 20
MADE_BY_UNIX = 3 << 8
UTF8_NAMES = 1 << 11
STORED = 0
DATE_1980_01_01 = 0x21
PLAIN_FILE_0644 = 0o100644 << 16
#: Offsets and sizes are 32-bit numbers in the plain ZIP that is written here.
MOST_BYTES = 0xFFFF_FFFF
MOST_ENTRIES = 0xFFFF


class StoredZipError(ValueError):
    """The content does not fit into a plain ZIP."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Entry:
    name: bytes
    crc: int
    size: int
    offset: int

    def fields(self) -> bytes:
        """The part that local and central headers share, from "version needed" to the name's length."""
        return struct.pack(
            "<HHHHHIIIH", VERSION, UTF8_NAMES, STORED, 0, DATE_1980_01_01,
            self.crc, self.size, self.size, len(self.name),
        )  # fmt: skip


class StoredZipWriter:
    """Writes entries one after the other into a seekable file that is empty."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._entries: list[_Entry] = []
        self._offset = 0

    def add(self, name: str, chunks: Iterable[bytes]) -> None:
        """Writes one file.

        Raises:
            StoredZipError: there is too much for a plain ZIP.
        """
        entry = _Entry(name=name.encode(), crc=0, size=0, offset=self._offset)
        header_bytes = 30 + len(entry.name)
        self._file.seek(self._offset + header_bytes)
        crc, size = 0, 0
        for chunk in chunks:
            crc = zlib.crc32(chunk, crc)
            size += len(chunk)
            if self._offset + header_bytes + size > MOST_BYTES:
                raise StoredZipError("The files are more than 4 GiB together.")
            self._file.write(chunk)
        entry = _Entry(name=entry.name, crc=crc, size=size, offset=self._offset)
        self._file.seek(self._offset)
        self._file.write(b"PK\x03\x04" + entry.fields() + struct.pack("<H", 0) + entry.name)
        self._offset += header_bytes + size
        self._entries.append(entry)

    def finish(self) -> None:
        """Writes the table of contents and the end."""
        if len(self._entries) > MOST_ENTRIES:
            raise StoredZipError(f"There are {len(self._entries)} files, and {MOST_ENTRIES} are possible.")
        self._file.seek(self._offset)
        directory = b"".join(
            b"PK\x01\x02"
            + struct.pack("<H", MADE_BY_UNIX | VERSION)
            + entry.fields()
            + struct.pack("<HHHHII", 0, 0, 0, 0, PLAIN_FILE_0644, entry.offset)
            + entry.name
            for entry in self._entries
        )
        count = len(self._entries)
        end = struct.pack("<HHHHIIH", 0, 0, count, count, len(directory), self._offset, 0)
        if self._offset + len(directory) > MOST_BYTES:
            raise StoredZipError("The files are more than 4 GiB together.")
        self._file.write(directory + b"PK\x05\x06" + end)
