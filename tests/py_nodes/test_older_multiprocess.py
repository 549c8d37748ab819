"""Nodes of the older SDK's last years: RuntimeData, their base class, decorators and constructors."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from py_nodes.sdk import Audio
from tests.py_nodes.test_compat import run

if TYPE_CHECKING:
    from pathlib import Path

MULTI = "from remotemedia.core.multiprocessing import MultiprocessNode, RuntimeData, register_node\n"
UPPER = """
    async def process(self, data: RuntimeData) -> RuntimeData:
        assert data.is_text() and data.data_type() == "text"
        return RuntimeData.text(data.as_text().upper() + self.told())
"""


@pytest.mark.parametrize(
    "constructor",
    [
        "def __init__(self, config, **kwargs):\n        super().__init__(config, **kwargs)",
        "def __init__(self, node_id, **kwargs):\n        super().__init__(node_id, **kwargs)",
        "def __init__(self, node_id, config=None):\n        super().__init__(config)",
        "def __init__(self, node_id=None, name=None, mark='', **kwargs):\n"
        "        super().__init__(node_id=node_id or name, mark=mark, **kwargs)",
        "pass",
    ],
)
def test_every_constructor_of_a_multiprocess_node(tmp_path: Path, constructor: str) -> None:
    source = f"""{MULTI}
@register_node("T")
class Anything(MultiprocessNode):
    {constructor}
    async def initialize(self): self.ready = True
    async def cleanup(self): pass
    def told(self):
        return f" {{self.node_id}} {{self.config['mark']}} {{self.session_id}} {{self.ready}}"
{UPPER}"""
    assert run(tmp_path, source, "a", params={"mark": "!"}) == ["A n0 ! default_n0 True"]


def test_is_streaming_does_not_make_an_iterator_of_it(tmp_path: Path) -> None:
    source = f"""{MULTI}
class T(MultiprocessNode):
    is_streaming = True
    async def process(self, data):
        if data.is_json():
            return
        for word in data.as_text().split():
            yield RuntimeData.text(word)
"""
    assert run(tmp_path, source, "a b", {"x": 1}, "c") == ["a", "b", "c"]


def test_a_coroutine_that_gives_a_generator(tmp_path: Path) -> None:
    source = f"""{MULTI}
class T(MultiprocessNode):
    async def process(self, data):
        async def pieces():
            yield RuntimeData.json([1])
            yield RuntimeData.binary(b"x")
        return pieces()
"""
    assert run(tmp_path, source, "a") == [[1], b"x"]


def test_audio_is_interleaved_and_keeps_its_channels(tmp_path: Path) -> None:
    source = f"""{MULTI}
class T(MultiprocessNode):
    async def process(self, data):
        assert data.as_numpy().tolist() == [0.5, -1.0, 0.25, 0.0], data.as_numpy()
        assert (data.metadata.sample_rate, data.metadata.channels, data.metadata.duration_ms) == (8000, 2, 0)
        return RuntimeData.audio(data.as_numpy() / 2, 8000, channels=2)
"""
    (found,) = run(tmp_path, source, Audio(np.array([[0.5, 0.25], [-1, 0]], "float32"), 8000))
    assert found.sample_rate == 8000
    assert found.samples.tolist() == [[0.25, 0.125], [-0.5, 0]]


def test_the_native_interface_and_a_plain_class_by_its_annotation(tmp_path: Path) -> None:
    source = """
from __future__ import annotations
import numpy as np
from remotemedia.runtime_data import RuntimeData, audio_to_numpy, numpy_to_audio

class T:
    def __init__(self, node_id: str, params: dict):
        self.gain = params.get("gain", 1.0)
        assert node_id == "n0"

    async def process(self, data: RuntimeData) -> RuntimeData:
        samples, rate, channels, form, count = data.as_audio()
        assert (rate, channels, form, count, len(samples)) == (8000, 2, "f32", 4, 16)
        assert audio_to_numpy(data).shape == (2, 2)
        again = RuntimeData.audio(samples, rate, channels, format="f32", num_samples=count)
        assert again.as_numpy().tolist() == data.as_numpy().tolist()
        return numpy_to_audio(np.clip(audio_to_numpy(data) * self.gain, -1, 1), rate, channels)
"""
    given = Audio(np.array([[0.5, 0.25], [-1, 0]], "float32"), 8000)
    (found,) = run(tmp_path, source, given, params={"gain": 2})
    assert found.samples.tolist() == [[1, 0.5], [-1, 0]]


def test_a_plain_class_without_annotation_is_given_plain_values(tmp_path: Path) -> None:
    source = """
from remotemedia.nodes.registration import streaming_node

@streaming_node("T", multi_output=True, accepts=["json"])
class Expander:
    def __init__(self, factor: int = 2, node_id: str = None, **kwargs):
        self.factor, self.node_id = factor, node_id
    async def process(self, data):
        for i in range(self.factor):
            yield {"value": data["value"] + i}
"""
    assert run(tmp_path, source, {"value": 1}, params={"factor": 2}) == [{"value": 1}, {"value": 2}]


def test_a_class_may_be_named_by_a_call(tmp_path: Path) -> None:
    source = """
from remotemedia.nodes.registration import register_node_class
class Other:
    def process(self, data):
        return [type(self).__name__, data]
register_node_class("T", Other)
"""
    assert run(tmp_path, source, 1) == [["Other", 1]]


def test_a_plug_in_initialises_with_its_params(tmp_path: Path) -> None:
    source = """
class T:
    def initialize(self, config):
        self.word = config["word"]
    def process(self, data):
        return self.word + data
"""
    assert run(tmp_path, source, "b", params={"word": "a"}) == ["ab"]


def test_text_with_a_channel_before_it(tmp_path: Path) -> None:
    source = f"""{MULTI}
from remotemedia.core.multiprocessing.data import AudioFormat, DataType, RuntimeData, TextMetadata
class T(MultiprocessNode):
    async def process(self, data):
        marked = RuntimeData(DataType.TEXT, b"\\x00\\x02uiShown", "s", 1.0)
        return [marked.as_text(), marked.metadata.channel, data.size, AudioFormat.F32.name]
"""
    assert run(tmp_path, source, "abc") == [["Shown", "tts", 3, "F32"]]


def test_text_for_speech_waits_while_sound_is_left(tmp_path: Path) -> None:
    source = f"""{MULTI}
from remotemedia.core.multiprocessing import AudioPressureMixin
import numpy as np
class T(MultiprocessNode, AudioPressureMixin):
    def __init__(self, node_id, **kwargs):
        super().__init__(node_id, **kwargs)
        self.init_audio_pressure(low_pressure_margin_ms=500, coalesce_window_ms=1e9)
    async def process(self, data):
        batch = self.pressure_decide(data.as_text(), force_drain=data.as_text().endswith("."))
        if batch is None:
            return None
        self.record_audio_frame(RuntimeData.audio(np.zeros(1000 * 1000, "float32"), 1000))
        return RuntimeData.text(batch)
"""
    found: list[Any] = run(tmp_path, source, "a", "b", "c", "d.")
    assert found == ["a", "bcd."]
