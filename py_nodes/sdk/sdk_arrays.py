"""Arrays in JSON as the RemoteMedia SDK writes them between its hosts, for nodes that expect arrays.

``{"__numpy__": true, "array": {"meta": {"shape", "dtype", …}, "data": base64 of the C-order bytes}}``
"""

from __future__ import annotations

import binascii
import json
import math
from typing import Any

from py_nodes.sdk.element_types import CODES, numpy

MARK = b'"__numpy__"'
# As many as an array of the wire may have (wasm_kernels/WIRE.md), and fewer than numpy's own bound.
MOST_DIMS = 32


def json_value(text: bytes, *, shared: bool) -> Any:  # noqa: ANN401 - JSON
    """What a JSON text says, the SDK's arrays in it as arrays: fresh, and read-only where they are `shared`.

    Whatever only looks like one (a shape that does not fit its bytes, another dtype, a pickle) stays a dict.
    """
    if MARK not in text:
        return json.loads(text)

    def put_back(item: dict[str, Any]) -> Any:  # noqa: ANN401
        array = array_of(item) if item.get("__numpy__") is True else None
        if array is None:
            return item
        if shared:
            array.flags.writeable = False
        return array

    return json.loads(text, object_hook=put_back)


def array_of(item: dict[str, Any]) -> Any:  # noqa: ANN401 - an array, or None
    """The array that a dict stands for, or None where it is not one of known type, whole and to the byte."""
    match item.get("array"):
        case {"meta": {"shape": list(shape), "dtype": str(name)}, "data": str(text)} if name in CODES:
            pass
        case _:
            return None
    if not all(isinstance(size, int) and not isinstance(size, bool) and size >= 0 for size in shape):
        return None
    dtype = numpy().dtype(name).newbyteorder("<")
    try:
        data = bytearray(binascii.a2b_base64(text, strict_mode=True))
    except ValueError:
        return None
    if math.prod(shape) * dtype.itemsize != len(data) or len(shape) > MOST_DIMS:
        return None
    return numpy().frombuffer(data, dtype=dtype).reshape(shape).astype(name, copy=False)
