"""Element types of arrays on the wire (wasm_kernels/WIRE.md)."""

from __future__ import annotations

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


def is_array(value: object) -> bool:
    """Whether a value is a numpy array, asked without importing numpy."""
    numpy = sys.modules.get("numpy")
    return numpy is not None and isinstance(value, numpy.ndarray)


def dtype_code(array: AnyArray) -> int:
    """The wire's code of an array's element type; see `DTYPES`."""
    code = CODES.get(array.dtype.name)
    if code is None:
        msg = f"an array of {array.dtype} cannot leave a node; these can: {', '.join(CODES)}"
        raise TypeError(msg)
    return code


def wire_array(array: AnyArray) -> AnyArray:
    """The same numbers, contiguous and little-endian; the array itself where it is so already."""
    import numpy as np  # noqa: PLC0415 - there is an array, so it is imported already

    if array.flags.c_contiguous and array.dtype.isnative and type(array) is np.ndarray:
        return array
    return np.array(array, dtype=array.dtype.newbyteorder("="), order="C", copy=True)
