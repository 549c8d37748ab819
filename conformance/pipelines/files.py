"""Files as inputs: what becomes of them by their type and ending."""

from __future__ import annotations

import io
import struct
import wave
from collections.abc import Callable

import numpy as np

from conformance.case import Case, Outputs, Problem, Written
from conformance.expected_values import assert_same, floats, tensor
from e2e.bundles import manifest, node

RNG = np.random.default_rng(7)
RATE = 22_050
FRAMES = 10_000
BYTES = bytes(range(256)) * 3


def pcm(samples: np.ndarray[tuple[int, int], np.dtype[np.int64]], width: int) -> bytes:
    """A wav file by Python's own `wave`; `samples`: (channels, frames) integers of `width` bytes."""
    file = io.BytesIO()
    with wave.open(file, "wb") as out:
        out.setnchannels(len(samples))
        out.setsampwidth(width)
        out.setframerate(RATE)
        offset = 128 if width == 1 else 0  # a wav's bytes have no sign
        little = (samples.T + offset).astype("<i4").tobytes()
        out.writeframes(b"".join(little[at : at + width] for at in range(0, len(little), 4)))
    return file.getvalue()


def float_wav(samples: np.ndarray[tuple[int, int], np.dtype[np.float32]]) -> bytes:
    """A wav file of format 3 (IEEE float)."""
    return riff(3, len(samples), RATE, 32, samples.T.astype("<f4").tobytes())


def riff(code: int, channels: int, rate: int, bits: int, data: bytes) -> bytes:
    """A wav file, whose header is by the format's own text."""
    frame = channels * bits // 8
    header = struct.pack("<HHIIHH", code, channels, rate, rate * frame, frame, bits)
    chunks = b"fmt " + struct.pack("<I", len(header)) + header + b"data" + struct.pack("<I", len(data)) + data
    return b"RIFF" + struct.pack("<I", 4 + len(chunks)) + b"WAVE" + chunks


def unreadable(name: str, content: bytes, code: str) -> Case:
    """A wav file whose header makes no sense."""
    return Case(
        name=name,
        source="the format's own text",
        manifest=manifest([node("p", "PassThroughNode")], inputs=[{"name": "a", "type": "audio", "to": "p"}]),
        inputs={"a": Written("a.wav", content)},
        outputs={"p": []},
        fails=Problem(code),
    )


def joined(wanted: np.ndarray[tuple[int, int], np.dtype[np.float32]]) -> Callable[[Outputs], None]:
    """All blocks one after another are these samples, exactly."""

    def judge(outputs: Outputs) -> None:
        blocks = outputs["p"]
        assert all((each["sample_rate"], each["channels"]) == (RATE, len(wanted)) for each in blocks)
        for channel, samples in enumerate(wanted):
            found = [sample for each in blocks for sample in each["samples"][channel]]
            assert_same(found, floats(samples), at=f"channel {channel}")

    return judge


def recording(name: str, content: bytes, wanted: np.ndarray[tuple[int, int], np.dtype[np.float32]]) -> Case:
    """A file that passes through."""
    return Case(
        name=name,
        source="numpy: the integers over their full scale, as float32",
        manifest=manifest([node("p", "PassThroughNode")], inputs=[{"name": "a", "type": "audio", "to": "p"}]),
        inputs={"a": Written("a.wav", content)},
        outputs=joined(wanted),
    )


def integers(channels: int, width: int) -> np.ndarray[tuple[int, int], np.dtype[np.int64]]:
    """Noise over the whole range, the extremes included."""
    least, most = -(1 << 8 * width - 1), (1 << 8 * width - 1) - 1
    noise = RNG.integers(least, most, (channels, FRAMES), endpoint=True)
    noise[:, :2] = least, most
    return noise


def every_width() -> list[Case]:
    """Wav files of all widths of integers."""
    cases = []
    for width, channels in ((1, 1), (2, 2), (3, 1), (4, 2)):
        noise = integers(channels, width)
        wanted = (noise / float(1 << 8 * width - 1)).astype(np.float32)
        name = f"wav-of-{8 * width}-bits-with-{channels}-channels"
        cases.append(recording(name, pcm(noise, width), wanted))
    return cases


NOISE = RNG.uniform(-1, 1, (2, FRAMES)).astype(np.float32)
COUNTS = """
import numpy as np


class Counts:
    def process(self, data):
        return np.bincount(np.frombuffer(data, dtype="uint8")).astype("int32")
"""

CASES = [
    *every_width(),
    recording("wav-of-floats", float_wav(NOISE), NOISE),
    unreadable("wav-without-channels", riff(1, 0, RATE, 16, bytes(100)), "bad-channel-count"),
    unreadable("wav-without-a-rate", riff(1, 1, 0, 16, bytes(100)), "bad-sample-rate"),
    unreadable("wav-without-data", riff(1, 1, RATE, 16, b"")[:36] + b"LIST" + bytes(4), "broken-wav"),
    unreadable("wav-that-is-cut-in-its-header", riff(1, 1, RATE, 16, b"")[:20], "truncated-header"),
    Case(
        name="bytes-from-a-file",
        source="numpy.bincount: every byte three times",
        manifest=manifest([node("c", "Counts")], inputs=[{"name": "b", "type": "bytes", "to": "c"}]),
        nodes=COUNTS,
        inputs={"b": Written("all.bin", BYTES)},
        outputs={"c": [tensor(np.bincount(np.frombuffer(BYTES, np.uint8)).astype(np.int32))]},
    ),
    Case(
        name="text-from-a-file",
        source="the file's own text; Python's upper()",
        manifest=manifest([node("p", "PassThroughNode")], inputs=[{"name": "t", "type": "text", "to": "p"}]),
        inputs={"t": Written("a.txt", "Zoë\nStraße 😀\n".encode())},
        outputs={"p": ["Zoë\nStraße 😀\n"]},
    ),
    Case(
        name="json-from-a-file",
        source="3x by hand; a list is its packets",
        manifest=manifest([node("m", "MultiplyNode", factor=3)]),
        inputs={"m": Written("numbers.json", b" [1, 2.5,\n 1e2]\n")},
        outputs={"m": [3, 7.5, 300.0]},
    ),
]
