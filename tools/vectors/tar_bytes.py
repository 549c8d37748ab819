"""Tars in zstd frames, written without zstd: of raw blocks, and of blocks that repeat a byte (RFC 8878)."""

from __future__ import annotations

from dataclasses import dataclass, field

MAGIC = b"\x28\xb5\x2f\xfd"
BLOCK_BYTES = 128 << 10
TAR_BLOCK_BYTES = 512
MASK = (1 << 64) - 1
PRIMES = (
    0x9E3779B185EBCA87, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9, 0x85EBCA77C2B2AE63, 0x27D4EB2F165667C5,
)  # fmt: skip


def xxh64(data: bytes) -> int:
    """XXH64 with the seed 0; a frame's checksum is its lower half."""

    def rotated(value: int, bits: int) -> int:
        return (value << bits | value >> (64 - bits)) & MASK

    def rounded(lane: int, word: int) -> int:
        return rotated((lane + word * PRIMES[1]) & MASK, 31) * PRIMES[0] & MASK

    at = 0
    if len(data) >= 32:
        lanes = [(PRIMES[0] + PRIMES[1]) & MASK, PRIMES[1], 0, -PRIMES[0] & MASK]
        while at + 32 <= len(data):
            words = [int.from_bytes(data[at + 8 * i : at + 8 * i + 8], "little") for i in range(4)]
            lanes = [rounded(lane, word) for lane, word in zip(lanes, words, strict=True)]
            at += 32
        value = sum(rotated(lane, bits) for lane, bits in zip(lanes, (1, 7, 12, 18), strict=True)) & MASK
        for lane in lanes:
            value = ((value ^ rounded(0, lane)) * PRIMES[0] + PRIMES[3]) & MASK
    else:
        value = PRIMES[4]
    value = (value + len(data)) & MASK
    while at + 8 <= len(data):
        value = (
            rotated(value ^ rounded(0, int.from_bytes(data[at : at + 8], "little")), 27) * PRIMES[0]
        ) & MASK
        value = (value + PRIMES[3]) & MASK
        at += 8
    if at + 4 <= len(data):
        value ^= int.from_bytes(data[at : at + 4], "little") * PRIMES[0] & MASK
        value = (rotated(value, 23) * PRIMES[1] + PRIMES[2]) & MASK
        at += 4
    for byte in data[at:]:
        value = rotated(value ^ (byte * PRIMES[4] & MASK), 11) * PRIMES[0] & MASK
    for shift, prime in ((33, PRIMES[1]), (29, PRIMES[2])):
        value = (value ^ value >> shift) * prime & MASK
    return value ^ value >> 32


def block(kind: int, size: int, content: bytes, *, is_last: bool = False) -> bytes:
    """Kinds: 0 raw, 1 one byte repeated, 2 compressed, 3 reserved."""
    return (size << 3 | kind << 1 | int(is_last)).to_bytes(3, "little") + content


def frame(
    content: bytes,
    *,
    checksum: int | None = None,
    window: int = 0x68,
    size: int | None = None,
) -> bytes:
    """One frame of raw blocks with a checksum.

    Args:
        content: what it unpacks to.
        checksum: another one than the true one.
        window: the descriptor of the window, 8 MiB if not said otherwise.
        size: announces this size of the content.
    """
    head = bytes([0x04 | (0xC0 if size is not None else 0), window])
    if size is not None:
        head += size.to_bytes(8, "little")
    pieces = [content[at : at + BLOCK_BYTES] for at in range(0, len(content), BLOCK_BYTES)] or [b""]
    blocks = b"".join(
        block(0, len(piece), piece, is_last=index + 1 == len(pieces)) for index, piece in enumerate(pieces)
    )
    told = xxh64(content) if checksum is None else checksum
    return MAGIC + head + blocks + (told & 0xFFFFFFFF).to_bytes(4, "little")


def zeros_frame(count: int) -> bytes:
    """`count` zero bytes, a multiple of 128 KiB, in four bytes per block."""
    blocks = count // BLOCK_BYTES
    body = b"".join(block(1, BLOCK_BYTES, b"\0", is_last=i + 1 == blocks) for i in range(blocks))
    return MAGIC + bytes([0x00, 0x68]) + body


@dataclass(frozen=True, slots=True, kw_only=True)
class TarFile:
    """One file of a tar; what is not the usual lies."""

    path: str | bytes
    content: bytes = b""
    kind: bytes = b"0"
    size: bytes | None = None
    checksum: int | None = None
    mark: bytes = b"ustar  \0"
    prefix: bytes = b""
    padding: bytes | None = None

    def written(self) -> bytes:
        """Header, content and padding."""
        raw = self.path.encode() if isinstance(self.path, str) else self.path
        size = b"%011o\0" % len(self.content) if self.size is None else self.size
        head = bytearray(
            raw.ljust(100, b"\0") + b"0000644\0" + b"0000000\0" * 2 + size + b"%011o\0" % 0 + b" " * 8
            + self.kind + bytes(100) + self.mark + bytes(80) + self.prefix.ljust(155, b"\0")
        )  # fmt: skip
        head += bytes(TAR_BLOCK_BYTES - len(head))
        told = sum(head) if self.checksum is None else self.checksum
        head[148:156] = b"%06o\0 " % told
        gap = -len(self.content) % TAR_BLOCK_BYTES
        return bytes(head) + self.content + (bytes(gap) if self.padding is None else self.padding)


@dataclass(frozen=True, slots=True, kw_only=True)
class Tar:
    """A whole tar."""

    files: list[TarFile] = field(default_factory=list)
    end: bytes = bytes(2 * TAR_BLOCK_BYTES)

    def written(self) -> bytes:
        """The bytes."""
        return b"".join(file.written() for file in self.files) + self.end
