"""Files that are no ZIP, that stop early, and whose end records contradict themselves or each other."""

from __future__ import annotations

import struct
from collections.abc import Callable
from dataclasses import replace

from tools.vectors.deflate import TEXT
from tools.vectors.package import bundle, manifest
from tools.vectors.vector import Vector, broken
from tools.vectors.zip_bytes import (
    FULL,
    End,
    Zip,
    packed,
    stored,
    wide_field,
    with_descriptor,
    with_wide_sizes,
)

OTHER = stored("a.txt", b"abc")


def bad_records() -> list[Vector]:
    """All of them."""
    return [*_no_zip(), *_truncated(), *_ends(), *_wide()]


def _no_zip() -> list[Vector]:
    return [
        broken("file-empty", "empty-file", "No byte at all.", b""),
        broken("file-html", "not-a-zip", "A web page, as a failed download leaves it.", b"<!doctype html>\n"),
        broken("file-gzip", "not-a-zip", "A gzip file.", b"\x1f\x8b\x08" + bytes(17)),
        broken("file-one-byte", "not-a-zip", "One byte.", b"P"),
        broken(
            "file-noise", "not-a-zip", "Bytes without a meaning.", bytes(i * 73 % 251 for i in range(200))
        ),
    ]


def _truncated() -> list[Vector]:
    whole = bundle(packed("a.txt", TEXT), with_descriptor(packed("b.txt", TEXT))).written()
    directory = whole.index(b"PK\1\2")
    end = whole.index(b"PK\5\6")
    cuts = {
        "local-header": (20, "The file ends inside the first header."),
        "name": (35, "The file ends inside the first name."),
        "data": (whole.index(b"b.txt") + 100, "The file ends inside the data of an entry."),
        "descriptor": (directory - 5, "The file ends inside a data descriptor."),
        "directory": (directory + 60, "The file ends inside the table of contents."),
        "directory-end": (end, "The file ends in front of the end record."),
        "end-record": (end + 15, "The file ends inside the end record."),
    }
    commented = replace(bundle(), comment=b"as long as this").written()
    middle = whole[:100] + whole[200:]
    return [
        *(broken(f"cut-{name}", "truncated-file", why, whole[:at]) for name, (at, why) in cuts.items()),
        broken("cut-comment", "truncated-file", "The file ends inside the comment.", commented[:-4]),
        broken("cut-middle", "truncated-file", "A piece is missing from the middle.", middle),
    ]


def _ends() -> list[Vector]:
    plain = bundle(OTHER)
    inner = Zip(entries=[stored("manifest.json", b'{"evil": 1}')]).written()
    evil_end = inner[inner.index(b"PK\5\6") :]
    lies = {
        "count-high": (End(entries=3), "bad-directory", "The end record counts an entry too many."),
        "count-low": (End(entries=1), "bad-directory", "The end record counts an entry too few."),
        "count-contradicts": (End(entries_here=1), "bad-end-record", "The two counts of entries differ."),
        "directory-too-long": (
            End(directory_bytes=4000),
            "truncated-file",
            "The table ends behind its own end.",
        ),
        "directory-too-short": (
            End(directory_bytes=20),
            "hidden-bytes",
            "The table ends before the end record.",
        ),
        "directory-beyond": (
            End(directory_offset=1 << 30),
            "truncated-file",
            "The table starts behind the file.",
        ),
        "split": (End(disk=1), "split-archive", "The end record is on the second disk."),
        "no-wide-record": (
            End(directory_offset=FULL),
            "bad-end-record",
            "A 64-bit record is announced: none is there.",
        ),
        "count-bomb": (End(entries=20_000), "too-many-entries", "20,000 entries; 16,384 are allowed."),
    }
    return [
        *(
            broken(f"end-{name}", code, why, replace(plain, end=end).written())
            for name, (end, code, why) in lies.items()
        ),
        broken(
            "end-in-comment",
            "bad-end-record",
            "The comment is another archive's end.",
            replace(plain, comment=evil_end).written(),
        ),
        broken(
            "end-in-comment-padded",
            "bad-end-record",
            "The comment holds another end, which is not at its end.",
            replace(plain, comment=evil_end + b"padding").written(),
        ),
        broken(
            "end-before-end",
            "bad-end-record",
            "An earlier end takes the true one for its comment.",
            _two_ends(plain),
        ),
        broken(
            "directory-garbage",
            "bad-directory",
            "The table has bytes behind its last entry.",
            replace(plain, behind_directory=b"PK\5\5\0\0").written(),
        ),
        broken(
            "directory-other-mark",
            "bad-directory",
            "An entry of the table does not start as one.",
            plain.written().replace(b"PK\1\2", b"PK\1\1", 1),
        ),
        broken(
            "directory-name-too-long",
            "bad-directory",
            "A name that reaches beyond the table.",
            _long_name(plain.written()),
        ),
    ]


def _two_ends(plain: Zip) -> bytes:
    """The table is followed by two ends, the first of which counts the second as its comment."""
    whole = plain.written()
    at = whole.index(b"PK\5\6")
    end = bytearray(whole[at:])
    struct.pack_into("<H", end, 20, len(end))
    return whole[:at] + bytes(end) + whole[at:]


def _long_name(whole: bytes) -> bytes:
    changed = bytearray(whole)
    struct.pack_into("<H", changed, whole.rindex(b"PK\1\2") + 28, 500)
    return bytes(changed)


def _patched(at: int, layout: str, value: int) -> Callable[[bytes], bytes]:
    def patch(record: bytes) -> bytes:
        changed = bytearray(record)
        struct.pack_into(layout, changed, at, value)
        return bytes(changed)

    return patch


def _wide() -> list[Vector]:
    def ends(**lies: object) -> bytes:
        end = End(wide=bytes, narrow_is_full=True)
        return replace(bundle(OTHER), end=replace(end, **lies)).written()  # type: ignore[arg-type]

    sizes = wide_field(OTHER.local.full_bytes, OTHER.local.stored_bytes)
    files = {
        "count-contradicts": (
            "bad-end-record",
            "The 64-bit end record's two counts differ.",
            ends(wide=_patched(24, "<Q", 1)),
        ),
        "record-size": (
            "bad-end-record",
            "The 64-bit end record is longer than the room it has.",
            ends(wide=_patched(4, "<Q", 4000)),
        ),
        "record-mark": (
            "bad-end-record",
            "Where the 64-bit end record should be is something else.",
            ends(wide=_patched(0, "<I", 0)),
        ),
        "locator-beyond": (
            "bad-end-record",
            "The locator points behind itself.",
            ends(locator=_patched(8, "<Q", 1 << 40)),
        ),
        "locator-elsewhere": (
            "bad-end-record",
            "The locator points to the start of the file.",
            ends(locator=_patched(8, "<Q", 0)),
        ),
        "narrow-contradicts": (
            "bad-end-record",
            "The plain end record says something else than the 64-bit one.",
            ends(narrow_is_full=False, entries=1, entries_here=1),
        ),
        "directory-beyond": (
            "truncated-file",
            "The table starts behind the file, in 64 bits.",
            ends(wide=_patched(48, "<Q", 1 << 62)),
        ),
        "count-bomb": (
            "bad-end-record",
            "2^64 - 1 entries, counted twice differently.",
            ends(wide=_patched(32, "<Q", (1 << 64) - 1)),
        ),
        "split": (
            "split-archive",
            "The 64-bit end record is on the second disk.",
            ends(wide=_patched(16, "<I", 1)),
        ),
        "locator-split": (
            "split-archive",
            "The locator counts two disks.",
            ends(locator=_patched(16, "<I", 2)),
        ),
        "sizes-missing": (
            "bad-directory",
            "64-bit sizes are announced and not given.",
            bundle(OTHER.central_only(full_bytes=FULL)).written(),
        ),
        "sizes-short": (
            "bad-directory",
            "The field with the 64-bit sizes is too short.",
            bundle(OTHER.central_only(full_bytes=FULL, extra=wide_field(3)[:-1] + b"")).written(),
        ),
        "sizes-twice": (
            "bad-directory",
            "64-bit sizes are given twice.",
            bundle(
                with_wide_sizes(OTHER).central_only(
                    full_bytes=FULL, stored_bytes=FULL, extra=sizes + wide_field(9, 9)
                )
            ).written(),
        ),
        "sizes-contradict": (
            "bad-directory",
            "64-bit sizes that nobody asked for contradict the plain ones.",
            bundle(OTHER.central_only(extra=wide_field(99, 99))).written(),
        ),
        "size-beyond-file": (
            ["too-large", "too-large", "overlapping-entries"],
            "A 64-bit size that is larger than the file.",
            bundle(
                OTHER.both(full_bytes=FULL, stored_bytes=FULL, extra=wide_field(1 << 40, 1 << 40))
            ).written(),
        ),
        "size-overflows": (
            ["too-large", "too-large", "overlapping-entries"],
            "A 64-bit size that overflows when it is added up.",
            bundle(
                OTHER.both(full_bytes=FULL, stored_bytes=FULL, extra=wide_field((1 << 64) - 1, (1 << 64) - 1))
            ).written(),
        ),
        "offset-beyond-file": (
            "overlapping-entries",
            "A 64-bit offset behind the end of the file.",
            _offset_beyond(),
        ),
    }
    return [broken(f"wide-{name}", code, why, content) for name, (code, why, content) in files.items()]


def _offset_beyond() -> bytes:
    entry = OTHER.central_only(extra=wide_field(1 << 50))
    return bundle(replace(entry, offset_error=FULL - len(manifest().local_bytes()))).written()
