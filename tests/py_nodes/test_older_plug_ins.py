"""The SDK's plug-ins and the ways in which its programs name node classes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from py_nodes.sdk import Audio
from tests.py_nodes.test_compat import run

if TYPE_CHECKING:
    from pathlib import Path

STEREO = Audio(np.array([[0.5, 0.25], [-1, 0]], "float32"), 8000)


@pytest.mark.parametrize(
    "answer",
    [
        "{**data, 'samples': [x / 2 for x in data['samples']]}",
        "SimpleNamespace(data_type='audio', samples=[x / 2 for x in data['samples']], "
        "sample_rate=data['sample_rate'], channels=data['channels'])",
    ],
)
def test_a_plug_in_is_given_audio_as_a_dict_and_gives_it_as_dict_or_object(
    tmp_path: Path, answer: str
) -> None:
    source = f"""
from types import SimpleNamespace
class T:
    def initialize(self, config):
        return True
    def process(self, data):
        assert (data["data_type"], data["channels"]) == ("audio", 2), data
        assert data["samples"] == [0.5, -1.0, 0.25, 0.0]
        return {answer}
"""
    (found,) = run(tmp_path, source, STEREO)
    assert (found.sample_rate, found.samples.tolist()) == (8000, [[0.25, 0.125], [-0.5, 0]])


def test_what_a_plug_in_gives_that_is_no_audio_stays_as_it_is(tmp_path: Path) -> None:
    source = """
class T:
    def initialize(self, config): pass
    def process(self, data): return data
"""
    given = [{"type": "audio"}, {"samples": [1], "sample_rate": 1}, "x", [1, 2]]
    assert run(tmp_path, source, *given) == given


def test_a_plug_in_is_finalised_once_and_what_that_gives_is_no_result(tmp_path: Path) -> None:
    source = f"""
class T:
    def initialize(self, config): pass
    def process(self, data): return data
    def finalize(self):
        with open({str(tmp_path / "told")!r}, "a") as file:
            file.write("x")
        return True
"""
    assert run(tmp_path, source, 1) == [1]
    assert (tmp_path / "told").read_text() == "x"


def test_another_plain_class_gets_audio_as_ever(tmp_path: Path) -> None:
    source = """
class T:
    def initialize(self): pass
    def process(self, data): return [isinstance(data, tuple), len(data)]
"""
    assert run(tmp_path, source, STEREO) == [[True, 2]]


@pytest.mark.parametrize("place", ["remotemedia", "remotemedia.nodes", "remotemedia.nodes.loader"])
@pytest.mark.parametrize(
    "call",
    ["register_node_class(Other, node_type='T', multi_output=True)", "register_node_class('T', Other)"],
)
def test_a_class_is_named_by_a_call(tmp_path: Path, place: str, call: str) -> None:
    source = f"""
from {place} import register_node_class
from remotemedia import MultiprocessNode, RuntimeData
class Other(MultiprocessNode):
    async def process(self, data): return RuntimeData.text(data.as_text().upper())
{call}
"""
    assert run(tmp_path, source, "a") == ["A"]


def test_a_class_of_another_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "nodes").mkdir()
    (tmp_path / "nodes" / "custom.py").write_text("class Mine:\n    def process(self, data): return [data]\n")
    source = """
from remotemedia import register_python_node
register_python_node('./my_nodes/custom.py', node_type='T')
"""
    assert run(tmp_path, source, 1) == [[1]]


def test_methods_for_calls_from_outside_stay_methods(tmp_path: Path) -> None:
    source = """
from remotemedia.rpc import rpc
from remotemedia.core.multiprocessing import MultiprocessNode, _NODE_REGISTRY
from remotemedia.core.multiprocessing.data import RuntimeData, audio_to_numpy, numpy_to_audio
class T(MultiprocessNode):
    word = "a"
    @rpc
    async def set_word(self, word): self.word = word
    @rpc(name="get")
    def get_word(self): return self.word
    async def process(self, data):
        await self.set_word(data.as_text())
        return RuntimeData.text(self.get_word())
_NODE_REGISTRY[f"{T.__module__}.T"] = T
"""
    assert run(tmp_path, source, "b") == ["b"]


def test_the_native_module_of_the_sdk_is_said_to_be_absent(tmp_path: Path) -> None:
    source = """
import remotemedia
class T:
    def process(self, data):
        return [remotemedia.is_rust_runtime_available(), remotemedia.try_load_rust_runtime()[0]]
"""
    assert run(tmp_path, source, 1) == [[False, False]]
