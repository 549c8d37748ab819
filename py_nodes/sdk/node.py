"""The base class of nodes."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any, ClassVar, Literal

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

PortType = Literal["any", "audio", "text", "json", "tensor", "bytes", "transcript"]


class Node:
    """One step of a pipeline.

    A subclass says what passes through it and does the work in `process`, which may be

    - a function, called once per packet; what it returns is given out, None is not;
    - a coroutine, the same;
    - a generator or async generator: each item it yields is given out;
    - with ``is_streaming = True`` an async generator that is called once, with an async iterator over
      the whole input;
    - with no argument but self: a source, called once.

    It is given plain values: `Audio`, str, bytes, numpy arrays, or what JSON holds; with
    ``wants_packets = True`` a `Packet` around them. It may keep what it is given. Arrays that others
    are given too are read-only: copy them to write into them.

    Parameters are a dataclass named `Params` inside the class::

        class Gain(Node):
            inputs = outputs = {"default": "audio"}

            @dataclass(frozen=True)
            class Params:
                factor: float = param(1.0, help="What each sample is multiplied by.")

            params: Params

            def process(self, audio: Audio) -> Audio:
                return Audio(audio.samples * self.params.factor, audio.sample_rate)

    Without `Params`, what the manifest says is in `config` as it stands.
    """

    #: Port names and what may pass through them; the first is where unnamed connections end.
    inputs: ClassVar[Mapping[str, PortType]] = {"default": "any"}
    outputs: ClassVar[Mapping[str, PortType]] = {"default": "any"}
    #: Whether `process` is called once for the whole input. May be set on the instance too.
    is_streaming: bool = False
    #: Whether `process` is given `Packet` objects instead of their values.
    wants_packets: ClassVar[bool] = False

    #: The filled `Params`, or None where the class has none.
    params: Any
    #: What the manifest says under params.
    config: dict[str, Any]
    #: The node's id in the manifest.
    name: str
    #: Lines that go here show up in the node's log.
    logger: logging.Logger

    def __init__(self, name: str | None = None, params: Any = None, **config: Any) -> None:  # noqa: ANN401
        """Made by the runtime; tests use `py_nodes.testing`."""
        self.name = name or type(self).__name__
        self.params = params
        self.config = config
        self.logger = logging.getLogger(f"nodes.{self.name}")

    if TYPE_CHECKING:
        #: Does the work; see the class. Each node has its own arguments and types.
        process: Callable[..., Any]
    else:

        def process(self, value: Any) -> Any:  # noqa: ANN401
            """Does the work; see the class."""
            raise NotImplementedError(f"{type(self).__name__} has no method 'process'")

    def initialize(self) -> Any:  # noqa: ANN401 - plain or a coroutine
        """Called once before the first packet, to load what is needed. May be a coroutine."""

    def flush(self) -> Any:  # noqa: ANN401
        """Called once after the last packet; what it gives is given out. Not for streaming nodes."""

    def cleanup(self) -> Any:  # noqa: ANN401
        """Called once at the end of the run, also after a failure or Stop. May be a coroutine."""


def is_node_class(cls: type[Any]) -> bool:
    """Whether a class derives from this SDK's `Node`, or from the older SDK's (py_nodes/compat)."""
    return issubclass(cls, Node) or bool(getattr(cls, "__older_node__", False))


def process_takes_input(cls: type[Any]) -> bool:
    """Whether `process` of a class takes a value beside self; one that does not is a source."""
    import inspect  # noqa: PLC0415 - once a class

    try:
        parameters = list(inspect.signature(cls.process).parameters.values())
    except (TypeError, ValueError):
        return True
    if isinstance(inspect.getattr_static(cls, "process", None), staticmethod):
        return bool(parameters)
    return len(parameters) > 1 or any(each.kind is each.VAR_POSITIONAL for each in parameters)
