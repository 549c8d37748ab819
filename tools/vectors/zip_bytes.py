"""A ZIP writer whose every field can be made to lie (PKWARE's APPNOTE 6.3.10)."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from tools.vectors.deflate import deflated

STORED = 0
DEFLATE = 8
HAS_DESCRIPTOR = 1 << 3
IS_UTF8 = 1 << 11
UNIX = 0x0314
FULL = 0xFFFFFFFF


@dataclass(frozen=True, slots=True, kw_only=True)
class Header:
    """What one of an entry's two headers says."""

    name: bytes
    crc: int
    stored_bytes: int
    full_bytes: int
    flags: int = 0
    method: int = STORED
    extra: bytes = b""

    def written(self) -> bytes:
        """The fields that both headers have, from "version needed" to the lengths."""
        return struct.pack(
            "<5H3I2H",
            20, self.flags, self.method, 0, 0x21, self.crc,
            self.stored_bytes, self.full_bytes, len(self.name), len(self.extra),
        )  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One entry with its two headers.

    Attributes:
        data: what stands behind the local header.
        tail: what stands behind the data: a descriptor, or what should not be there.
        attributes: upper half the Unix mode.
        offset_error: added to the true offset in the table of contents.
    """

    data: bytes
    local: Header
    central: Header
    tail: bytes = b""
    attributes: int = 0
    made_by: int = 20
    offset_error: int = 0
    disk: int = 0
    comment: bytes = b""

    def local_bytes(self) -> bytes:
        """Header, name, extra fields, data and tail."""
        return b"PK\3\4" + self.local.written() + self.local.name + self.local.extra + self.data + self.tail

    def central_bytes(self, offset: int) -> bytes:
        """The entry in the table of contents."""
        places = (len(self.comment), self.disk, 0, self.attributes, offset + self.offset_error)
        head = b"PK\1\2" + struct.pack("<H", self.made_by) + self.central.written()
        return head + struct.pack("<3H2I", *places) + self.central.name + self.central.extra + self.comment

    def both(self, **changes: object) -> Entry:
        """Both headers changed alike."""
        return replace(self, local=replace(self.local, **changes), central=replace(self.central, **changes))  # type: ignore[arg-type]

    def local_only(self, **changes: object) -> Entry:
        """The header in front changed alone."""
        return replace(self, local=replace(self.local, **changes))  # type: ignore[arg-type]

    def central_only(self, **changes: object) -> Entry:
        """The table of contents changed alone."""
        return replace(self, central=replace(self.central, **changes))  # type: ignore[arg-type]


def stored(name: str | bytes, content: bytes = b"x\n") -> Entry:
    """An entry as it is."""
    return _entry(name, content, STORED, content)


def packed(name: str | bytes, content: bytes, data: bytes | None = None) -> Entry:
    """A deflated entry; `data` is another stream than the usual one."""
    return _entry(name, content, DEFLATE, deflated(content) if data is None else data)


def _entry(name: str | bytes, content: bytes, method: int, data: bytes) -> Entry:
    raw = name.encode() if isinstance(name, str) else name
    flags = IS_UTF8 if isinstance(name, str) and not name.isascii() else 0
    header = Header(
        name=raw,
        crc=zlib.crc32(content),
        stored_bytes=len(data),
        full_bytes=len(content),
        flags=flags,
        method=method,
    )
    return Entry(data=data, local=header, central=header)


def with_descriptor(entry: Entry, *, has_mark: bool = True, is_wide: bool = False) -> Entry:
    """Checksum and sizes behind the data, zeros in the header in front."""
    header = entry.local
    sizes = struct.pack("<2Q" if is_wide else "<2I", header.stored_bytes, header.full_bytes)
    tail = (b"PK\7\x08" if has_mark else b"") + struct.pack("<I", header.crc) + sizes
    changed = entry.both(flags=header.flags | HAS_DESCRIPTOR)
    return replace(changed.local_only(crc=0, stored_bytes=0, full_bytes=0), tail=tail)


def wide_field(*values: int) -> bytes:
    """The extra field with 64-bit sizes."""
    return struct.pack(f"<2H{len(values)}Q", 1, 8 * len(values), *values)


def with_wide_sizes(entry: Entry) -> Entry:
    """64-bit sizes in both headers, though they need none."""
    header = entry.local
    extra = wide_field(header.full_bytes, header.stored_bytes)
    return entry.both(full_bytes=FULL, stored_bytes=FULL, extra=header.extra + extra)


@dataclass(frozen=True, slots=True, kw_only=True)
class End:
    """What the end records say; None is the truth.

    Attributes:
        wide: change of the 64-bit end record's bytes; without it there is none.
        locator: change of the locator's bytes.
    """

    entries: int | None = None
    entries_here: int | None = None
    directory_bytes: int | None = None
    directory_offset: int | None = None
    disk: int = 0
    wide: Callable[[bytes], bytes] | None = None
    locator: Callable[[bytes], bytes] = bytes
    narrow_is_full: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Zip:
    """A whole file.

    Attributes:
        prefix: in front of the first entry.
        gap: between the last entry and the table of contents.
        suffix: behind the end record.
    """

    entries: list[Entry] = field(default_factory=list)
    prefix: bytes = b""
    gap: bytes = b""
    behind_directory: bytes = b""
    end: End = field(default_factory=End)
    comment: bytes = b""
    suffix: bytes = b""

    def written(self) -> bytes:
        """The bytes."""
        out = bytearray(self.prefix)
        offsets = []
        for entry in self.entries:
            offsets.append(len(out))
            out += entry.local_bytes()
        out += self.gap
        directory = len(out)
        for entry, offset in zip(self.entries, offsets, strict=True):
            out += entry.central_bytes(offset)
        out += self.behind_directory
        return bytes(out) + self._end(directory, len(out) - directory, len(out)) + self.suffix

    def _end(self, directory: int, directory_bytes: int, at: int) -> bytes:
        end = self.end
        count = len(self.entries)
        wide = b""
        if end.wide:
            record = b"PK\6\6" + struct.pack(
                "<Q2H2I4Q", 44, 45, 45, 0, 0, count, count, directory_bytes, directory
            )
            locator = b"PK\6\7" + struct.pack("<IQI", 0, at, 1)
            wide = end.wide(record) + end.locator(locator)
        if end.narrow_is_full:
            fields = (0xFFFF, 0xFFFF, FULL, FULL)
        else:
            entries = _told(end.entries, count)
            here = _told(end.entries_here, entries)
            size = _told(end.directory_bytes, directory_bytes)
            fields = (here, entries, size, _told(end.directory_offset, directory))
        return (
            wide + b"PK\5\6" + struct.pack("<4H2IH", end.disk, 0, *fields, len(self.comment)) + self.comment
        )


def _told(lie: int | None, truth: int) -> int:
    return truth if lie is None else lie
