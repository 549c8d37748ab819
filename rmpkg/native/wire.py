"""The records between engine and host, as wasm_kernels/WIRE.md defines them."""

from __future__ import annotations

import struct
from dataclasses import dataclass, field

ENGINE, PYTHON, HOST = 0, 1, 2
JSON, TEXT, AUDIO, TENSOR, BYTES = 1, 2, 3, 4, 5
FLOAT32 = 1
FLAG_SHARED = 1

PUSH, CLOSE, COMPLETE, EMIT, FAIL, MATERIALISED, CANCEL, NOT_MATERIALISED, SPENT, MARK = range(1, 11)
CALL, MATERIALISE, RELEASE, OUTPUT, READY, REFUSED, DONE, FAILED, ABORT, NOTE, GO_ON = range(1, 12)

# What a MARK tells of.
MARK_CALL, MARK_COPY, MARK_STAGE = 1, 2, 3

_HEADER = struct.Struct("<IB3x")
_PACKET = struct.Struct("<BBBBIIIB3xIdQd")
_U32 = struct.Struct("<I")
_PAIR = struct.Struct("<II")
_QUAD = struct.Struct("<IIII")


@dataclass(slots=True)
class PacketFields:
    """The head of a packet: where its body is, what it is, and its place in the stream."""

    owner: int
    kind: int
    id: int
    #: Length of the body.
    size: int
    #: Audio: channels, frames. Tensor: its shape.
    dims: tuple[int, ...] = ()
    dtype: int = 0
    #: Arrays in a JSON body.
    arrays: int = 0
    #: Seconds since the start of the stream.
    timestamp: float = 0.0
    #: Number on its edge, from 0; ignored in events.
    sequence: int = 0
    #: Hz, audio only.
    sample_rate: float = 0.0
    #: A JSON object as text, or empty.
    metadata: str = ""
    flags: int = 0
    #: Of the body in the engine's memory, where the engine owns it.
    address: int = 0

    def encode(self) -> bytes:
        """The packet as it stands in a record."""
        head = _PACKET.pack(
            self.owner,
            self.kind,
            self.flags,
            len(self.dims),
            self.id,
            self.address,
            self.size,
            self.dtype,
            self.arrays,
            self.timestamp,
            self.sequence,
            self.sample_rate,
        )
        dims = struct.pack(f"<{len(self.dims)}I", *self.dims)
        return head + dims + _string(self.metadata.encode())


@dataclass(slots=True)
class Command:
    """One record of the outbox. Which of the fields count depends on the tag."""

    tag: int
    #: The record's own numbers, in order.
    numbers: tuple[int, ...] = ()
    #: Packets with the port each came by; 0 where there is no port.
    packets: list[tuple[int, PacketFields]] = field(default_factory=list)
    #: JSON text of FAILED and NOTE.
    text: bytes = b""


def _string(data: bytes) -> bytes:
    return _U32.pack(len(data)) + data


def _packet(data: bytes, at: int) -> tuple[PacketFields, int]:
    """One packet and where the next field begins."""
    (
        owner,
        kind,
        flags,
        rank,
        identity,
        address,
        size,
        dtype,
        arrays,
        timestamp,
        sequence,
        sample_rate,
    ) = _PACKET.unpack_from(data, at)
    at += _PACKET.size
    dims = struct.unpack_from(f"<{rank}I", data, at)
    at += 4 * rank
    (length,) = _U32.unpack_from(data, at)
    at += 4
    metadata = data[at : at + length].decode()
    packet = PacketFields(
        owner=owner,
        kind=kind,
        id=identity,
        size=size,
        dims=dims,
        dtype=dtype,
        arrays=arrays,
        timestamp=timestamp,
        sequence=sequence,
        sample_rate=sample_rate,
        metadata=metadata,
        flags=flags,
        address=address,
    )
    return packet, at + length


def read_commands(outbox: bytes) -> list[Command]:
    """The commands of one outbox, in order.

    Raises:
        ValueError: a record that this host does not know: engine and host are of different versions.
    """
    commands, start = [], 0
    while start < len(outbox):
        size, tag = _HEADER.unpack_from(outbox, start)
        commands.append(_command(tag, outbox, start + _HEADER.size))
        start += size
    return commands


def _command(tag: int, data: bytes, at: int) -> Command:
    match tag:
        case 1:  # CALL
            *numbers, count = _QUAD.unpack_from(data, at)
            at += _QUAD.size
            packets = []
            for _ in range(count):
                (port,) = _U32.unpack_from(data, at)
                packet, at = _packet(data, at + 4)
                packets.append((port, packet))
            return Command(tag, tuple(numbers), packets)
        case 2:  # MATERIALISE
            return Command(tag, _PAIR.unpack_from(data, at), [(0, _packet(data, at + _PAIR.size)[0])])
        case 3:  # RELEASE
            return Command(tag, _PAIR.unpack_from(data, at))
        case 4 | 6:  # OUTPUT, REFUSED
            return Command(tag, _U32.unpack_from(data, at), [(0, _packet(data, at + 4)[0])])
        case 5 | 7 | 9 | 11:  # READY, DONE, ABORT, GO_ON
            return Command(tag, _U32.unpack_from(data, at))
        case 8 | 10:  # FAILED, NOTE
            (length,) = _U32.unpack_from(data, at)
            return Command(tag, text=data[at + 4 : at + 4 + length])
        case _:
            raise ValueError(f"the engine sent a command {tag}, which this version of rmpkg does not know")


class EventWriter:
    """Collects the events of one turn."""

    def __init__(self) -> None:
        self._bytes = bytearray()

    def take(self) -> bytearray:
        """The events so far; the writer starts anew."""
        taken, self._bytes = self._bytes, bytearray()
        return taken

    def __bool__(self) -> bool:
        return bool(self._bytes)

    def _add(self, tag: int, *parts: bytes) -> None:
        self._bytes += _HEADER.pack(_HEADER.size + sum(map(len, parts)), tag)
        for part in parts:
            self._bytes += part

    def push(self, number: int, packet: PacketFields) -> None:
        """A packet for input `number`."""
        self._add(PUSH, _U32.pack(number), packet.encode())

    def close(self, number: int) -> None:
        """Input `number` has ended."""
        self._add(CLOSE, _U32.pack(number))

    def complete(self, call: int, outputs: list[tuple[int, PacketFields]]) -> None:
        """The call is over; `outputs` are its packets with their ports."""
        packets = [part for port, packet in outputs for part in (_U32.pack(port), packet.encode())]
        self._add(COMPLETE, _PAIR.pack(call, len(outputs)), *packets)

    def emit(self, call: int, port: int, packet: PacketFields) -> None:
        """One packet of a call that goes on."""
        self._add(EMIT, _PAIR.pack(call, port), packet.encode())

    def fail(self, call: int, cause: bytes) -> None:
        """The call is over without a result; `cause` is JSON."""
        self._add(FAIL, _U32.pack(call), _string(cause))

    def materialised(self, owner: int, identity: int, packet: PacketFields) -> None:
        """The body of (owner, identity) now lies in the engine's memory."""
        self._add(MATERIALISED, _PAIR.pack(owner, identity), packet.encode())

    def not_materialised(self, owner: int, identity: int, cause: bytes) -> None:
        """The body of (owner, identity) could not be copied into the engine; `cause` is JSON."""
        self._add(NOT_MATERIALISED, _PAIR.pack(owner, identity), _string(cause))

    def spent(self, call: int, seconds: float) -> None:
        """How long the node of a call has worked; goes before its EMIT, COMPLETE or FAIL."""
        self._add(SPENT, struct.pack("<Id", call, seconds))

    def mark(self, what: int, about: tuple[int, int], when: tuple[float, float], label: str = "") -> None:
        """What this host did from `when[0]` to `when[1]`, for the trace: see WIRE.md."""
        self._add(MARK, struct.pack("<IIIdd", what, *about, *when), _string(label.encode()))

    def cancel(self) -> None:
        """Give everything up."""
        self._add(CANCEL)
