"""The resampler against numpy's Fourier transform, which shares no line with it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from .one_node import float_wav, run_node

if TYPE_CHECKING:
    from pathlib import Path

    from .one_node import Floats

PERIODS = 3


def periodic_noise(rate: int, highest: float, seed: int) -> tuple[Floats, Floats]:
    """One second of noise below `highest` Hz, endlessly periodic: its spectrum (a value per Hz) and
    three periods of it."""
    random = np.random.default_rng(seed)
    spectrum = np.zeros(rate // 2 + 1, complex)
    top = int(highest)
    spectrum[1:top] = random.normal(size=top - 1) + 1j * random.normal(size=top - 1)
    period = np.fft.irfft(spectrum, rate)
    scale = 0.9 / np.abs(period).max()
    return spectrum * scale, np.tile(period * scale, PERIODS)


@pytest.mark.parametrize("quality", ["low", "medium", "high"])
@pytest.mark.parametrize(
    ("rate", "target"),
    [(48_000, 16_000), (44_100, 16_000), (8_000, 16_000), (44_100, 48_000), (44_099, 16_000)],
)
def test_the_middle_of_periodic_noise_is_what_its_spectrum_says(
    rate: int, target: int, quality: str, tmp_path: Path
) -> None:
    pass_band = {"low": 0.70, "medium": 0.82, "high": 0.90}[quality]
    noise = [periodic_noise(rate, pass_band * min(rate, target) / 2, seed) for seed in (1, 2)]
    recording = float_wav(tmp_path / "noise.wav", rate, np.stack([samples for _, samples in noise]))

    given = run_node(
        tmp_path, "AudioResampleNode", {"target_sample_rate": target, "quality": quality}, recording
    )

    sound = np.concatenate([each.audio() for each in given], axis=1)
    assert sound.shape == (2, PERIODS * target)
    frames = 0
    for each in given:
        assert each.packet.timestamp == pytest.approx(frames / target, abs=1e-9)
        frames += each.packet.dims[1]
    for channel, (spectrum, _) in enumerate(noise):
        shared = np.zeros(target // 2 + 1, complex)
        size = min(len(shared), len(spectrum))
        shared[:size] = spectrum[:size]
        expected = np.fft.irfft(shared, target) * target / rate
        error = sound[channel, target : 2 * target] - expected
        assert np.sqrt(np.mean(error**2)) < 3e-5 * np.sqrt(np.mean(expected**2))


def test_what_lies_above_half_of_the_target_rate_leaves_nothing(tmp_path: Path) -> None:
    random = np.random.default_rng(3)
    spectrum = np.zeros(24_001, complex)
    spectrum[8_000:] = np.exp(2j * np.pi * random.random(16_001))
    high = np.fft.irfft(spectrum, 48_000)
    high *= 0.9 / np.abs(high).max()
    recording = float_wav(tmp_path / "high.wav", 48_000, np.tile(high, PERIODS)[np.newaxis])
    given = run_node(tmp_path, "AudioResampleNode", {}, recording)
    left = np.concatenate([each.audio() for each in given], axis=1)[0, 16_000:32_000]
    level = 10 * np.log10(np.mean(left**2) / np.mean(high**2))
    assert level < -80
