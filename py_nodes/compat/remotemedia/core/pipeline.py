"""A chain of nodes inside a node file, as the older SDK's scripts make one."""

from __future__ import annotations

import inspect
import json
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from .exceptions import PipelineError
from .node import Node

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterable


class Pipeline:
    """Runs its nodes one behind the other, each over what the one before it gives."""

    def __init__(self, nodes: list[Node] | None = None, name: str | None = None) -> None:
        """Nodes may be given at once or be added."""
        self.name = name or f"Pipeline_{id(self)}"
        self.nodes: list[Node] = list(nodes or [])

    def add_node(self, node: Node) -> Pipeline:
        """Puts a node at the end.

        Raises:
            PipelineError: it has no `process`.
        """
        if not callable(getattr(node, "process", None)):
            raise PipelineError(f"{type(node).__name__} is no node: it has no method 'process'")
        self.nodes.append(node)
        return self

    async def initialize(self) -> None:
        """Initialises every node."""
        for node in self.nodes:
            await settled(node.initialize())

    async def cleanup(self) -> None:
        """Lets every node clean up."""
        for node in self.nodes:
            await settled(node.cleanup())

    @asynccontextmanager
    async def managed_execution(self) -> AsyncIterator[Pipeline]:
        """Initialised within, cleaned up behind."""
        await self.initialize()
        try:
            yield self
        finally:
            await self.cleanup()

    async def process(self, stream: Any = None) -> AsyncIterator[Any]:  # noqa: ANN401 - any iterable, async or not
        """What comes out for these items; without any, the first node is a source.

        Raises:
            PipelineError: there are no nodes.
        """
        if not self.nodes:
            raise PipelineError("the pipeline has no nodes")
        first: Any = self.nodes[0]
        items = results(first.process()) if stream is None else each(stream)
        for node in self.nodes[1:] if stream is None else self.nodes:
            items = through(node, items)
        async for item in items:
            yield item

    async def run(self, data: Any = None) -> Any:  # noqa: ANN401
        """What comes out of one item, or of each of a list: bare where it is one, None where it is none."""
        given = None if data is None else data if isinstance(data, list) else [data]
        async with self.managed_execution():
            found = [item async for item in self.process(given)]
        return found[0] if len(found) == 1 else found or None

    def serialize(self, include_capabilities: bool = True, description: str | None = None) -> str:  # noqa: FBT001, FBT002
        """The chain as a manifest."""
        ids = [f"{node.name}_{index}" for index, node in enumerate(self.nodes)]
        metadata = {"name": self.name, "created_at": datetime.now(UTC).isoformat()}
        manifest = {
            "version": "v1",
            "metadata": metadata | ({"description": description} if description else {}),
            "nodes": [
                {"id": identity, **node.to_manifest(include_capabilities)}
                for identity, node in zip(ids, self.nodes, strict=True)
            ],
            "connections": [{"from": a, "to": b} for a, b in pairwise(ids)],
        }
        return json.dumps(manifest, indent=2)


async def settled(result: Any) -> Any:  # noqa: ANN401
    """What a method gave, awaited where it must be."""
    return await result if inspect.isawaitable(result) else result


async def each(items: Iterable[Any] | AsyncIterator[Any]) -> AsyncIterator[Any]:
    """The items of any iterable."""
    if hasattr(items, "__aiter__"):
        async for item in items:
            yield item
    else:
        for item in items:
            yield item


async def results(result: Any) -> AsyncIterator[Any]:  # noqa: ANN401
    """The items that a call of `process` gives: None is none."""
    result = await settled(result)
    several = each(result) if hasattr(result, "__anext__") or inspect.isgenerator(result) else each([result])
    async for item in several:
        if item is not None:
            yield item


async def through(node: Node, items: AsyncIterator[Any]) -> AsyncIterator[Any]:
    """What a node makes of a stream."""
    if node.is_streaming and not getattr(node, "__once_per_item__", False):
        async for found in results(node.process(items)):
            yield found
        return
    async for item in items:
        async for found in results(node.process(item)):
            yield found
    flush = getattr(node, "flush", None)
    if flush is not None:
        async for found in results(flush()):
            yield found
