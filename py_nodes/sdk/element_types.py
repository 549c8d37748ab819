"""Element types of arrays on the wire (wasm_kernels/WIRE.md)."""

from __future__ import annotations

import functools
import sys
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy.typing as npt

    AnyArray = npt.NDArray[Any]

DTYPES = {
    1: "float32",
    2: "float64",
    3: "int8",
    4: "uint8",
    5: "int16",
    6: "uint16",
    7: "int32",
    8: "uint32",
    9: "int64",
    10: "uint64",
    11: "bool",
    12: "float16",
    13: "complex64",
    14: "complex128",
}
CODES = {name: code for code, name in DTYPES.items()}
FLOAT32 = CODES["float32"]


def numpy() -> Any:  # noqa: ANN401 - a module
    """The module, imported when the first array comes: graphs without arrays do not pay for it.

    Called for every packet, hence not an import statement, which costs more than the look-up.
    """
    found = sys.modules.get("numpy")
    if found is None:
        import numpy as found  # noqa: PLC0415
    return found


@functools.cache
def float32() -> Any:  # noqa: ANN401 - a dtype
    """Numpy's own object for native float32, to be compared by `is`."""
    return numpy().dtype("float32")


def is_array(value: object) -> bool:
    """Whether a value is a numpy array, asked without importing numpy."""
    module = sys.modules.get("numpy")
    return module is not None and isinstance(value, module.ndarray)


def dtype_code(array: AnyArray) -> int:
    """The wire's code of an array's element type; see `DTYPES`."""
    code = CODES.get(array.dtype.name)
    if code is None:
        msg = f"an array of {array.dtype} cannot leave a node; these can: {', '.join(CODES)}"
        raise TypeError(msg)
    return code


def wire_array(array: AnyArray) -> AnyArray:
    """The same numbers, contiguous and little-endian; the array itself where it is so already."""
    if array.flags.c_contiguous and array.dtype.isnative and type(array) is numpy().ndarray:
        return array
    plain: AnyArray = numpy().array(array, dtype=array.dtype.newbyteorder("="), order="C", copy=True)
    return plain
