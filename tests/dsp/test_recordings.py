"""Recordings of every kind that Python's own `wave` module and numpy can write."""

from __future__ import annotations

import io
import struct
import wave
from typing import TYPE_CHECKING

import numpy as np
import pytest

from rmpkg.bundle.diagnostic import BundleError
from rmpkg.native.recording import Recording
from rmpkg.native.recording_writer import RecordingWriter
from rmpkg.native.wire import AUDIO, PacketFields

from .one_node import float_wav

if TYPE_CHECKING:
    from pathlib import Path
    from typing import Any

    from .one_node import Floats


def read(path: Path) -> tuple[dict[str, Any], Floats]:
    """What is known of a file, and its samples (channels, frames)."""
    with Recording(path) as recording:
        channels = recording.info["channels"]
        blocks = [np.zeros((channels, 0), np.float32)]
        for frames, body in recording.blocks():
            blocks.append(np.frombuffer(body, np.float32).reshape(channels, frames).copy())
        assert all(block.shape[1] == 4096 for block in blocks[1:-1])
        assert not recording.notes()
        return recording.info, np.concatenate(blocks, axis=1).astype(np.float64)


def integer_wav(rate: int, width: int, samples: Floats) -> bytes:
    """`samples` (channels, frames) in [-1, 1) as integers of `width` bytes, by Python's `wave`."""
    target = io.BytesIO()
    scaled = np.round(samples.T * 2.0 ** (8 * width - 1)).astype(np.int64)
    if width == 1:
        scaled += 128
    data = b"".join(int(value).to_bytes(width, "little", signed=width > 1) for value in scaled.ravel())
    with wave.open(target, "wb") as writer:
        writer.setnchannels(samples.shape[0])
        writer.setsampwidth(width)
        writer.setframerate(rate)
        writer.writeframes(data)
    return target.getvalue()


@pytest.mark.parametrize("channels", [1, 2, 5])
@pytest.mark.parametrize("width", [1, 2, 3, 4])
def test_integers_of_every_width_are_read(width: int, channels: int, tmp_path: Path) -> None:
    random = np.random.default_rng(width)
    steps = 2.0 ** min(8 * width - 1, 23)
    samples = np.round(random.uniform(-1, 0.99, (channels, 5000)) * steps) / steps
    file = tmp_path / "integers.wav"
    file.write_bytes(integer_wav(22_050, width, samples))
    info, sound = read(file)
    assert info["channels"] == channels
    assert (info["frames"], info["frames_exact"], info["sample_rate"]) == (5000, True, 22_050)
    assert info["seconds"] == pytest.approx(5000 / 22_050)
    assert np.array_equal(sound, samples)


def test_a_long_float_file_is_read_in_blocks(tmp_path: Path) -> None:
    samples = np.random.default_rng(0).uniform(-1, 1, (2, 400_001)).astype(np.float32).astype(np.float64)
    info, sound = read(float_wav(tmp_path / "long.wav", 48_000, samples))
    assert info["codec"] == "pcm_f32le"
    assert np.array_equal(sound, samples)


@pytest.mark.parametrize(
    ("file", "code", "words"),
    [
        (b"", "empty-file", "empty"),
        (b'{"nodes": []}', "not-audio", "JSON text"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "not-audio", "a PNG image"),
        (b"ID3\x04" + bytes(100), "broken-audio", "an MP3 file"),
        (b"#!AMR\n" + bytes(100), "unsupported-audio-format", "an AMR file"),
        (b"RIFF\x24\0\0\0WAVEfmt ", "truncated-header", "16 bytes"),
        (
            b"RIFF\x24\0\0\0WAVEfmt \x10\0\0\0" + struct.pack("<HHIIHH", 0x31, 1, 8000, 8000, 1, 0),
            "unsupported-codec",
            "GSM",
        ),
    ],
)
def test_a_file_that_is_no_recording_is_called_what_it_is(
    file: bytes, code: str, words: str, tmp_path: Path
) -> None:
    path = tmp_path / "file"
    path.write_bytes(file)
    with pytest.raises(BundleError) as caught:
        read(path)
    [diagnostic] = caught.value.diagnostics
    assert diagnostic["severity"] == "error"
    assert diagnostic["code"] == code
    assert words in diagnostic["message"]
    assert diagnostic["help"]


def test_what_is_written_is_a_wav_file_that_reads_the_same(tmp_path: Path) -> None:
    samples = np.random.default_rng(1).uniform(-1, 1, (3, 5001)).astype("<f4")
    path = tmp_path / "written.wav"
    packet = PacketFields(owner=0, kind=AUDIO, id=0, size=samples.nbytes, dims=(3, 5001), sample_rate=44_100)
    writer = RecordingWriter("wav")
    writer.begin(path, packet)
    writer.write(packet, memoryview(samples.tobytes()))
    writer.close()
    assert path.read_bytes().endswith(samples.T.tobytes())
    info, sound = read(path)
    assert (info["channels"], info["sample_rate"]) == (3, 44_100)
    assert np.array_equal(sound, samples)
