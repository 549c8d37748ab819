"""Node files of the older SDK run as they are."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from py_nodes.sdk import Audio
from py_nodes.sdk.node_call import END_OF_STREAM, PROCESS
from py_nodes.sdk.results import from_python
from py_nodes.sdk.running_node import InputPacket
from tests.py_nodes.executor_host import Host, plan_of

if TYPE_CHECKING:
    from pathlib import Path

    from py_nodes.sdk.diagnostic import Diagnostic


def run(folder: Path, source: str, *given: Any, params: dict[str, Any] | None = None) -> list[Any]:
    """What the class T of a node file gives out for these inputs and at their end."""
    if source:
        (folder / "nodes").mkdir(exist_ok=True, parents=True)
        (folder / "nodes" / "t.py").write_text(source, "utf-8")

    async def go() -> list[Any]:
        host = Host()
        try:
            assert (
                await host.create(plan_of(0, "T", origin="bundle", params=params or {}), folder=folder) == []
            )
            found: list[Any] = []
            for value in given:
                found += await host.values(0, PROCESS, value)
            return found + await host.values(0, END_OF_STREAM)
        finally:
            await host.executor.cleanup()

    return asyncio.run(go())


@pytest.mark.parametrize("module", ["remotemedia.core.node", "remotemedia", "remotemedia.nodes"])
@pytest.mark.parametrize("wait", ["await ", ""])
def test_a_plain_node_file_runs(tmp_path: Path, module: str, wait: str) -> None:
    source = f"""
from {module} import Node

class T(Node):
    def __init__(self, factor=1, **kwargs):
        super().__init__(factor=factor, **kwargs)

    async def initialize(self):
        {wait}super().initialize()
        self.ready = self.is_initialized

    def process(self, data):
        return [data * self.config["factor"], self.name, self.config, self.ready]

    async def cleanup(self):
        {wait}super().cleanup()
        assert not self.is_initialized
"""
    assert run(tmp_path, source, 3, params={"factor": 2}) == [[6, "n0", {"factor": 2}, True]]


def test_a_streaming_node_gets_an_iterator(tmp_path: Path) -> None:
    source = """
from remotemedia.core.node import Node
class T(Node):
    is_streaming = True
    async def process(self, data_stream):
        total = 0
        async for value in data_stream:
            total += value
        yield total
"""
    assert run(tmp_path, source, 1, 2, 3) == [6]


def test_a_name_given_by_position_and_a_class_without_keywords(tmp_path: Path) -> None:
    source = """
from remotemedia.core.node import Node
class T(Node):
    def __init__(self, size=1, name="own"):
        super().__init__(name)
        self.size = size
    def process(self, data):
        return [self.name, self.size, self.config]
"""
    assert run(tmp_path, source, 0, params={"size": 4}) == [["n0", 4, {}]]


def test_a_class_that_passes_nothing_up_has_what_the_base_promises(tmp_path: Path) -> None:
    source = """
from remotemedia.core.node import Node
class T(Node):
    def __init__(self, size=1):
        self.size = size
    def process(self, data):
        self.logger.debug("x")
        return [self.name, self.config, self.state, self.get_session_id(), self.is_initialized]
"""
    assert run(tmp_path, source, 0, params={"size": 4}) == [["n0", {"size": 4}, None, None, True]]


def test_data_and_metadata_are_split_and_merged(tmp_path: Path) -> None:
    source = """
from remotemedia.core.node import Node
class T(Node):
    def process(self, data):
        n = self
        return [
            n.split_data_metadata((1, {"session_id": "s"})),
            n.split_data_metadata((1, 2, {"timestamp": 3})),
            n.split_data_metadata((1, {"else": 3})),
            n.merge_data_metadata(1, {"a": 1}),
            n.merge_data_metadata((1, 2), {"a": 1}),
            n.merge_data_metadata(1, None),
            n.extract_session_id({"session_id": "s"}),
            n.extract_session_id((1, {"session_id": "t"})),
            n.extract_session_id(5),
        ]
"""
    (found,) = run(tmp_path, source, 0)
    assert found == [
        [1, {"session_id": "s"}],
        [[1, 2], {"timestamp": 3}],
        [[1, {"else": 3}], None],
        [1, {"a": 1}],
        [1, 2, {"a": 1}],
        1,
        "s",
        "t",
        None,
    ]


def test_the_native_runtime_of_the_sdk_is_not_there(tmp_path: Path) -> None:
    source = """
try:
    import remotemedia.runtime
    FOUND = True
except ImportError:
    FOUND = False
class T:
    def process(self, data):
        return FOUND
"""
    assert run(tmp_path, source, 0) == [False]


def test_a_file_that_lay_in_the_sdk_runs_where_the_bundle_has_it(tmp_path: Path) -> None:
    source = """
from typing import Any
from ..core.node import Node
from ..core.types import _SENTINEL
from .helper import BaseOfMine
from remotemedia.nodes.helper import BaseOfMine as Again
class T(BaseOfMine):
    def process(self, data: Any) -> Any:
        assert Again is BaseOfMine and issubclass(T, Node)
        return self.twice(data)
"""
    (tmp_path / "nodes").mkdir()
    (tmp_path / "nodes" / "helper.py").write_text(
        "from ..core.node import Node\nclass BaseOfMine(Node):\n    def twice(self, x): return [x, x]\n"
    )
    assert run(tmp_path, source, 1) == [[1, 1]]


def test_what_node_files_want_of_librosa_is_there(tmp_path: Path) -> None:
    source = """
import librosa
from ..core.node import Node
class T(Node):
    def process(self, data):
        samples, rate = data
        again = librosa.resample(y=samples, orig_sr=rate, target_sr=self.config["rate"], res_type="soxr_hq")
        return [again.shape, str(again.dtype), again, librosa.to_mono(y=again)]
"""
    time = np.arange(4800) / 48_000
    sound = np.array([np.sin(2 * np.pi * 1000 * time), np.full(4800, 0.5)], "float32")
    for place, rate in enumerate((16_000, 44_100, 48_000)):
        ((shape, dtype, found, mono),) = run(
            tmp_path / str(place), source, Audio(sound, 48_000), params={"rate": rate}
        )
        assert (shape, dtype) == ([2, rate // 10], "float32")
        inside = slice(rate // 100, -rate // 100)
        wanted = np.sin(2 * np.pi * 1000 * np.arange(rate // 10) / rate)
        assert np.abs(found[0] - wanted)[inside].max() < 1e-3
        assert np.abs(found[1] - 0.5)[inside].max() < 1e-5
        assert np.abs(mono - (wanted + 0.5) / 2)[inside].max() < 1e-3


def test_a_relative_import_within_the_bundle_stays_in_it(tmp_path: Path) -> None:
    (tmp_path / "nodes" / "deep").mkdir(parents=True)
    (tmp_path / "nodes" / "helper.py").write_text("WORD = 'own'\n")
    (tmp_path / "nodes" / "deep" / "t.py").write_text(
        "from ..helper import WORD\nclass T:\n    def process(self, x): return [WORD, __name__]\n"
    )
    assert run(tmp_path, "", 1) == [["own", "nodes.deep.t"]]


SESSIONS = """
from remotemedia.core.node import Node
class T(Node):
    async def process(self, data):
        session = self.extract_session_id(data)
        nothing = {wait}self.get_session_state()
        assert nothing is None, nothing
        self.set_session_id(session)
        state = {wait}self.get_session_state()
        same = {wait}self.state.get_or_create_session(session)
        assert state is same and ({wait}self.state.get_session("nobody")) is None
        state.set("count", state.get("count", 0) + 1)
        state.update({{"last": data["text"]}})
        every = {wait}self.state.get_all_sessions()
        self.set_session_id(None)
        return [session, state.get("count"), state.get("last"), sorted(every)]
    async def cleanup(self):
        assert ({wait}self.state.delete_session("b")) == True
        assert ({wait}self.state.cleanup_expired_sessions()) == 0
        {wait}super().cleanup()
        assert not ({wait}self.state.get_all_sessions())
"""


@pytest.mark.parametrize("wait", ["await ", ""])
def test_state_is_kept_for_each_session(tmp_path: Path, wait: str) -> None:
    given = [{"session_id": who, "text": text} for who, text in (("a", "1"), ("b", "2"), ("a", "3"))]
    assert run(tmp_path, SESSIONS.format(wait=wait), *given) == [
        ["a", 1, "1", ["a"]],
        ["b", 1, "2", ["a", "b"]],
        ["a", 2, "3", ["a", "b"]],
    ]


def test_the_session_that_was_not_used_for_longest_gives_way(tmp_path: Path) -> None:
    source = """
from datetime import timedelta
from remotemedia.core import Node, StateManager
class T(Node):
    def __init__(self, **kwargs):
        super().__init__(max_sessions=2, state_ttl=timedelta(hours=1), **kwargs)
    def process(self, data):
        state = self.get_session_state(data)
        if data == "old":
            state.last_accessed -= timedelta(hours=2)
        else:
            state.set("x", 1)
        return sorted(self.state.get_all_sessions())
"""
    assert run(tmp_path, source, "old", "a", "b", "a", "c") == [
        ["old"],
        ["a"],
        ["a", "b"],
        ["a", "b"],
        ["a", "c"],
    ]


def test_audio_with_metadata_comes_as_three(tmp_path: Path) -> None:
    source = """
from remotemedia.core.node import Node
class T(Node):
    def process(self, data):
        plain, metadata = self.split_data_metadata(data)
        samples, rate = plain
        return [len(data), samples.shape, rate, metadata]
"""
    sound = Audio(np.zeros((1, 4), "float32"), 8000)
    marked = InputPacket(from_python([sound])[0], metadata='{"session_id": "s"}')
    assert run(tmp_path, source, sound, marked) == [
        [2, [1, 4], 8000, None],
        [3, [1, 4], 8000, {"session_id": "s"}],
    ]


def test_every_name_of_the_sdk_that_node_files_import(tmp_path: Path) -> None:
    source = """
from remotemedia import Node, Pipeline
from remotemedia.core import DataType, MultiprocessNode, NodeError, RemoteMediaError, RuntimeData
from remotemedia.core.exceptions import (
    ConfigurationError, NodeError, PipelineError, RemoteExecutionError, RemoteMediaError, SerializationError,
    WebRTCError,
)
from remotemedia.core.multiprocessing.data import RuntimeData
from remotemedia.core.multiprocessing.node import MultiprocessNode, NodeConfig, NodeStatus
from remotemedia.core.node import Node, RemoteExecutorConfig, SessionState, StateManager
from remotemedia.core.pipeline import Pipeline
from remotemedia.nodes.registration import register_node_class, streaming_node
from remotemedia_runtime.runtime_data import RuntimeData as Native
assert Native is RuntimeData
class T:
    def process(self, data):
        told = RemoteExecutorConfig("there", 1)
        try:
            told("Anything")
        except ConfigurationError as error:
            return [str(error), issubclass(NodeError, RemoteMediaError), told.protocol, told.timeout]
"""
    ((said, *rest),) = run(tmp_path, source, 0)
    assert "there:1" in said
    assert rest == [True, "grpc", 30]


def test_a_chain_inside_a_node_file(tmp_path: Path) -> None:
    source = """
import json
from remotemedia import Node, Pipeline
class Add(Node):
    def __init__(self, addend=1, **kwargs):
        super().__init__(addend=addend, **kwargs)
        self.addend = addend
    async def process(self, x):
        return x + self.addend
class Sums(Node):
    is_streaming = True
    async def process(self, stream):
        total = 0
        async for x in stream:
            total += x
            yield total
class Pairs(Node):
    waiting = ()
    def process(self, x):
        self.waiting += (x,)
    def flush(self):
        return list(self.waiting)
class T:
    async def process(self, data):
        chain = Pipeline(name="p").add_node(Add(2, name="a")).add_node(Sums()).add_node(Pairs())
        return [await chain.run(data), await chain.run(1), json.loads(chain.serialize())["connections"]]
"""
    assert run(tmp_path, source, [1, 2, 3]) == [
        [[3, 7, 12], [3, 7, 12, 3], [{"from": "a_0", "to": "Sums_1"}, {"from": "Sums_1", "to": "Pairs_2"}]]
    ]


@pytest.mark.parametrize(
    ("line", "way_out"),
    [
        ("from remotemedia.nodes import AudioBuffer", '"node_type": "AudioBuffer"'),
        ("from remotemedia.nodes.audio import AudioBuffer", "put its file into the bundle's nodes folder"),
        ("import remotemedia.remote.client", "remotemedia.core"),
    ],
)
def test_what_is_not_there_of_the_sdk_says_what_to_do(tmp_path: Path, line: str, way_out: str) -> None:
    (tmp_path / "nodes").mkdir()
    (tmp_path / "nodes" / "t.py").write_text(f"{line}\nclass T:\n    def process(self, x): return x\n")

    async def found() -> list[Diagnostic]:
        host = Host()
        try:
            return await host.create(plan_of(0, "T", origin="bundle"), folder=tmp_path)
        finally:
            await host.executor.cleanup()

    (problem,) = asyncio.run(found())
    assert way_out in problem["help"]
    assert (problem["file"], problem["line"]) == ("nodes/t.py", 1)
