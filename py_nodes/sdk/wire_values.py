"""Values in the form in which they cross to another memory (wasm_kernels/WIRE.md, "Encoding").

A body is one contiguous buffer whose address a host may read: ``bytes`` for text, bytes and JSON
without arrays, an array otherwise. Arrays are never copied on the way to Python code.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from py_nodes.sdk.audio import Audio, plain_rate
from py_nodes.sdk.element_types import DTYPES, numpy
from py_nodes.sdk.plain_json import read_arrays
from py_nodes.sdk.sdk_arrays import json_value

if TYPE_CHECKING:
    import numpy.typing as npt

    AnyArray = npt.NDArray[Any]

JSON, TEXT, AUDIO, TENSOR, BYTES = 1, 2, 3, 4, 5


@dataclass(slots=True)
class WireValue:
    """One value in the form in which it crosses to another memory."""

    kind: int
    #: bytes, or an array in C order: audio and tensors in their own shape, JSON with arrays as uint8.
    body: Any
    nbytes: int
    #: Audio: (channels, frames). Tensor: its shape.
    dims: tuple[int, ...] = ()
    #: Code of the element type, 0 where there is none.
    dtype: int = 0
    #: How many arrays a JSON body holds.
    arrays: int = 0
    #: Hz, audio only.
    sample_rate: int | float = 0

    def to_python(self, *, shared: bool) -> Any:  # noqa: ANN401 - any value a node may be given
        """The value as a node is given it; arrays are read-only where it is shared.

        JSON is decoded anew each time, so that no two nodes hold the same dict.

        Raises:
            ValueError: a body that is not what its kind says.
        """
        body = self.body
        match self.kind:
            case 3:
                return tuple.__new__(Audio, (read_only(body) if shared else body, self.sample_rate))
            case 4:
                return read_only(body) if shared else body
            case 2:
                return body.decode()
            case 1:
                if self.arrays:
                    return read_arrays(body, self.arrays, shared=shared)
                return json_value(body, shared=shared)
            case 5:
                return body
            case _:
                raise ValueError(f"no value has the kind {self.kind}")


def read_only(array: AnyArray) -> AnyArray:
    """A view of its own for one of several readers; neither it nor the array can be written into any more."""
    array.flags.writeable = False
    return array.view()


def empty_value(
    kind: int,
    nbytes: int,
    *,
    dims: tuple[int, ...] = (),
    dtype: int = 0,
    arrays: int = 0,
    sample_rate: float = 0,
) -> WireValue:
    """A value whose body is yet to be written, once, before anybody is given it.

    The body is fresh memory of exactly `nbytes`. Of a ``bytes`` body no reference and no hash exists,
    which is what makes writing into it sound.
    """
    if dtype:
        body = numpy().empty(dims, DTYPES[dtype])
        if body.nbytes != nbytes:
            raise ValueError(
                f"{DTYPES[dtype]} of shape {dims} takes {body.nbytes} bytes, the packet says {nbytes}"
            )
        return WireValue(kind, body, nbytes, dims, dtype, 0, plain_rate(sample_rate) if kind == AUDIO else 0)
    body = numpy().empty(nbytes, "uint8") if arrays else bytes(nbytes)
    return WireValue(kind, body, nbytes, (), 0, arrays)


def filled_value(
    kind: int,
    source: memoryview | bytes,
    *,
    dims: tuple[int, ...] = (),
    dtype: int = 0,
    arrays: int = 0,
    sample_rate: float = 0,
) -> WireValue:
    """A value whose body is one copy of `source`: for hosts that have the other memory as a buffer."""
    if kind in (AUDIO, TENSOR) or arrays:
        value = empty_value(kind, len(source), dims=dims, dtype=dtype, arrays=arrays, sample_rate=sample_rate)
        value.body.reshape(-1).view("uint8")[:] = memoryview(source).cast("B")
        return value
    return WireValue(kind, bytes(source), len(source))
