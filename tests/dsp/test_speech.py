"""Voice activity on the recording that the examples use: three spoken commands."""

from __future__ import annotations

import wave
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest

from .one_node import float_wav, run_node

if TYPE_CHECKING:
    from .one_node import Floats

RECORDING = Path(__file__).resolve().parents[2] / "examples" / "recordings" / "three-commands.wav"
# Where the speech synthesiser has put its words, in seconds.
SPOKEN = [(0.34, 2.065), (2.746, 4.522), (4.987, 6.914)]


def recording() -> tuple[int, Floats]:
    with wave.open(str(RECORDING)) as file:
        samples = np.frombuffer(file.readframes(file.getnframes()), "<i2")
        return file.getframerate(), samples.astype(np.float64)[np.newaxis] / 32768


def assert_found(places: list[tuple[float, float]]) -> None:
    assert len(places) == len(SPOKEN), places
    for (start, end), (first, last) in zip(places, SPOKEN, strict=True):
        assert first - 0.12 < start <= first
        assert last <= end < last + 0.25


@pytest.mark.parametrize("noise_db", [None, -60, -50, -45])
def test_every_sentence_is_one_segment(noise_db: float | None, tmp_path: Path) -> None:
    rate, sound = recording()
    if noise_db is not None:
        sound = sound + np.random.default_rng(5).normal(size=sound.shape) * 10 ** (noise_db / 20)
    file = float_wav(tmp_path / "commands.wav", rate, np.concatenate([sound, sound]))

    given = run_node(tmp_path, "VoiceActivityNode", {}, file, ("default", "activity"))

    activity = [each.json() for each in given if each.output == "activity"]
    assert_found([(each["start_s"], each["end_s"]) for each in activity])
    segments = [each for each in given if each.output == "default"]
    for segment, said in zip(segments, activity, strict=True):
        first = round(segment.packet.timestamp * rate)
        expected = sound[0, first : first + segment.packet.dims[1]]
        assert segment.packet.dims[0] == 2
        assert np.allclose(segment.audio(), expected, atol=1e-7)
        assert segment.packet.timestamp == pytest.approx(said["start_s"], abs=1e-6)
        assert len(expected) / rate == pytest.approx(said["duration_s"], abs=1e-6)
