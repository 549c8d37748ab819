"""What the detectors say of sound, and blocks of it, against numpy."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from .one_node import float_wav, run_node

if TYPE_CHECKING:
    from pathlib import Path

    from .one_node import Floats

RATE = 8000
#: Frames of the packets in which a recording is given.
BLOCK = 4096
FLOOR_DB = -120.0


def decibels(power: float) -> float:
    return max(10 * float(np.log10(power)), FLOOR_DB) if power > 0 else FLOOR_DB


def rms_db(samples: Floats) -> float:
    return decibels(float(np.mean(np.square(samples))))


def sound(channels: int, seconds: float = 4.0) -> Floats:
    """Noise that comes and goes, is silent at times and cut off at others; as float32 has it."""
    random = np.random.default_rng(7)
    noise = random.normal(size=(channels, int(RATE * seconds)))
    steps = random.choice([0.0, 0.02, 0.3, 2.0], size=(channels, 64))
    loudness = np.repeat(steps, int(np.ceil(noise.shape[1] / 64)), axis=1)[:, : noise.shape[1]]
    loudness[:, BLOCK : 2 * BLOCK] = 0.1
    loudness[-1, BLOCK : 2 * BLOCK] = 0
    whole: Floats = np.clip(noise * loudness, -1, 1).astype(np.float32).astype(np.float64)
    return whole


def said(folder: Path, node_type: str, samples: Floats, **params: Any) -> list[tuple[Any, Floats]]:
    """What is said of each packet, and its samples."""
    given = run_node(folder, node_type, params, float_wav(folder / "sound.wav", RATE, samples))
    blocks = [samples[:, at : at + BLOCK] for at in range(0, samples.shape[1], BLOCK)]
    return list(zip([each.json() for each in given], blocks, strict=True))


def test_clipping(tmp_path: Path) -> None:
    seen = set()
    for event, block in said(tmp_path, "ClippingDetectorNode", sound(2)):
        percent = 100 * float(np.mean(np.abs(block) >= 0.99))
        crest = decibels(float(np.max(block**2))) - rms_db(block)
        assert event["saturation_ratio"] == pytest.approx(percent, abs=6e-4)
        assert event["crest_factor_db"] == pytest.approx(crest, abs=2e-3)
        assert event["is_clipping"] is (percent >= 1.0)
        health = 1.0 if percent < 1.0 else max(0.0, min(0.9, 1 - percent / 10))
        assert event["health"] == pytest.approx(health, abs=6e-4)
        seen.add(event["is_clipping"])
    assert seen == {True, False}


def test_balance(tmp_path: Path) -> None:
    seen = set()
    for event, block in said(tmp_path, "ChannelBalanceNode", sound(2), dead_channel_threshold_db=-60):
        left, right = (rms_db(channel) for channel in block)
        powers = [float(np.mean(np.square(channel))) for channel in block]
        assert event["left_rms_db"] == pytest.approx(left, abs=2e-3)
        assert event["right_rms_db"] == pytest.approx(right, abs=2e-3)
        assert event["imbalance_db"] == pytest.approx(left - right, abs=2e-3)
        assert event["balance_ratio"] == pytest.approx((powers[1] - powers[0]) / sum(powers), abs=2e-3)
        assert event["is_imbalanced"] == (abs(left - right) >= 10)
        assert event["dead_channel"] == ("right" if right <= -60 < left else None)
        seen.add(event["dead_channel"])
    assert seen == {"right", None}


def test_silence(tmp_path: Path) -> None:
    loud, silent = np.full((1, BLOCK), 0.1), np.zeros((1, BLOCK))
    pattern = [loud, silent, loud, silent, silent, loud, silent, loud, silent, loud]
    events = [event for event, _ in said(
        tmp_path, "SilenceDetectorNode", np.concatenate(pattern, axis=1),
        sustained_silence_ms=1000, dropout_window_ms=100_000,
    )]  # fmt: skip
    block_ms = BLOCK / RATE * 1000
    assert [event["is_silent"] for event in events] == [block is silent for block in pattern]
    held = np.array([0, 1, 0, 1, 2, 0, 1, 0, 1, 0]) * block_ms
    assert [event["silence_duration_ms"] for event in events] == held.tolist()
    assert [event["is_sustained_silence"] for event in events] == (held >= 1000).tolist()
    # The second silence was no dropout: it was sustained.
    assert [event["dropout_count"] for event in events] == [0, 0, 1, 1, 1, 1, 1, 2, 2, 3]
    assert [event["has_intermittent_dropouts"] for event in events] == [False] * 9 + [True]
    assert [event["rms_db"] for event in events[:2]] == [pytest.approx(-20, abs=1e-3), FLOOR_DB]
    assert [event["timestamp_us"] for event in events[:3]] == [0, 512_000, 1_024_000]


@pytest.mark.parametrize(
    ("node_type", "params", "frames"),
    [
        ("AudioChunkerNode", {}, 512),
        ("AudioChunkerNode", {"chunk_size": 5000}, 5000),
        ("AudioBuffer", {"buffer_size_samples": 333}, 333),
    ],
)
def test_blocks(node_type: str, params: dict[str, Any], frames: int, tmp_path: Path) -> None:
    samples = sound(2, 1.7)
    given = run_node(tmp_path, node_type, params, float_wav(tmp_path / "sound.wav", RATE, samples))
    expected = np.split(samples, range(frames, samples.shape[1], frames), axis=1)
    assert len(given) == len(expected)
    for index, (each, block) in enumerate(zip(given, expected, strict=True)):
        assert np.array_equal(each.audio(), block)
        assert each.packet.timestamp == pytest.approx(index * frames / RATE, abs=1e-9)


SPELLED = [{"target_rate": 4000}, {"sourceRate": 8000, "targetRate": 4000, "quality": "Medium"}]


@pytest.mark.parametrize("spelled", SPELLED)
def test_fast_resample_is_the_other_resampler_at_medium(spelled: dict[str, Any], tmp_path: Path) -> None:
    recording = float_wav(tmp_path / "sound.wav", RATE, sound(2, 1.0))
    fast = run_node(tmp_path, "FastResampleNode", spelled, recording)
    plain = {"target_sample_rate": 4000, "quality": "medium"}
    other = run_node(tmp_path, "AudioResampleNode", plain, recording)
    assert [each.body for each in fast] == [each.body for each in other]
    assert {each.packet.sample_rate for each in fast} == {4000.0}
