"""What nodes give out, as wire values.

Arrays are taken over as they are where nothing but the result holds them, and copied where the node
could still write into them.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

from py_nodes.sdk.audio import (
    LEAST_RATE,
    MOST_CHANNELS,
    MOST_RATE,
    Audio,
    is_audio_pair,
    plain_rate,
    planar_float32,
)
from py_nodes.sdk.element_types import FLOAT32, dtype_code, float32, is_array, wire_array
from py_nodes.sdk.plain_json import attach_arrays, json_text
from py_nodes.sdk.wire_values import AUDIO, BYTES, JSON, TENSOR, TEXT, WireValue

if TYPE_CHECKING:
    import numpy.typing as npt

    AnyArray = npt.NDArray[Any]


def lone_count() -> int:
    """What `sys.getrefcount(holder[0])` says of an object that only `holder` holds, on this interpreter."""
    holder = [object()]
    return sys.getrefcount(holder[0])


LONE = lone_count()


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
    if kind is tuple or kind is Audio:
        return quick_audio(held) or tuple_value(held)
    if kind is str:
        return text_value(held[0]), None
    if kind is dict or kind is list or kind is int or kind is float or kind is bool:
        return json_value(held[0]), None
    if issubclass(kind, tuple):
        return tuple_value(held)
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


def quick_audio(held: list[tuple[Any, ...]]) -> tuple[WireValue, None] | None:
    """What most nodes give, a fresh float32 array and a rate: settled without calls, which are what costs.

    None where the general way must decide.
    """
    if len(held[0]) != 2 or sys.getrefcount(held[0]) > LONE or sys.getrefcount(held[0][0]) > LONE:
        return None
    samples, rate = held[0]
    if (
        type(rate) is not int
        or not LEAST_RATE <= rate <= MOST_RATE
        or getattr(samples, "base", 0) is not None
    ):
        return None
    dims = samples.shape
    if samples.dtype is not float32() or len(dims) != 2 or dims[0] > MOST_CHANNELS:
        return None
    if not samples.flags.c_contiguous:
        return None
    return WireValue(AUDIO, samples, dims[0] * dims[1] * 4, dims, FLOAT32, 0, rate), None


def tuple_value(held: list[tuple[Any, ...]]) -> tuple[WireValue, dict[str, Any] | None]:
    """Audio with what metadata came with it, or a list."""
    taken = holds_sole_array(held)
    value = held[0]
    audio, metadata = audio_in_tuple(value)
    if audio is None:
        return json_value(value), None
    return audio_value(*audio, taken=taken), metadata


def audio_value(samples: AnyArray, rate: float, *, taken: bool) -> WireValue:
    """Audio; `taken` says that nothing else holds the samples."""
    planar = planar_float32(samples)
    if not planar.flags.c_contiguous or not (taken or planar.dtype is not samples.dtype):
        planar = planar.copy(order="C")
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
