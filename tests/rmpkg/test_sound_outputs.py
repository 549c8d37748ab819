"""Sound that leaves a graph, as files: one for what belongs together, another one behind a gap."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from rmpkg.native.recording import Recording
from rmpkg.native.results import Results
from rmpkg.native.wire import AUDIO, JSON, PacketFields

if TYPE_CHECKING:
    from rmpkg.native.recording_writer import AudioFormat

RATE = 16_000
SOUND = np.random.default_rng(3).uniform(-1, 1, (2, 5000)).astype("<f4")


def add(results: Results, timestamp: float, sound: np.ndarray[Any, Any], rate: int = RATE) -> None:
    """One packet of an output named "voice"."""
    body = memoryview(sound.astype("<f4").tobytes())
    packet = PacketFields(
        owner=0,
        kind=AUDIO,
        id=0,
        size=body.nbytes,
        dims=sound.shape,
        timestamp=timestamp,
        sample_rate=float(rate),
    )
    results.add("voice", packet, body)


def samples(path: Path) -> np.ndarray[Any, Any]:
    """All channels of a recording."""
    with Recording(path) as recording:
        channels = recording.info["channels"]
        blocks = [
            np.frombuffer(body, "<f4").reshape(channels, frames).copy() for frames, body in recording.blocks()
        ]
    return np.concatenate(blocks, axis=1)


@pytest.mark.parametrize("audio_format", ["wav", "flac"])
def test_packets_that_continue_one_another_are_one_file(tmp_path: Path, audio_format: AudioFormat) -> None:
    with Results.collecting(tmp_path, audio_format=audio_format) as results:
        for start in range(0, 5000, 700):
            add(results, 1 + start / RATE, SOUND[:, start : start + 700])
    (path,) = tmp_path.glob(f"*.{audio_format}")
    assert path.name == f"voice-0000.{audio_format}"
    assert np.abs(samples(path) - SOUND).max() <= (0 if audio_format == "wav" else 2**-23)
    assert results.texts("voice") == ['{"file": "' + path.name + '"}']
    assert results.lines("voice") == [f"{path.name}: 0.31 s from 1.00 s"]
    assert json.loads((tmp_path / "voice.json").read_text()) == [{"file": path.name}]


def test_a_gap_and_another_form_begin_another_file(tmp_path: Path) -> None:
    with Results.collecting(tmp_path) as results:
        add(results, 0, SOUND[:, :1600])
        add(results, 0.1, SOUND[:, 1600:3200])
        # Words in between belong to no file.
        note = PacketFields(owner=0, kind=JSON, id=0, size=2)
        results.add("voice", note, memoryview(b"{}"))
        add(results, 0.2, SOUND[:, 3200:4000])
        add(results, 0.5, SOUND[:, 4000:])
        add(results, 0.5 + 1000 / RATE, SOUND[:1, :100])
        add(results, 0.5 + 1100 / RATE, SOUND[:1, :100], 8000)
    frames = [(path.name, samples(path).shape) for path in sorted(tmp_path.glob("*.wav"))]
    assert frames == [
        ("voice-0000.wav", (2, 4000)),
        ("voice-0002.wav", (2, 1000)),
        ("voice-0003.wav", (1, 100)),
        ("voice-0004.wav", (1, 100)),
    ]
    assert results.lines("voice")[:2] == ["voice-0000.wav: 0.25 s from 0.00 s", "{}"]
    assert results.files[0].name == "voice-0000.wav"


@pytest.mark.parametrize(
    ("audio_format", "became"), [("wav", "kept as such"), ("flac", "written as silence")]
)
def test_samples_that_are_no_numbers_are_told_for_each_file(
    tmp_path: Path, audio_format: AudioFormat, became: str
) -> None:
    bad = SOUND.copy()
    bad[1, RATE // 4] = np.nan
    bad[0, 4999] = np.inf
    with Results.collecting(tmp_path, audio_format=audio_format) as results:
        add(results, 0.0, SOUND)
        add(results, 5000 / RATE, bad)
        add(results, 9.0, SOUND)
        add(results, 20.0, bad)
    first, second = results.notes
    assert first["code"] == second["code"] == "samples-not-finite"
    assert first["message"].startswith("2 samples (the first at 0:00.5) are NaN or infinite: " + became)
    assert second["message"].startswith("2 samples (the first at 0:00.2) are NaN or infinite: " + became)
    assert [each["file"] for each in results.notes] == [str(results.files[0]), str(results.files[2])]
