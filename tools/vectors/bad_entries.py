"""Bytes that belong to no entry or to two, bombs, and headers that contradict the table of contents."""

from __future__ import annotations

import struct
from dataclasses import replace

from tools.vectors.deflate import deflated_zeros
from tools.vectors.package import bundle, manifest
from tools.vectors.vector import Vector, broken
from tools.vectors.zip_bytes import (
    FULL,
    HAS_DESCRIPTOR,
    Entry,
    Zip,
    packed,
    stored,
    wide_field,
    with_descriptor,
    with_wide_sizes,
)

OTHER = stored("a.txt", b"abc")


def bad_entries() -> list[Vector]:
    """All of them."""
    return [*_places(), *_bombs(), *_headers()]


def _places() -> list[Vector]:
    plain = bundle(OTHER)
    first = replace(plain.entries[0], tail=bytes(7))
    descriptor = with_descriptor(OTHER)
    same = replace(stored("b.txt", b"abc"), offset_error=-len(OTHER.local_bytes()))
    long = OTHER.both(full_bytes=40, stored_bytes=40)
    inside = stored("inner.txt", b"inner")
    outer = stored("outer.bin", inside.local_bytes())
    nested = replace(inside, offset_error=-len(inside.local_bytes()))
    quoted = Zip(entries=[manifest(), outer, nested])
    return [
        broken(
            "hidden-before",
            "hidden-bytes",
            "A script stands before the archive, which extracts itself.",
            replace(plain, prefix=b"#!/bin/sh\nexit 0\n").written(),
        ),
        broken(
            "hidden-before-shifted",
            "hidden-bytes",
            "The same, with offsets that do not know of it.",
            b"MZ\x90\0" + plain.written(),
        ),
        broken(
            "hidden-between",
            "hidden-bytes",
            "Bytes between two entries.",
            Zip(entries=[first, OTHER]).written(),
        ),
        broken(
            "hidden-before-directory",
            "hidden-bytes",
            "Bytes between the last entry and the table.",
            replace(plain, gap=b"PK\3\4 hidden").written(),
        ),
        broken(
            "hidden-behind", "hidden-bytes", "Bytes behind the end.", replace(plain, suffix=b"\n").written()
        ),
        broken(
            "hidden-behind-descriptor",
            "hidden-bytes",
            "A byte behind a data descriptor.",
            bundle(replace(descriptor, tail=descriptor.tail + b"\0")).written(),
        ),
        broken(
            "hidden-no-descriptor",
            "hidden-bytes",
            "A descriptor is announced, and none is there.",
            bundle(replace(descriptor, tail=b"")).written(),
        ),
        broken(
            "overlap-same",
            "overlapping-entries",
            "Two entries are the same bytes of the file.",
            bundle(OTHER, same).written(),
        ),
        broken(
            "overlap-into-next",
            "overlapping-entries",
            "An entry runs into the next one.",
            bundle(long, stored("b.txt")).written(),
        ),
        broken(
            "overlap-directory",
            "overlapping-entries",
            "The last entry runs into the table of contents.",
            bundle(OTHER.both(full_bytes=4, stored_bytes=4)).written(),
        ),
        broken(
            "overlap-quoted",
            "overlapping-entries",
            "An entry inside the data of another: a bomb of quotations.",
            _quoted(quoted),
        ),
        broken(
            "offset-wrong",
            ["hidden-bytes", "header-mismatch"],
            "The table points one byte beside the entry.",
            bundle(replace(OTHER, offset_error=1)).written(),
        ),
        broken(
            "disk-wrong",
            "split-archive",
            "An entry lies on another disk.",
            bundle(replace(OTHER, disk=1)).written(),
        ),
    ]


def _quoted(quoted: Zip) -> bytes:
    """The last entry has no bytes of its own: it is a piece of the one before."""
    whole = quoted.written()
    own = quoted.entries[-1].local_bytes()
    # Its own copy goes; the table then points into the copy that the outer entry quotes.
    at = whole.rindex(own)
    directory = struct.unpack_from("<I", whole, whole.rindex(b"PK\5\6") + 16)[0]
    changed = bytearray(whole[:at] + whole[at + len(own) :])
    struct.pack_into("<I", changed, changed.rindex(b"PK\5\6") + 16, directory - len(own))
    return bytes(changed)


def _bombs() -> list[Vector]:
    zeros = 20 << 20
    stream = deflated_zeros(zeros)
    ratio = packed("zeros.bin", b"", stream).both(full_bytes=zeros)
    claim = 16 << 20
    many = [packed(f"{i:x}", b"").both(full_bytes=claim) for i in range(40)]
    total = [packed(f"{i:x}", b"").both(full_bytes=claim) for i in range(1025)]
    big = stored("big.bin", b"").both(full_bytes=FULL - 1, stored_bytes=FULL - 1)
    return [
        broken("bomb-ratio", "suspicious-ratio", "20 MiB of zeros in 20 kB.", bundle(ratio).written()),
        broken(
            "bomb-many",
            "suspicious-ratio",
            "Forty entries, each within its bounds, of 16 MiB in two bytes.",
            bundle(*many).written(),
        ),
        broken(
            "bomb-total",
            "too-large",
            "More than 16 GiB together; no entry is too large by itself.",
            bundle(*total).written(),
        ),
        broken("bomb-entry", "overlapping-entries", "4 GiB stored in no byte at all.", bundle(big).written()),
        broken(
            "large-manifest",
            ["too-large"],
            "A manifest of 9 MiB in 9 kB.",
            Zip(
                entries=[packed("manifest.json", b"", deflated_zeros(9 << 20)).both(full_bytes=9 << 20)]
            ).written(),
        ),
        broken(
            "large-python",
            ["too-large"],
            "A Python file of 5 MiB in 5 kB.",
            bundle(packed("nodes/a.py", b"", deflated_zeros(5 << 20)).both(full_bytes=5 << 20)).written(),
        ),
    ]


def _last_header(mark: bytes) -> bytes:
    """The last entry's header starts with another mark."""
    whole = bundle(OTHER).written()
    at = whole.rindex(b"PK\3\4")
    return whole[:at] + mark + whole[at + 4 :]


def _headers() -> list[Vector]:
    described = with_descriptor(OTHER)

    def damaged(at: int) -> Entry:
        tail = bytearray(described.tail)
        tail[at] ^= 1
        return replace(described, tail=bytes(tail))

    entries = {
        "name": (OTHER.local_only(name=b"b.txt"), "The header in front names another file."),
        "name-length": (
            OTHER.local_only(name=b"a.tx", extra=b"t"),
            "The header in front has a shorter name.",
        ),
        "method": (OTHER.local_only(method=8), "The header in front says deflated, the table stored."),
        "encrypted-flag": (OTHER.local_only(flags=1), "Only the header in front says encrypted."),
        "descriptor-flag": (
            OTHER.local_only(flags=HAS_DESCRIPTOR),
            "Only the header in front announces a descriptor.",
        ),
        "utf8-flag": (
            OTHER.local_only(flags=1 << 11),
            "Only the header in front says that the name is UTF-8.",
        ),
        "crc": (OTHER.local_only(crc=1), "The header in front has another checksum."),
        "crc-zero": (
            OTHER.local_only(crc=0),
            "The header in front has no checksum, and no descriptor follows.",
        ),
        "bytes": (OTHER.local_only(full_bytes=4), "The header in front has another size."),
        "stored-bytes": (OTHER.local_only(stored_bytes=4), "The header in front has another stored size."),
        "wide-bytes": (
            with_wide_sizes(OTHER).local_only(extra=wide_field(9, 3)),
            "It has another 64-bit size.",
        ),
        "wide-missing": (
            OTHER.local_only(full_bytes=FULL, stored_bytes=FULL),
            "It announces 64-bit sizes without them.",
        ),
        "descriptor-crc": (damaged(4), "The data descriptor has another checksum."),
        "descriptor-stored-bytes": (damaged(8), "The data descriptor has another stored size."),
        "descriptor-bytes": (damaged(12), "The data descriptor has another size."),
        "descriptor-mark": (damaged(0), "The data descriptor's mark is damaged."),
        "descriptor-half": (
            described.local_only(full_bytes=4),
            "It has a wrong size, and a descriptor follows.",
        ),
    }
    return [
        *(
            broken(f"header-{name}", "header-mismatch", why, bundle(entry).written())
            for name, (entry, why) in entries.items()
        ),
        broken(
            "header-mark",
            "header-mismatch",
            "The header in front does not start as one.",
            _last_header(b"PK\3\3"),
        ),
    ]
