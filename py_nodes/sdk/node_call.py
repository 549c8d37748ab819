"""One call of a node, step by step: the only place that knows how each kind of `process` is run.

A call yields what it cannot do by itself: an awaitable that must be awaited, or an output after which
it rests. So one text serves functions, coroutines and both kinds of generators, and a plain function
needs no event loop.
"""

from __future__ import annotations

import inspect
from dataclasses import dataclass, field
from types import GeneratorType
from typing import TYPE_CHECKING, Any

from py_nodes.sdk.audio import Audio
from py_nodes.sdk.packet import Packet

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterator

    from py_nodes.sdk.diagnostic import Cause
    from py_nodes.sdk.running_node import InputPacket, Output, RunningNode
    from py_nodes.sdk.streamed_node import StreamedNode

#: Results that are never work; others are looked at (`must_be_run`).
PLAIN = frozenset({Audio, Packet, dict, list, tuple, str, bytes, int, float, bool})

#: Why a node is called (WIRE.md, CALL).
PROCESS, END_OF_STREAM, START_OF_SOURCE = 0, 1, 2


@dataclass(slots=True)
class Outcome:
    """What came of a step of a call."""

    outputs: list[Output] = field(default_factory=list)
    #: Whether the call rests and goes on when it is told to.
    more: bool = False
    #: Why the call is over without a result.
    failure: Cause | None = None


def call_steps(
    node: RunningNode, stream: StreamedNode | None, reason: int, packets: list[InputPacket]
) -> Generator[Any, list[Any], list[Output]]:
    """Runs a call. Yields an `Output` after which it rests, or an awaitable, and is sent what came of that.

    What is awaited comes back in a list of one, so that nothing else holds it. Returns the outputs that
    belong to the end of the call.
    """
    if stream is not None:
        yield from streamed_steps(node, stream, reason, packets)
        return []
    outputs: list[Output] = []
    for invoke in invocations(node, reason, packets):
        outputs += yield from result_steps(node, [invoke()])
    return outputs


def result_steps(node: RunningNode, held: list[Any]) -> Generator[Any, list[Any], list[Output]]:
    """Goes on with what a method of the node gave; as `call_steps`."""
    if isinstance(held[0], GeneratorType):
        yield from generator_steps(node, held[0])
        return []
    if hasattr(held[0], "__anext__"):
        yield from async_generator_steps(node, held[0])
        return []
    if inspect.isawaitable(held[0]):
        held = yield held[0]
        if hasattr(held[0], "__anext__"):
            yield from async_generator_steps(node, held[0])
            return []
    output = None if held[0] is None else node.output(held)
    return [] if output is None else [output]


def must_be_run(result: Any) -> bool:  # noqa: ANN401
    """Whether what `process` gave is work to be done rather than a result."""
    kind = type(result)
    return kind is GeneratorType or hasattr(kind, "__await__") or hasattr(kind, "__anext__")


def invocations(node: RunningNode, reason: int, packets: list[InputPacket]) -> Iterator[Callable[[], Any]]:
    """The calls of the node's own methods that a call consists of."""
    if reason == START_OF_SOURCE:
        yield node.process
    for packet in packets:
        yield lambda packet=packet: node.invoke(packet)  # type: ignore[misc]
    if reason == END_OF_STREAM:
        yield node.flush


def generator_steps(node: RunningNode, items: Any) -> Generator[Any, list[Any], None]:  # noqa: ANN401
    """Each item of a generator, one at a time."""
    try:
        while True:
            try:
                held = [next(items)]
            except StopIteration:
                return
            output = None if held[0] is None else node.output(held)
            if output is not None:
                yield output
    finally:
        items.close()


def async_generator_steps(node: RunningNode, items: Any) -> Generator[Any, list[Any], None]:  # noqa: ANN401
    """Each item of an async generator, one at a time."""
    while True:
        try:
            held = yield anext(items)
        except StopAsyncIteration:
            return
        output = None if held[0] is None else node.output(held)
        if output is not None:
            yield output


def streamed_steps(
    node: RunningNode, stream: StreamedNode, reason: int, packets: list[InputPacket]
) -> Generator[Any, list[Any], None]:
    """Feeds a streaming node; over when it asks for the next item, or has come to its end."""
    for packet in packets:
        stream.feed(packet)
    if reason == END_OF_STREAM:
        stream.end()
    while True:
        (item,) = yield stream.next_item()
        if item is None:
            return
        output = None if item[0] is None else node.output(item)
        if output is not None:
            yield output
