"""Python values as the wire has them (wasm_kernels/WIRE.md, "Encoding"): kinds, dtypes and bodies.

A body is one contiguous buffer whose address a host may read: ``bytes`` for text, bytes and JSON
without arrays, an array otherwise. Arrays are never copied on the way to Python code; on the way out
they are copied only when the node could still reach them.
"""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from py_nodes.sdk.audio import Audio, is_audio_pair, plain_rate, planar_float32
from py_nodes.sdk.element_types import DTYPES, FLOAT32, dtype_code, is_array, wire_array
from py_nodes.sdk.plain_json import attach_arrays, json_text, read_arrays

if TYPE_CHECKING:
    import numpy.typing as npt

    AnyArray = npt.NDArray[Any]

JSON, TEXT, AUDIO, TENSOR, BYTES = 1, 2, 3, 4, 5


def lone_count() -> int:
    """What `sys.getrefcount(holder[0])` says of an object that only `holder` holds, on this interpreter."""
    holder = [object()]
    return sys.getrefcount(holder[0])


LONE = lone_count()


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
                return read_arrays(body, self.arrays, shared=shared) if self.arrays else json.loads(body)
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
    if kind in (AUDIO, TENSOR):
        import numpy as np  # noqa: PLC0415 - graphs without arrays do not pay for it

        body: Any = np.empty(dims, dtype=DTYPES[dtype])
        if body.nbytes != nbytes:
            raise ValueError(
                f"{DTYPES[dtype]} of shape {dims} takes {body.nbytes} bytes, the packet says {nbytes}"
            )
    elif arrays:
        import numpy as np  # noqa: PLC0415 - the same

        body = np.empty(nbytes, dtype=np.uint8)
    else:
        body = bytes(nbytes)
    return WireValue(kind, body, nbytes, dims, dtype, arrays, plain_rate(sample_rate) if kind == AUDIO else 0)


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


def from_python(  # noqa: PLR0911 - one a kind
    held: list[Any],
) -> tuple[WireValue, dict[str, Any] | None]:
    """What a node gave out, as a wire value, and the metadata that came in the older SDK's audio tuples.

    `held` is a list of one: the only place that still holds the result. An array that nothing else
    holds is taken over as it is; any other is copied, since the node may write into it again.

    Raises:
        TypeError: a value that no other node could be given; the message names the place in it.
        ValueError: text that UTF-8 cannot hold, audio of an impossible shape.
    """
    kind = type(held[0])
    if kind is str:
        return text_value(held[0]), None
    if kind is dict or kind is list or kind is int or kind is float or kind is bool:
        return json_value(held[0]), None
    if issubclass(kind, tuple):
        taken = holds_sole_array(held)
        audio, metadata = audio_in_tuple(held[0])
        if audio is None:
            return json_value(held[0]), None
        return audio_value(*audio, taken=taken), metadata
    if is_array(held[0]):
        return tensor_value(held), None
    if issubclass(kind, (bytes, bytearray, memoryview)):
        body = bytes(held[0])
        return WireValue(BYTES, body, len(body)), None
    if issubclass(kind, str):
        return text_value(str(held[0])), None
    return json_value(held[0]), None


def text_value(text: str) -> WireValue:
    """Text in UTF-8."""
    try:
        body = text.encode()
    except UnicodeEncodeError as error:
        msg = (
            f"the text holds half of a surrogate pair at character {error.start}, which UTF-8 has no form for"
        )
        raise ValueError(msg) from None
    return WireValue(TEXT, body, len(body))


def json_value(value: Any) -> WireValue:  # noqa: ANN401
    """Anything that JSON can hold, with its arrays attached behind the text."""
    text, arrays = json_text(value)
    if not arrays:
        return WireValue(JSON, text, len(text))
    body = attach_arrays(text, [(dtype_code(array), wire_array(array)) for array in arrays])
    return WireValue(JSON, body, body.nbytes, arrays=len(arrays))


def audio_value(samples: AnyArray, rate: float, *, taken: bool) -> WireValue:
    """Audio; `taken` says that nothing else holds the samples."""
    import numpy as np  # noqa: PLC0415 - there is an array, so it is imported already

    planar = planar_float32(samples)
    made_here = planar.dtype != samples.dtype
    if not (taken or made_here) or not planar.flags.c_contiguous:
        planar = np.array(planar, dtype=np.float32, order="C", copy=True)
    return WireValue(AUDIO, planar, planar.nbytes, planar.shape, FLOAT32, 0, plain_rate(rate))


def tensor_value(held: list[AnyArray]) -> WireValue:
    """An array of numbers, in C order and little-endian."""
    code = dtype_code(held[0])
    array = held[0] if is_sole(held) else held[0].copy(order="C")
    array = wire_array(array)
    return WireValue(TENSOR, array, array.nbytes, array.shape, code)


def is_sole(holder: list[Any] | tuple[Any, ...]) -> bool:
    """Whether `holder` alone holds the array that is its first item, and the memory that array looks into."""
    if sys.getrefcount(holder[0]) > LONE:
        return False
    if holder[0].base is None:
        return True
    # numpy never chains views: a base that owns its memory has this array as its only holder, or others too.
    return (
        is_array(holder[0].base) and holder[0].base.base is None and sys.getrefcount(holder[0].base) <= LONE
    )


def holds_sole_array(held: list[Any]) -> bool:
    """Whether nothing but the result in the list holds the array that its tuples begin with."""
    holder: list[Any] | tuple[Any, ...] = held
    while isinstance(holder[0], tuple) and holder[0]:
        if sys.getrefcount(holder[0]) > LONE:
            return False
        holder = holder[0]
    return is_array(holder[0]) and is_sole(holder)


def audio_in_tuple(value: tuple[Any, ...]) -> tuple[tuple[Any, Any] | None, dict[str, Any] | None]:
    """Audio and metadata: of `Audio`, (samples, rate), (samples, rate, dict) or ((samples, rate), dict)."""
    if isinstance(value, Audio):
        return value, None
    if is_audio_pair(value):
        return (value[0], value[1]), None
    if len(value) == 3 and isinstance(value[2], dict) and is_audio_pair(value[:2]):
        return (value[0], value[1]), value[2]
    if len(value) == 2 and isinstance(value[0], tuple) and isinstance(value[1], dict):
        inner, nothing = audio_in_tuple(value[0])
        if inner is not None and nothing is None:
            return inner, value[1]
    return None, None
