"""A node in a run: how it is called, and what it gives out."""

from __future__ import annotations

import inspect
import json
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from py_nodes.sdk.diagnostic import did_you_mean
from py_nodes.sdk.node import Node, is_node_class, process_takes_input
from py_nodes.sdk.older_forms import GIVEN_OUT, given_form, is_plug_in
from py_nodes.sdk.packet import DEFAULT_PORT, Packet
from py_nodes.sdk.plain_json import json_text
from py_nodes.sdk.plug_in_forms import given_by_plug_in
from py_nodes.sdk.results import from_python
from py_nodes.sdk.wire_values import AUDIO, WireValue

if TYPE_CHECKING:
    from collections.abc import Iterable

    from py_nodes.sdk.construction import PlanNode


@dataclass(slots=True)
class InputPacket:
    """One packet of a call, before the node is given it."""

    value: WireValue
    #: Index into the node's inputs.
    port: int = 0
    shared: bool = False
    timestamp: float = 0.0
    sequence: int = 0
    #: A JSON object as text, or empty.
    metadata: str = ""


@dataclass(slots=True)
class Output:
    """One packet that a node gave out."""

    value: WireValue
    #: Index into the node's outputs.
    port: int
    timestamp: float
    #: A JSON object as text, or empty.
    metadata: str


#: Keys of a dict that the older SDK's nodes give out to a port beside their main one.
SIDE_PORT, SIDE_VALUE = "__aux_port__", "payload"


class RunningNode:
    """Knows one node's way of being called, asked once, not per packet."""

    def __init__(self, plan: PlanNode, node: Any) -> None:  # noqa: ANN401 - any class with a process
        self.plan = plan
        self.index = plan["index"]
        self.id = plan["id"]
        self.node = node
        self.process = node.process
        self.input_names = [each["name"] for each in plan["inputs"]] or [DEFAULT_PORT]
        self.output_ports = {each["name"]: i for i, each in enumerate(plan["outputs"])} or {DEFAULT_PORT: 0}
        #: Ports that the class itself names; the plan has those of them that something is connected to.
        self.declared = set(declared_outputs(type(node)))
        self.unheard: set[str] = set()
        self.wants_packets = bool(getattr(node, "wants_packets", False))
        self.takes_input = process_takes_input(type(node))
        self.given_form = given_form(type(node)) if self.takes_input else None
        self.is_plug_in = is_plug_in(type(node))
        self.is_streaming = is_streaming(node) and self.takes_input
        self.names_port = has_keyword(node.process, "port")
        #: A retried packet must find its value as it was: the node may not write into it.
        self.keeps_inputs = plan.get("on_error") == "retry"
        #: It could not start, and its `on_error` says to go on without it.
        self.is_left_out = False
        #: The plain way: a value in, a value out.
        self.is_plain = self.takes_input and not (
            self.is_streaming or self.wants_packets or self.names_port or self.given_form
        )
        #: Where an output stands whose node says nothing else: at the last input, s.
        self.timestamp = 0.0

    def argument(self, packet: InputPacket) -> Any:  # noqa: ANN401
        """What `process` is given for a packet."""
        value = packet.value.to_python(shared=packet.shared or self.keeps_inputs)
        if not (self.wants_packets or self.given_form):
            return value
        metadata = json.loads(packet.metadata) if packet.metadata else {}
        if self.given_form:
            return self.given_form(value, metadata)
        return Packet(value, packet.timestamp, packet.sequence, metadata, self.input_names[packet.port])

    def invoke(self, packet: InputPacket) -> Any:  # noqa: ANN401
        """Calls `process` for one packet."""
        self.timestamp = packet.timestamp
        if not self.takes_input:
            raise TypeError(
                f"process() of {type(self.node).__name__} takes no input, but the graph gives it one"
            )
        if self.names_port:
            return self.process(self.argument(packet), port=self.input_names[packet.port])
        return self.process(self.argument(packet))

    def flush(self) -> Any:  # noqa: ANN401
        """Calls `flush` where the node has one."""
        flush = getattr(self.node, "flush", None)
        return flush() if flush is not None else None

    def output(self, held: list[Any]) -> Output | None:
        """What the node gave out, ready for the wire; `held` alone still holds it (see `from_python`).

        None where it goes to a port that nothing is connected to.
        """
        if type(held[0]) is dict and SIDE_PORT in held[0]:
            held[0] = Packet(held[0].get(SIDE_VALUE), port=str(held[0][SIDE_PORT]))
        elif hasattr(held[0], GIVEN_OUT):
            held[0] = held[0].__given_out__()
        elif self.is_plug_in:
            held[0] = given_by_plug_in(held[0])
        if type(held[0]) is not Packet:
            value, metadata = from_python(held)
            at = self.timestamp if self.takes_input else self._at(value, None)
            return Output(value, 0, at, metadata_text(metadata) if metadata else "")
        port, timestamp, metadata = held[0].port, held[0].timestamp, held[0].metadata
        if port not in self.output_ports and port != DEFAULT_PORT:
            self._nobody_listens(port)
            return None
        held[0] = held[0].value
        value, beside = from_python(held)
        return Output(
            value,
            self.output_ports.get(port, 0),
            self._at(value, timestamp),
            metadata_text(metadata or beside),
        )

    def _nobody_listens(self, port: str) -> None:
        """Nothing is connected to a port: said once where the class does not name it either.

        Raises:
            ValueError: the class names its ports, and this is none of them.
        """
        if port in self.declared or port in self.unheard:
            return
        if self.declared:
            hint = did_you_mean(port, self.declared | set(self.output_ports))
            raise ValueError(
                f"the node gave out a packet to the port '{port}', which it does not have. {hint}"
            )
        self.unheard.add(port)
        print(f"what goes to the port '{port}' is left out: nothing is connected to it", file=sys.stderr)

    def _at(self, value: WireValue, timestamp: float | None) -> float:
        if timestamp is not None:
            self.timestamp = float(timestamp)
        at = self.timestamp
        if not self.takes_input and value.kind == AUDIO:  # a source's audio stands end to end
            self.timestamp += value.dims[1] / value.sample_rate
        return at


def declared_outputs(cls: type[Any]) -> Iterable[str]:
    """Names of the output ports that a class names itself; empty where it leaves that to its base."""
    outputs = getattr(cls, "outputs", None)
    return outputs if isinstance(outputs, Mapping) and outputs is not Node.outputs else ()


def is_streaming(node: Any) -> bool:  # noqa: ANN401
    """Whether `process` is called once for the whole input: only a `Node`'s, of this SDK or the older one."""
    kind = type(node)
    return (
        bool(getattr(node, "is_streaming", False))
        and is_node_class(kind)
        and not getattr(kind, "__once_per_item__", False)
    )


def has_keyword(function: Any, name: str) -> bool:  # noqa: ANN401
    """Whether a function has a keyword-only parameter of that name."""
    try:
        parameter = inspect.signature(function).parameters.get(name)
    except (TypeError, ValueError):
        return False
    return parameter is not None and parameter.kind is parameter.KEYWORD_ONLY


def metadata_text(metadata: dict[str, Any] | None) -> str:
    """Metadata as a JSON object, or empty."""
    if not metadata:
        return ""
    text, arrays = json_text(metadata)
    if arrays:
        raise TypeError("metadata holds an array; give it out as a value, or as a list of numbers")
    return text.decode()
