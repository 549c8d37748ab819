"""Native nodes on sound whose levels are known without any measurement."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from conformance.case import Case, Outputs
from conformance.expected_values import assert_same, assert_sine, audio, floats
from conformance.pipelines.standard_nodes import AMPLITUDE, HERTZ, RATE, SINE, TONE
from e2e.bundles import manifest, node

#: Gives pieces of constant sound: 1600 frames at 16 kHz with a level for each channel.
LEVELS = """
import numpy as np

from py_nodes.sdk import Audio


class Levels:
    def process(self, levels):
        return Audio(np.repeat(np.array(levels, dtype="float32")[:, None], 1600, axis=1), 16000)


class Clicks:
    def process(self, count):
        samples = np.full(1600, 0.25, dtype="float32")
        samples[:count] = 1
        return Audio(samples, 16000)


class Rates:
    def process(self, rate):
        return Audio(np.arange(5, dtype="float32") / 8, rate)
"""


def db(level: float) -> float:
    """Of full scale, as nodes round it."""
    return round(20 * math.log10(level), 3) if level > 1e-6 else -120.0


def event(schema: str, **fields: Any) -> dict[str, Any]:
    """What the detectors put beside their own fields; every packet here has the time 0."""
    return {**fields, "stream_id": None, "timestamp_us": 0, "_schema": schema}


def silence(silent: float, level: float, **more: Any) -> dict[str, Any]:
    fields = {
        "is_silent": silent > 0,
        "rms_db": db(level),
        "silence_duration_ms": silent,
        "is_sustained_silence": False,
        "dropout_count": 0,
        "has_intermittent_dropouts": False,
        "health": 1.0,
    }
    return event("silence_event", **{**fields, **more})


def clipping(ratio: float, crest: float, health: float, *, clips: bool) -> dict[str, Any]:
    return event(
        "clipping_event", saturation_ratio=ratio, crest_factor_db=crest, is_clipping=clips, health=health
    )


def balance(left: float, right: float, dead: str | None, health: float) -> dict[str, Any]:
    apart = round(db(left) - db(right), 3)
    powers = [max(level**2, 1e-12) for level in (left, right)]
    return event(
        "channel_balance_event",
        left_rms_db=db(left),
        right_rms_db=db(right),
        balance_ratio=round((powers[1] - powers[0]) / sum(powers), 3),
        imbalance_db=apart,
        is_imbalanced=abs(apart) >= 10,
        has_dead_channel=dead is not None,
        dead_channel=dead,
        health=health,
    )


def detector(name: str, node_type: str, source: str, made_by: str, given: list[Any], **params: Any) -> Any:
    """A case with everything but its outputs."""
    return lambda outputs: Case(
        name=name,
        source=source,
        manifest=manifest([node("s", made_by), node("d", node_type, **params)], [("s", "d")]),
        nodes=LEVELS,
        inputs={"s": given},
        outputs={"d": outputs},
        tolerance=0.0015,
    )


def blocks(outputs: Outputs) -> None:
    assert [each["frames"] for each in outputs["c"]] == [3000, 3000, 2000]
    samples = [sample for each in outputs["c"] for sample in each["samples"][0]]
    assert_same(samples, floats(SINE.astype(np.float32)), 1e-6)


def transformed(outputs: Outputs) -> None:
    # One channel is copied to both.
    assert all(each["channels"] == 2 for each in outputs["t"])
    frames = round(len(SINE) * 44_100 / RATE)
    assert_sine(outputs["t"], hertz=HERTZ, amplitude=AMPLITUDE, rate=44_100, frames=frames)


LEVEL_CREST = db(1.0) - round(10 * math.log10((32 + 1568 / 16) / 1600), 3)

CASES = [
    Case(
        name="echo",
        source="the SDK's form, by hand; it counts from 1",
        manifest=manifest([node("e", "Echo")]),
        inputs={"e": [1, "é", {"x": [1.5, None]}]},
        outputs={
            "e": [
                {"input": given, "counter": counter, "node": "Echo"}
                for counter, given in enumerate([1, "é", {"x": [1.5, None]}], 1)
            ]
        },
    ),
    Case(
        name="sound-in-blocks",
        source="numpy.sin; 3000 + 3000 + 2000 = 8000",
        manifest=manifest([TONE, node("c", "AudioChunkerNode", chunk_size=3000)], [("tone", "c")]),
        outputs=blocks,
    ),
    Case(
        name="blocks-end-where-the-format-changes",
        source="by hand: whole blocks of 3, the rest before the other rate and at the end",
        manifest=manifest(
            [node("r", "Rates"), node("b", "AudioBuffer", buffer_size_samples=3)], [("r", "b")]
        ),
        nodes=LEVELS,
        inputs={"r": [8000, 16000]},
        outputs={
            "b": [
                audio(np.array(samples) / 8, rate)
                for rate in (8000, 16000)
                for samples in ([0, 1, 2], [3, 4])
            ]
        },
    ),
    Case(
        name="to-stereo-at-another-rate",
        source="numpy.sin at the other rate, away from the ends",
        manifest=manifest([TONE, node("t", "AudioTransform")], [("tone", "t")]),
        outputs=transformed,
    ),
    Case(
        name="stereo-to-mono",
        source="(0.5 + 0.25) / 2 by hand; text passes",
        manifest=manifest(
            [
                node("s", "Levels"),
                node("t", "AudioTransform", output_sample_rate=RATE, output_channels=1),
                node("x", "AudioTransform"),
            ],
            [("s", "t")],
        ),
        nodes=LEVELS,
        inputs={"s": [[0.5, 0.25]], "x": ["text"]},
        outputs={"t": [audio(np.full((1, 1600), 0.375), RATE)], "x": ["text"]},
    ),
    detector(
        "silence-and-dropouts",
        "SilenceDetectorNode",
        "closed form: 0.1 s pieces of constant sound",
        "Levels",
        [[0.5], [0.0], [0.0], [0.5]],
        sustained_silence_ms=200,
        dropout_count_threshold=1,
    )(
        [
            silence(0.0, 0.5),
            silence(100.0, 0),
            silence(200.0, 0, is_sustained_silence=True, health=0.0),
            silence(0.0, 0.5),
        ]
    ),
    detector(
        "clipping",
        "ClippingDetectorNode",
        "closed form: n samples of 1 among 1600, the others 0.25",
        "Clicks",
        [0, 32],
    )([clipping(0.0, 0.0, 1.0, clips=False), clipping(2.0, round(LEVEL_CREST, 3), 0.8, clips=True)]),
    detector(
        "channel-balance",
        "ChannelBalanceNode",
        "closed form: constant sound, 20 dB apart; one side silent",
        "Levels",
        [[0.5, 0.5], [0.5, 0.05], [0.5, 0.0]],
    )([balance(0.5, 0.5, None, 1.0), balance(0.5, 0.05, None, 0.0), balance(0.5, 0, "right", 0.0)]),
]
