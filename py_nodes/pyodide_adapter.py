"""Python's side of the page's host for Python nodes: numbers in, numbers out.

The other side is browser/src/hosts/python/pyodide_host.ts, in the same thread. A body is never passed
as an object: Python makes the room for it and tells the address, JavaScript copies straight between
the engine's memory and this one. What a call gave out lies in the mailbox, an array of doubles at a
fixed address.
"""

from __future__ import annotations

import json
import random
import sys
from array import array
from pathlib import Path
from struct import Struct
from typing import TYPE_CHECKING, Any

from py_nodes.sdk.bundle_nodes import list_folders_again, mentions
from py_nodes.sdk.executor import Executor
from py_nodes.sdk.node_call import PROCESS, Outcome
from py_nodes.sdk.running_node import InputPacket, Output
from py_nodes.sdk.value_store import ValueStore
from py_nodes.sdk.wire_values import empty_value
from py_nodes.standard import find_standard

if TYPE_CHECKING:
    import asyncio
    from collections.abc import Callable

    from py_nodes.sdk.bundle_wheels import BundleWheels


#: Answers of `call`, `advance` and `collect`. With OUTPUT and RESTS a packet lies in the mailbox.
DONE, OUTPUT, RESTS, WAITS, FAILED = range(5)

#: Slots of the mailbox, doubles: id, port, kind, dtype, bytes, arrays, sample rate, timestamp, handle of
#: the body, handle and bytes of the metadata, rank, then the dims.
HEAD_SLOTS = 12
MOST_DIMS = 64  # numpy's own limit
FORMS = [Struct(f"<{HEAD_SLOTS + rank}d") for rank in range(MOST_DIMS + 1)]

#: From the address of a bytes object to its first byte.
BYTES_OFFSET = bytes.__basicsize__ - 1
#: From the address of an array object to the pointer to its data: behind the object's head.
DATA_POINTER_OFFSET = object.__basicsize__


def begin() -> None:
    """Makes a Python that was restored from a snapshot this visitor's own: called once at each start.

    The snapshot holds the listings of folders and the state of both random generators, the same for
    everybody. numpy's generator is given its seed, 128 bits: to find one by itself takes it 10 ms. `hash()`
    stays as it is: strings are hashed already.
    """
    list_folders_again()
    random.seed()
    if "numpy.random" in sys.modules:
        sys.modules["numpy.random"].seed([random.getrandbits(32) for _ in range(4)])


class PyodideAdapter:
    """What JavaScript calls, and nothing else. One for each run.

    Where a body lies is told by a handle: of a ``bytes`` body the address of its first byte, of an array
    the address of the pointer to its data, which JavaScript follows: asking numpy for the address itself
    costs more than the copy. See `probe_bytes` and `probe_array`.
    """

    def __init__(self, log: Callable[[int, str, str], None], wake: Callable[[int], None]) -> None:
        """`log` gets lines (node, stream, text); `wake` is called when a call that waited has its answer."""
        self._executor = Executor(log, find_standard, confine_micropip)
        self._wake = wake
        self._values = ValueStore()
        self._answers: dict[int, Outcome] = {}
        self._failure = ""
        self._metadata = b""
        self._mailbox = array("d", bytes(8 * (HEAD_SLOTS + MOST_DIMS)))
        self._probe: Any = None
        self._follows_pointers = True

    def mailbox_address(self) -> int:
        """Where the mailbox lies, for as long as this object lives."""
        return self._mailbox.buffer_info()[0]

    def probe_bytes(self) -> int:
        """Handle of the bytes 1 to 8, for JavaScript to check that this Python lays out bytes as assumed."""
        self._probe = bytes(range(1, 9))
        return self._handle(self._probe)

    def probe_array(self) -> int:
        """Handle of an array whose data lie at `probe_address`, to check the same of arrays."""
        import numpy as np  # noqa: PLC0415 - asked only once there is an array

        self._probe = np.zeros(1)
        return self._handle(self._probe)

    def probe_address(self) -> int:
        """Where the data of the probed array lie, as numpy tells it."""
        return data_address(self._probe)

    def tell_addresses(self) -> None:
        """From now on the handle of an array is the address of its data: the probe did not fit."""
        self._follows_pointers = False

    def wants_installer(self, folder: str, wheels: str) -> bool:
        """Whether micropip and packaging must be in place for `create` (whose arguments these are)."""
        if mentions(Path(folder), "micropip", "packaging"):
            return True
        chosen = json.loads(wheels)
        if not chosen:
            return False
        from py_nodes.sdk.bundle_wheels import want_packaging  # noqa: PLC0415 - a third of a second in the page

        return want_packaging(Path(folder), chosen)

    async def create(self, nodes: str, folder: str, wheels: str) -> str:
        """Makes the nodes of a plan (JSON); `folder` holds the bundle's files.

        `wheels` (JSON) are those that the plan installs, by their paths in it.

        Gives JSON: ``found``, the diagnostics, and ``plain``, indices of the nodes for `process_plain`.
        """
        found = await self._executor.create(json.loads(nodes), Path(folder), json.loads(wheels))
        return json.dumps({"found": found, "plain": self._executor.plain_nodes()})

    def materialise(  # noqa: PLR0917 - JavaScript passes by position
        self, ident: int, kind: int, nbytes: int, dtype: int, arrays: int, sample_rate: float, *dims: int
    ) -> int:
        """Makes room for the body of a value; the handle of where JavaScript is to write it, at once."""
        value = empty_value(kind, nbytes, dims=dims, dtype=dtype, arrays=arrays, sample_rate=sample_rate)
        self._values.put(ident, value)
        return self._handle(value.body)

    def process(  # noqa: PLR0917 - the same
        self,
        call: int,
        node: int,
        ident: int,
        port: int,
        shared: bool,  # noqa: FBT001
        timestamp: float,
        sequence: int,
        metadata: str,
    ) -> int:
        """Calls a node with one packet; what came of it, as a code."""
        # JavaScript's whole numbers come as int.
        packet = InputPacket(self._values.get(ident), port, shared, float(timestamp), sequence, metadata)
        return self._told(call, self._executor.call(call, node, PROCESS, [packet]))

    def process_plain(self, call: int, node: int, ident: int, shared: bool, timestamp: float) -> int:  # noqa: FBT001
        """The same for a node that wants nothing but the value."""
        answer = self._executor.call_plain(call, node, self._values.get(ident), shared, float(timestamp))
        if isinstance(answer, Output):
            self._post(answer)
            return OUTPUT
        return self._told(call, answer)

    def call_bare(self, call: int, node: int, reason: int) -> int:
        """Calls a node for the end of its stream, or the start of a source."""
        return self._told(call, self._executor.call(call, node, reason, []))

    def advance(self, call: int) -> int:
        """Takes the next item of a call that rests."""
        return self._told(call, self._executor.advance(call))

    def collect(self, call: int) -> int:
        """What came of a call that waited, once `wake` has been called for it."""
        return self._told(call, self._answers.pop(call))

    def failure(self) -> str:
        """The cause of the last FAILED (JSON)."""
        return self._failure

    def locate(self, ident: int) -> int:
        """The handle of a value's body."""
        return self._handle(self._values.get(ident).body)

    def release(self, *idents: int) -> None:
        """Lets go of values."""
        for ident in idents:
            self._values.release(ident)

    def abort(self, call: int) -> None:
        """Gives a call up."""
        self._answers.pop(call, None)
        self._executor.abort(call)

    async def cleanup(self) -> str:
        """Ends the run and lets go of everything; gives what went wrong there, as diagnostics (JSON)."""
        found = await self._executor.cleanup()
        self._values.clear()
        self._answers.clear()
        return json.dumps(found)

    def _told(self, call: int, outcome: Outcome | asyncio.Task[Outcome]) -> int:
        if isinstance(outcome, Outcome):
            if outcome.failure is not None:
                self._failure = json.dumps(outcome.failure)
                return FAILED
            if not outcome.outputs:
                return DONE
            (output,) = outcome.outputs  # one at most: a call has one packet, or an item of a generator
            self._post(output)
            return RESTS if outcome.more else OUTPUT
        outcome.add_done_callback(lambda task: self._woken(call, task))
        return WAITS

    def _woken(self, call: int, task: asyncio.Task[Outcome]) -> None:
        if not task.cancelled():
            self._answers[call] = task.result()
            self._wake(call)

    def _post(self, output: Output) -> None:
        """Puts a packet into the mailbox and keeps its value under an id of its own."""
        value = output.value
        dims = value.dims
        metadata = self._metadata = output.metadata.encode() if output.metadata else b""
        form = FORMS[len(dims)]
        form.pack_into(
            self._mailbox,
            0,
            self._values.add(value),
            output.port,
            value.kind,
            value.dtype,
            value.nbytes,
            value.arrays,
            value.sample_rate,
            output.timestamp,
            self._handle(value.body),
            id(metadata) + BYTES_OFFSET,
            len(metadata),
            len(dims),
            *dims,
        )

    def _handle(self, body: Any) -> int:  # noqa: ANN401 - bytes or an array
        if type(body) is bytes:
            return id(body) + BYTES_OFFSET
        if self._follows_pointers:
            return id(body) + DATA_POINTER_OFFSET
        return data_address(body)


def confine_micropip(wheels: BundleWheels) -> None:
    """As `sandbox_micropip.confine`, loaded by the bundles that use it."""
    from py_nodes.sandbox_micropip import confine  # noqa: PLC0415

    confine(wheels)


def data_address(body: Any) -> int:  # noqa: ANN401 - an array
    """Where the data of an array lie, asked of numpy."""
    return int(body.__array_interface__["data"][0])
