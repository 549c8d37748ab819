"""What travels along an edge."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

DEFAULT_PORT = "default"


@dataclass(slots=True)
class Packet:
    """One value with its place in the stream.

    A node is given packets instead of values where its class says ``wants_packets = True``, and may
    return a packet wherever it may return a value, to set what stands beside the value.
    """

    value: Any
    #: Seconds since the start of the stream; None gives an output the timestamp of its input.
    timestamp: float | None = None
    #: Number of the packet on its edge, from 0. The engine counts: what a node writes here is ignored.
    sequence: int = 0
    #: Anything JSON can hold, for whoever comes next.
    metadata: dict[str, Any] = field(default_factory=dict)
    #: Name of the port it came in by, or is to leave by.
    port: str = DEFAULT_PORT
