"""Node files of the older SDK run as they are."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import pytest

from py_nodes.sdk.node_call import END_OF_STREAM, PROCESS
from tests.py_nodes.executor_host import Host, packet, plan_of

if TYPE_CHECKING:
    from pathlib import Path


def run(folder: Path, source: str, *given: Any, params: dict[str, Any] | None = None) -> list[Any]:
    """What the class T of a node file gives out for these inputs and at their end."""
    (folder / "nodes").mkdir()
    (folder / "nodes" / "t.py").write_text(source, "utf-8")

    async def go() -> list[Any]:
        host = Host()
        try:
            assert (
                await host.create(plan_of(0, "T", origin="bundle", params=params or {}), folder=folder) == []
            )
            found: list[Any] = []
            for value in given:
                found += await host.values(0, PROCESS, packet(value))
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
