"""The standard nodes, by what they give out; their names and the catalogue."""

from __future__ import annotations

import json
import subprocess
import sys

import numpy as np
import pytest

from py_nodes.catalogue import catalogue
from py_nodes.sdk import Audio, Packet
from py_nodes.sdk.diagnostic import NodeSetupError
from py_nodes.sdk.registry import node_type_of
from py_nodes.standard import MODULES, find_standard
from py_nodes.standard.data_transform import DataTransformNode
from py_nodes.standard.spectral_features import SpectralFeaturesNode
from py_nodes.standard.spectrogram import SpectrogramNode
from py_nodes.standard.text_processor import TextProcessorNode
from py_nodes.testing import NodeFailedError, run_chain, run_node

RATE = 16_000


def tone(hertz: float, seconds: float = 1.0, level: float = 1.0) -> Audio:
    return Audio(level * np.sin(2 * np.pi * hertz * np.arange(int(RATE * seconds)) / RATE), RATE)


def test_text_processor_has_the_sdks_form() -> None:
    (answer,) = run_node(
        TextProcessorNode,
        {"operations": ["reverse"]},
        [{"text": "Hello big World", "operations": [
            "uppercase", "lowercase", "reverse", "word_count", "char_count", "title_case", "remove_spaces",
            "first_word", "last_word", "shout",
        ]}],
    )  # fmt: skip
    assert list(answer) == ["original_text", "operations", "results", "processed_by", "node_config"]
    assert answer["original_text"] == "Hello big World"
    assert answer["results"] == {
        "uppercase": "HELLO BIG WORLD",
        "lowercase": "hello big world",
        "reverse": "dlroW gib olleH",
        "word_count": 3,
        "char_count": 15,
        "title_case": "Hello Big World",
        "remove_spaces": "HellobigWorld",
        "first_word": "Hello",
        "last_word": "World",
        "unknown_operation_shout": "Operation 'shout' not supported",
    }
    assert answer["processed_by"] == "TextProcessorNode[TextProcessorNode]"
    assert answer["node_config"] == {"operations": ["reverse"]}


def test_text_processor_defaults_to_uppercase_and_knows_empty_text() -> None:
    assert run_node(TextProcessorNode, {}, [{"text": "a"}])[0]["results"] == {"uppercase": "A"}
    (answer,) = run_node(TextProcessorNode, {}, [{"text": "", "operations": ["first_word", "last_word"]}])
    assert answer["results"] == {"first_word": "", "last_word": ""}


@pytest.mark.parametrize("given", [7, "text", [1], {"operations": []}])
def test_text_processor_answers_what_it_cannot_read_by_an_error_as_data(given: object) -> None:
    (answer,) = run_node(TextProcessorNode, {}, [given])
    assert list(answer) == ["error", "input", "processed_by"]
    assert answer["input"] == given


@pytest.mark.parametrize(
    ("operation", "given", "wanted"),
    [
        ("passthrough", 3, 3),
        ("double", 3, 6),
        ("double", [1, 2.5, "x"], [2, 5.0, "x"]),
        ("increment", 3, 4),
        ("increment", [], []),
    ],
)
def test_data_transform(operation: str, given: object, wanted: object) -> None:
    (answer,) = run_node(DataTransformNode, {"operation": operation}, [given])
    assert json.dumps(answer) == json.dumps(wanted)


def test_data_transform_wraps_what_is_no_number() -> None:
    (answer,) = run_node(DataTransformNode, {}, [{"a": 1}])
    assert answer == {
        "operation": "passthrough", "input": {"a": 1}, "processed_by": "DataTransformNode[DataTransformNode]",
    }  # fmt: skip
    with pytest.raises(NodeSetupError, match="Did you mean 'double'"):
        run_node(DataTransformNode, {"operation": "dubble"}, [1])


def test_features_of_a_tone() -> None:
    (found,) = run_node(SpectralFeaturesNode, {}, [Packet(tone(1000), 2.5)])
    assert (found["start_s"], found["end_s"], found["duration_s"]) == (2.5, 3.5, 1.0)
    assert found["rms_db"] == -3.01
    assert found["centroid_hz"] == pytest.approx(1000, abs=5)
    assert found["bandwidth_hz"] < 60
    assert found["rolloff_hz"] == pytest.approx(1031, abs=32)
    assert found["flatness"] < 0.01
    assert found["zero_crossing_rate"] == pytest.approx(2 * 1000 / RATE, abs=0.001)


def test_features_of_noise_silence_and_next_to_nothing() -> None:
    noise = Audio(np.random.default_rng(0).uniform(-1, 1, (2, RATE)), RATE)
    silence = Audio(np.zeros(RATE), RATE)
    first, second, third, fourth = run_node(
        SpectralFeaturesNode, {}, [noise, silence, Audio(np.zeros((1, 0)), RATE), Audio([0.5], RATE)]
    )
    assert first["flatness"] > 0.9
    assert first["centroid_hz"] == pytest.approx(4000, rel=0.05)
    assert (second["rms_db"], second["centroid_hz"], second["flatness"]) == (-120.0, None, None)
    assert (third["duration_s"], third["centroid_hz"]) == (0.0, None)
    assert fourth["rms_db"] == -6.02


def test_features_of_a_long_recording_do_not_depend_on_how_it_is_cut_into_blocks() -> None:
    """More than one block of frames, whose power must add up as if it were one."""
    piece = tone(440, 0.5)
    long = Audio(np.tile(piece.samples, 90), RATE)
    short, whole = run_node(SpectralFeaturesNode, {}, [piece, long])
    assert whole["centroid_hz"] == pytest.approx(short["centroid_hz"], rel=0.02)
    assert whole["rms_db"] == short["rms_db"]


def test_spectrogram_of_a_tone() -> None:
    (packet,) = run_chain([(SpectrogramNode, {"bands": 40})], [Packet(tone(1000, level=0.1), 1.5)]).packets
    levels = packet.value
    assert (levels.dtype, levels.shape) == (np.float32, (40, 62))
    bands, time = packet.metadata["axes"]
    loudest = int(levels[:, 30].argmax())
    assert bands["values"][loudest] == pytest.approx(1000, rel=0.1)
    assert levels.max() <= -19.9
    assert (levels[:, 1:-1].max(axis=0) > -26).all()
    assert np.array_equal(levels, np.round(levels.astype(float), 1).astype(np.float32))
    assert time == {"name": "time", "unit": "s", "start": 1.5, "step": 0.016}
    assert len(bands["values"]) == 40
    assert packet.metadata["unit"] == "dB"
    assert packet.timestamp == 1.5


@pytest.mark.parametrize("params", [{"scale": "log"}, {"bands": 1}, {"bands": 500}, {"maximum_hz": 4000}])
def test_spectrogram_of_noise_leaves_no_band_empty(params: dict[str, object]) -> None:
    noise = Audio(np.random.default_rng(0).uniform(-1, 1, RATE), RATE)
    (levels,) = run_node(SpectrogramNode, params, [noise])
    assert len(levels) == params.get("bands", 64)
    assert np.isfinite(levels).all()
    assert levels.mean(axis=1).min() > -60


def test_spectrogram_of_next_to_nothing() -> None:
    for samples in (np.zeros((1, 0)), np.zeros(3)):
        (levels,) = run_node(SpectrogramNode, {}, [Audio(samples, RATE)])
        assert levels.shape == (64, 1)
        assert (levels == -120).all()


def test_spectrogram_refuses_bands_that_end_before_they_begin() -> None:
    with pytest.raises(NodeSetupError, match="must be above minimum_hz"):
        run_node(SpectrogramNode, {"minimum_hz": 500, "maximum_hz": 400}, [])


@pytest.mark.parametrize("cls", [SpectralFeaturesNode, SpectrogramNode])
def test_audio_nodes_say_what_they_were_given(cls: type) -> None:
    with pytest.raises(NodeFailedError, match="takes audio, it was given a dict"):
        run_node(cls, {}, [{"a": 1}])


def test_every_standard_type_is_found_by_its_name() -> None:
    for word in MODULES:
        cls = find_standard(word)
        assert cls is not None
        assert node_type_of(cls) == word
    assert find_standard("NoSuchNode") is None


def test_catalogue_is_what_the_command_prints() -> None:
    printed = subprocess.run(
        [sys.executable, "-m", "py_nodes.catalogue"], capture_output=True, check=True, encoding="utf-8"
    ).stdout
    told = json.loads(printed)
    assert told == json.loads(json.dumps(catalogue()))
    assert told["SpectrogramNode"]["inputs"] == [{"name": "default", "type": "audio"}]
    assert told["SpectrogramNode"]["outputs"] == [{"name": "default", "type": "tensor"}]
    assert told["TextProcessorNode"]["inputs"][0]["type"] == "any"
    assert {"name": "operation", "type": "one of passthrough, double, increment", "default": "passthrough",
            "help": "What is done with each number."} in told["DataTransformNode"]["params"]  # fmt: skip


def test_a_graph_without_arrays_never_imports_numpy() -> None:
    code = (
        "import sys\nfrom py_nodes.testing import run_node\nfrom py_nodes.standard import find_standard\n"
        "(answer,) = run_node(find_standard('TextProcessorNode'), {}, [{'text': 'a'}])\n"
        "print(answer['results'], 'numpy' in sys.modules)"
    )
    out = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, check=True, encoding="utf-8"
    ).stdout
    assert out == "{'uppercase': 'A'} False\n"
