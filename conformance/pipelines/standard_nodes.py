"""The standard Python nodes and the native audio nodes, against numpy and closed forms."""

from __future__ import annotations

import math
import wave

import numpy as np

from conformance.case import RECORDINGS, Case, Outputs, Problem
from conformance.expected_values import assert_same, assert_sine, audio, floats
from e2e.bundles import manifest, node

RATE = 16_000
SECONDS = 0.5
AMPLITUDE = 0.5
HERTZ = 1000.0
TONE = node("tone", "ToneNode", frequency=HERTZ, amplitude=AMPLITUDE, sample_rate=RATE, duration_s=SECONDS)
SINE = AMPLITUDE * np.sin(2 * np.pi * HERTZ / RATE * np.arange(int(RATE * SECONDS)))
TEXT = "Zoë said: Straße"
OPERATIONS = ["lowercase", "char_count", "remove_spaces", "first_word", "last_word", "nonsense"]
WHOLE = """
from py_nodes.sdk import Audio


class Click:
    def process(self, value):
        samples = [0.0] * 8000
        samples[4000] = 1.0
        yield Audio(samples, 8000)


class Stereo:
    def process(self, value):
        yield Audio([[0.5] * 1600, [-0.25] * 1600], 16000)
        yield Audio([[0.0] * 1600, [0.0] * 1600], 16000)
"""


def tone(outputs: Outputs) -> None:
    blocks = outputs["tone"]
    assert [each["frames"] for each in blocks] == [1024] * 7 + [832]
    samples = [sample for each in blocks for sample in each["samples"][0]]
    assert_same(samples, floats(SINE.astype(np.float32)), 1e-6)


def level(outputs: Outputs) -> None:
    # The RMS of whole periods of a sine is its amplitude over the root of 2.
    whole = outputs["level"][0]
    assert abs(whole["rms_db"] - 20 * math.log10(AMPLITUDE / math.sqrt(2))) < 0.01
    assert abs(whole["peak_db"] - 20 * math.log10(AMPLITUDE)) < 0.01
    assert (whole["is_silence"], whole["is_low_volume"]) == (False, False)


def resampled(outputs: Outputs) -> None:
    # A sine well below half of both rates is the same sine at the other rate.
    assert_sine(outputs["r"], hertz=HERTZ, amplitude=AMPLITUDE, rate=48_000, frames=3 * len(SINE))


#: A click of 1 in the middle of 1 s at 8 kHz: power 1/8000, the same in all bins from 1 to 4000 Hz.
CLICK = {
    "start_s": 0.0,
    "end_s": 1.0,
    "duration_s": 1.0,
    "rms_db": round(10 * math.log10(1 / 8000), 2),
    "centroid_hz": (1 + 4000) / 2,
    "bandwidth_hz": round(math.sqrt((4000**2 - 1) / 12), 1),
    "rolloff_hz": 0.85 * 4000,
    "flatness": 1.0,
    "zero_crossing_rate": 0.0,
}


def spectrogram(outputs: Outputs) -> None:
    tensors = outputs["s"]
    assert all(each["dtype"] == "float32" for each in tensors)
    whole = np.array(tensors[0]["data"]).reshape(tensors[0]["shape"])
    # The band nearest to 1 kHz, of 32 from 50 Hz to 8 kHz spaced by equal ratios, is the loudest.
    centres = np.geomspace(50, 8000, 32)
    assert abs(centres[whole[:, 0].argmax()] - HERTZ) <= np.diff(centres)[np.abs(centres - HERTZ).argmin()]
    assert whole.min() >= -120


def recording(outputs: Outputs) -> None:
    with wave.open(str(RECORDINGS / "three-commands.wav")) as file:
        frames, rate, width = file.getnframes(), file.getframerate(), file.getsampwidth()
        data = file.readframes(frames)
    assert width == 2
    samples = np.frombuffer(data, "<i2").astype(np.float32) / np.float32(32768)
    assert all(each["sample_rate"] == rate for each in outputs["p"])
    assert_same([sample for each in outputs["p"] for sample in each["samples"][0]], floats(samples))


CASES = [
    Case(
        name="tone",
        source="numpy.sin",
        manifest=manifest([TONE]),
        outputs=tone,
    ),
    Case(
        name="level-of-a-tone",
        source="closed form: a sine's RMS is its amplitude / √2",
        manifest=manifest([TONE, node("level", "AudioLevelNode")], [("tone", "level")]),
        outputs=level,
    ),
    Case(
        name="resampling-a-tone",
        source="numpy.sin at the other rate, away from the ends",
        manifest=manifest([TONE, node("r", "AudioResampleNode", target_sample_rate=48_000)], [("tone", "r")]),
        outputs=resampled,
    ),
    Case(
        name="gain-on-sound",
        source="float32 arithmetic of numpy",
        manifest=manifest([node("s", "Stereo"), node("m", "MultiplyNode", factor=0.3)], [("s", "m")]),
        nodes=WHOLE,
        inputs={"s": [0]},
        outputs={
            "m": [
                audio(np.array([[0.5] * 1600, [-0.25] * 1600], np.float32) * np.float32(0.3), RATE),
                audio(np.zeros((2, 1600)), RATE),
            ]
        },
    ),
    Case(
        name="features-of-a-click",
        source="closed form: a click's spectrum is flat",
        manifest=manifest(
            [node("c", "Click"), node("f", "SpectralFeaturesNode", window_ms=1000, hop_ms=1000)], [("c", "f")]
        ),
        nodes=WHOLE,
        inputs={"c": [0]},
        outputs={"f": [CLICK]},
    ),
    Case(
        name="spectrogram-of-a-tone",
        source="closed form: the band nearest to the tone is the loudest",
        manifest=manifest([TONE, node("s", "SpectrogramNode", bands=32, scale="log")], [("tone", "s")]),
        outputs=spectrogram,
    ),
    Case(
        name="text-processor-every-operation",
        source="Python's own string methods",
        manifest=manifest([node("t", "TextProcessorNode")]),
        inputs={
            "t": [
                {
                    "text": TEXT,
                    "operations": OPERATIONS,
                },
                {"text": "", "operations": "first_word"},
                7,
            ]
        },
        outputs={
            "t": [
                {
                    "original_text": TEXT,
                    "operations": OPERATIONS,
                    "results": {
                        "lowercase": TEXT.lower(),
                        "char_count": len(TEXT),
                        "remove_spaces": TEXT.replace(" ", ""),
                        "first_word": TEXT.partition(" ")[0],
                        "last_word": TEXT.rpartition(" ")[2],
                        "unknown_operation_nonsense": "Operation 'nonsense' not supported",
                    },
                    "processed_by": "TextProcessorNode[t]",
                    "node_config": {},
                },
                {
                    "original_text": "",
                    "operations": ["first_word"],
                    "results": {"first_word": ""},
                    "processed_by": "TextProcessorNode[t]",
                    "node_config": {},
                },
                {
                    "error": "Input must be an object with 'text' and, "
                    "where it is not uppercase, 'operations'.",
                    "input": 7,
                    "processed_by": "TextProcessorNode[t]",
                },
            ]
        },
    ),
    Case(
        name="data-transform",
        source="2x by hand; other values as the older demo answered them",
        manifest=manifest([node("d", "DataTransformNode", operation="double")]),
        inputs={"d": [2, 1.5, [1, "x", True], "y"]},
        outputs={
            "d": [
                4,
                3.0,
                [2, "x", True],
                {"operation": "double", "input": "y", "processed_by": "DataTransformNode[d]"},
            ]
        },
    ),
    Case(
        name="sound-where-json-is-given",
        source="a resampler takes audio; JSON is none",
        manifest=manifest([node("r", "AudioResampleNode")]),
        inputs={"r": [1]},
        outputs={"r": []},
        fails=Problem("wrong-input-type", "r"),
    ),
    Case(
        name="a-recording-s-length",
        source="the wav header of the recording, read by Python's wave module",
        manifest=manifest(
            [node("p", "PassThroughNode")], inputs=[{"name": "recording", "type": "audio", "to": "p"}]
        ),
        inputs={"recording": RECORDINGS / "three-commands.wav"},
        outputs=recording,
    ),
]
