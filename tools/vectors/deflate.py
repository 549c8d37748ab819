"""Deflate (RFC 1951) without zlib, whose output differs from version to version.

A stream is one block with the fixed Huffman codes (`deflated_zeros` has its own). Runs of one byte
become matches of distance 1; nothing else is found, so that every byte can be told by hand.
"""

from __future__ import annotations

import base64

LONGEST_MATCH = 258
SHORTEST_MATCH = 3
LENGTH_BASES = (
    3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99,
    115, 131, 163, 195, 227, 258,
)  # fmt: skip
LENGTH_EXTRA_BITS = (0,) * 8 + (1,) * 4 + (2,) * 4 + (3,) * 4 + (4,) * 4 + (5,) * 4 + (0,)
STORED_BLOCK_BYTES = 0xFFFF

#: `TEXT` as zlib 1.3.1 packs it at level 9: a block with codes of its own, which this file does not write.
DYNAMIC = base64.b64decode(
    "ZZc7kiQ3DAX9PUUfQAbxIUAch2SRkpxdY/f+ofL03ow5g4iKjsyqJPH71+ffP5+/f53fn/bXZ/58Pn/+OT8/7cfv/wclBSOp"
    "928cDxswNlNTHGdPGPtevnAcGTCO8HAc9+owzvvkQ2NxGFdFBY7dDMZL77w4tq4w3nvsgWNNgfEJOYJjKSR232dPGjeiJuVi"
    "9HSkJqaPboLuiE18h3eiHshNot9+CPtAcJJ3ZNK8+VepJD0U0cnSOcl6d2Qne9sm7R4IT07fD3m3gfTk3n5JvBbiUxm3kfn3"
    "Pzg3HUrqxZCf+hYj9x3xafTZyX0l4tO8liR/FOLTel8dsj8E8enSPsl+GuLTvc4i/dERn56eD+nvifj03nZIvw/EZzJmI/3e"
    "vn20pN8U8ZmvbaRfHflZ9N5J//tC4jzPCdI/EJ/VyEH2EZ4tbUXuSxGe7VUr+OEIz07XTe4zEJ7ds87gJiE8l9GbcJQQntsb"
    "hslVouT5SjPOEsLz6M03dwnheZ6KzmFCel5D83CZkJ8vWUXyRfRrklk+4vPjzyb31RGf3xNHOU2I74Vx7+I0Ib5uUuKcJsTX"
    "fak+nCbE18OXB6cJ8fU83i+nCfH1yicHpwnx9SVRpN8a4uv7DT/pV0V+/fjYpF8c+fV75Nn8euGJKDlv5zQhvrD3cYfThPjC"
    "56PJafp24jZOE+KLfG4vThPii/fnpHKaEF8skUH6vRBf7Dkn6XdBfHHcFuk3Q3xxn/0Epwn5pWQ/l9OE/NLabaR/IL70OZTs"
    "I7yM91CfnCa6r+Qzu3GaEF5WWmxOE8LL1fYg+TEQXu7Zi+RHQ3h57CyS37V9vU81ThPCG5LtFKcJ4Q1rsymnCekNnyaL04T8"
    "Rtg25zQhv/Gees7yEd+oOBGcJsQ3Vsu87BbxjT1bkfssxDeO1SL5KYhv3PfSNjlNiK8k1jFOE+Ira343pwnxldeRzmlCfBWW"
    "ejhNiO8tW/PkNH27LzdOE/Kr1TT520d8tWsV2a+B+OqYT7JfDfHV3c92ThPimxLxPJwmxDffa88NThPim17V+NJHy8YMUx2c"
    "JsQ38z0ZhdOE+Ga9d/LJaUJ8c76fF9/5aeGYu2KQfqGNY553YeH0I75591hkH+G9p5Y8yWkaX5ehxmlCeMvLW3GaEN6Kd2NR"
    "ThPCW7nDeNOjjWPVu7Hwqkcbx5p3BMl32jjWLhkk32jjWEdn3R//AQ=="
)
TEXT = b"".join(b"so it goes %d, and then %x\n" % (i * 7919 % 1000, i * 104729) for i in range(120))


class _Bits:
    """Least significant bit first."""

    def __init__(self) -> None:
        self.bytes = bytearray()
        self._held = 0
        self._count = 0

    def put(self, value: int, bits: int) -> None:
        self._held |= value << self._count
        self._count += bits
        while self._count >= 8:
            self.bytes.append(self._held & 0xFF)
            self._held >>= 8
            self._count -= 8

    def put_code(self, code: int, bits: int) -> None:
        """A Huffman code stands with its most significant bit first."""
        self.put(int(f"{code:0{bits}b}"[::-1], 2), bits)

    def finished(self) -> bytes:
        if self._count:
            self.bytes.append(self._held & 0xFF)
        return bytes(self.bytes)


def deflated(content: bytes) -> bytes:
    """One final block with the fixed codes."""
    bits = _Bits()
    bits.put(0b011, 3)
    at = 0
    while at < len(content):
        run = _run(content, at)
        if run:
            _put_match(bits, run)
            at += run
        else:
            _put_symbol(bits, content[at])
            at += 1
    _put_symbol(bits, 256)
    return bits.finished()


def deflated_stored(content: bytes) -> bytes:
    """Stored blocks: the content as it is, in pieces."""
    out = bytearray()
    pieces = [content[at : at + STORED_BLOCK_BYTES] for at in range(0, len(content), STORED_BLOCK_BYTES)] or [
        b""
    ]
    for piece in pieces:
        out.append(int(piece is pieces[-1]))
        out += len(piece).to_bytes(2, "little") + (len(piece) ^ 0xFFFF).to_bytes(2, "little") + piece
    return bytes(out)


def deflated_zeros(count: int) -> bytes:
    """`count` zero bytes, as many in a byte as the format allows: about a thousand.

    A block with codes of its own (section 3.2.7): the longest match has one bit, the zero byte and
    the end two, the one distance a bit.
    """
    bits = _Bits()
    bits.put(0b101, 3)
    for value, width in ((286 - 257, 5), (1 - 1, 5), (18 - 4, 4)):
        bits.put(value, width)
    code_lengths = {18: 1, 1: 2, 2: 2}
    for symbol in (16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1):
        bits.put(code_lengths.get(symbol, 0), 3)
    codes = {18: (0b0, 1), 1: (0b10, 2), 2: (0b11, 2)}
    # Lengths of the codes of 0, 256, 285 and the distance; 18 is a number of zeros between them.
    for symbol, zeros in ((2, 0), (18, 138), (18, 117), (2, 0), (18, 28), (1, 0), (1, 0)):
        bits.put_code(*codes[symbol])
        if zeros:
            bits.put(zeros - 11, 7)
    matches, literals = divmod(count - 1, LONGEST_MATCH)
    bits.put_code(0b10, 2)
    for _ in range(matches):
        bits.put(0, 2)
    for _ in range(literals):
        bits.put_code(0b10, 2)
    bits.put_code(0b11, 2)
    return bits.finished()


def _run(content: bytes, at: int) -> int:
    """How many bytes from `at` on repeat the one before, where they are worth a match; else 0."""
    if at == 0:
        return 0
    end = at
    while end < len(content) and end - at < LONGEST_MATCH and content[end] == content[at - 1]:
        end += 1
    return end - at if end - at >= SHORTEST_MATCH else 0


def _put_symbol(bits: _Bits, symbol: int) -> None:
    """Section 3.2.6: the fixed code of a literal or length."""
    if symbol < 144:
        bits.put_code(0x30 + symbol, 8)
    elif symbol < 256:
        bits.put_code(0x190 + symbol - 144, 9)
    elif symbol < 280:
        bits.put_code(symbol - 256, 7)
    else:
        bits.put_code(0xC0 + symbol - 280, 8)


def _put_match(bits: _Bits, length: int) -> None:
    """A length and the distance 1."""
    index = max(i for i, base in enumerate(LENGTH_BASES) if base <= length)
    _put_symbol(bits, 257 + index)
    bits.put(length - LENGTH_BASES[index], LENGTH_EXTRA_BITS[index])
    bits.put_code(0, 5)
