"""Packed tars with one thing wrong: in the zstd stream, or in the tar."""

from __future__ import annotations

from dataclasses import replace

from tools.vectors.good_oci import manifest_path, packed_tar
from tools.vectors.oci_package import (
    OciPackage,
    replaced,
    with_file,
)
from tools.vectors.package import MANIFEST
from tools.vectors.tar_bytes import MAGIC, Tar, TarFile, block, frame, zeros_frame
from tools.vectors.vector import Vector, broken


def bad_tars() -> list[Vector]:
    """All of them."""
    return [*_streams(), *_tars()]


def _streams() -> list[Vector]:
    whole = OciPackage().tar().written()
    packed = frame(whole)
    head = MAGIC + bytes([0x00, 0x68])
    streams = {
        "cut-header": ("truncated-file", "The file ends inside the frame's header.", packed[:5]),
        "cut-block": ("truncated-file", "The file ends inside a block.", packed[:-1000]),
        "cut-checksum": ("truncated-file", "The file ends inside the frame's checksum.", packed[:-2]),
        "checksum": ("crc-mismatch", "The frame has another checksum.", frame(whole, checksum=1)),
        "trailing": ("hidden-bytes", "Bytes behind the frame.", packed + b"more"),
        "skippable": (
            "hidden-bytes",
            "A frame behind it that readers skip.",
            packed + b"\x50\x2a\x4d\x18\4\0\0\0evil",
        ),
        "dictionary": (
            "unsupported-method",
            "A dictionary is needed.",
            MAGIC + bytes([0x01, 0x68, 7]) + packed[6:],
        ),
        "window": ("too-large", "Unpacking takes a window of a gibibyte.", frame(whole, window=0xA0)),
        "reserved-bit": (
            "broken-data",
            "A reserved bit of the header is set.",
            MAGIC + bytes([0x08, 0x68]) + packed[6:],
        ),
        "block-type": (
            "broken-data",
            "A block of the type that does not exist.",
            head + block(3, 4, bytes(4), is_last=True),
        ),
        "block-too-large": (
            "broken-data",
            "A block larger than any may be.",
            head + block(0, 200_000, bytes(9)),
        ),
        "block-noise": (
            "broken-data",
            "A compressed block that makes no sense.",
            head + block(2, 9, b"\xff" * 9, is_last=True),
        ),
        "size": (
            "size-mismatch",
            "It unpacks to more than the frame says.",
            frame(whole, size=len(whole) - 1),
        ),
        "bomb": ("suspicious-ratio", "32 MiB of zeros in a kilobyte.", zeros_frame(32 << 20)),
        "empty": ("truncated-file", "The frame holds nothing.", frame(b"")),
        "no-tar": ("bad-tar", "The frame holds a text.", frame(b"so it goes\n" * 100)),
    }
    return [broken(f"zstd-{name}", code, why, content) for name, (code, why, content) in streams.items()]


def _tars() -> list[Vector]:
    tar = OciPackage().tar()
    blob = manifest_path()

    def extra(**fields: object) -> bytes:
        file = replace(TarFile(path="extra", content=b"x"), **fields)  # type: ignore[arg-type]
        return packed_tar(with_file(tar, file))

    kinds = {
        "hard-link": (b"1", "A hard link."),
        "symbolic-link": (b"2", "A symbolic link."),
        "character-device": (b"3", "A character device."),
        "block-device": (b"4", "A block device."),
        "folder": (b"5", "A folder."),
        "pipe": (b"6", "A named pipe."),
        "long-name": (b"L", "GNU's record that gives the next file another name."),
        "pax": (b"x", "A pax record that gives the next file another name."),
        "unknown-kind": (b"Z", "An entry of a kind that nobody knows."),
    }
    escapes = {
        "parent": "../outside.txt",
        "absolute": "/etc/cron.d/job",
        "backslash": "..\\outside.txt",
        "drive-letter": "C:x",
    }
    whole = tar.written()
    return [
        *(
            broken(f"tar-{name}", "not-a-file", why, extra(kind=kind, content=b""))
            for name, (kind, why) in kinds.items()
        ),
        *(
            broken(f"tar-{name}", ["path-escape"], "A path that leads out.", extra(path=path))
            for name, path in escapes.items()
        ),
        broken("tar-other-path", "unlisted-file", "A file that no layout has.", extra()),
        broken("tar-name-not-utf8", "unsafe-name", "A name that is no UTF-8.", extra(path=b"\xff")),
        broken(
            "tar-name-prefix",
            "unsafe-name",
            "A name in two parts.",
            extra(mark=b"ustar\x0000", prefix=b"blobs/sha256"),
        ),
        broken(
            "tar-duplicate",
            "duplicate-name",
            "A file that is there twice.",
            packed_tar(with_file(tar, TarFile(path="oci-layout", content=OciPackage().mark))),
        ),
        broken("tar-checksum", "bad-tar", "A header with a wrong checksum.", extra(checksum=1)),
        broken("tar-size-letters", "bad-tar", "A size that is no number.", extra(size=b"hello world\0")),
        broken(
            "tar-size-huge",
            "too-large",
            "A size of 2^63 in GNU's binary form.",
            extra(size=b"\x80\0\0\0\x80" + bytes(7)),
        ),
        broken(
            "tar-size-beyond",
            "truncated-file",
            "A file that is longer than the tar.",
            packed_tar(Tar(files=[TarFile(path="oci-layout", size=b"00000777777\0")])),
        ),
        broken(
            "tar-no-end", "truncated-file", "The end mark is not there.", packed_tar(replace(tar, end=b""))
        ),
        broken(
            "tar-half-end",
            "truncated-file",
            "Half of the end mark is there.",
            packed_tar(replace(tar, end=bytes(512))),
        ),
        broken(
            "tar-trailing",
            "hidden-bytes",
            "Bytes behind the end mark.",
            frame(whole + b"hidden".ljust(512, b"\0")),
        ),
        broken(
            "tar-padding",
            "hidden-bytes",
            "Bytes in the padding behind a file.",
            packed_tar(replaced(tar, blob, padding=b"\1" * (-len(MANIFEST) % 512))),
        ),
        broken(
            "tar-blob-changed",
            "changed-file",
            "A blob is not what its name says.",
            packed_tar(replaced(tar, blob, content=MANIFEST.replace(b"2", b"3"))),
        ),
    ]
