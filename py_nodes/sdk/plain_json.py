"""JSON as the wire has it: plain numbers, null for what is no number, arrays attached behind the text."""

from __future__ import annotations

import dataclasses
import json
import math
import struct
import sys
from typing import TYPE_CHECKING, Any

from py_nodes.sdk.element_types import DTYPES, is_array

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    AnyArray = npt.NDArray[Any]

MARK = "$array"
DATA_ALIGNMENT = 8


def json_text(value: Any) -> tuple[bytes, list[AnyArray]]:  # noqa: ANN401 - whatever a node returns
    """A value as JSON text in UTF-8, and the arrays in it, which stand in the text as ``{"$array": i}``.

    Tuples become lists, numpy scalars and dataclasses plain values, NaN and infinities null.

    Raises:
        TypeError: something in it that JSON has no form for; the message names the place.
        ValueError: text that UTF-8 cannot hold, a value that contains itself, a dict that looks like a mark.
    """
    arrays: list[AnyArray] = []

    def stand_in(item: Any) -> Any:  # noqa: ANN401
        if is_array(item):
            arrays.append(item)
            return {MARK: len(arrays) - 1}
        return plain(item)

    try:
        text = json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"), default=stand_in)
    except (TypeError, ValueError, RecursionError):
        # NaN, a key that is no text, or something without a form: the slow way finds out which and where.
        arrays.clear()
        text = json.dumps(
            plain_tree(value, "", ()), ensure_ascii=False, separators=(",", ":"), default=stand_in
        )
    if arrays and text.count(f'"{MARK}"') != len(arrays):
        msg = f"the result holds arrays and the text '{MARK}', which marks the place of an array: rename it"
        raise ValueError(msg)
    try:
        return text.encode(), arrays
    except UnicodeEncodeError:
        msg = "a text in the result holds half of a surrogate pair, which UTF-8 has no form for"
        raise ValueError(msg) from None


def plain(item: Any) -> Any:  # noqa: ANN401
    """A numpy scalar or dataclass as what JSON knows; raises TypeError for anything else."""
    numpy = sys.modules.get("numpy")
    if numpy is not None and isinstance(item, numpy.generic) and item.dtype.kind in "biuf":
        return item.item()
    if dataclasses.is_dataclass(item) and not isinstance(item, type):
        return {field.name: getattr(item, field.name) for field in dataclasses.fields(item)}
    raise TypeError(type(item).__name__)


def plain_tree(value: Any, path: str, within: tuple[int, ...]) -> Any:  # noqa: ANN401
    """The same value with null for NaN and text for keys; arrays stay. `path` is for messages."""
    if value is None or isinstance(value, (str, bool, int)) or is_array(value):
        return value
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if id(value) in within:
        raise ValueError(f"the result contains itself at {place(path)}")
    inside = (*within, id(value))
    if isinstance(value, dict):
        return {
            text_key(key, path): plain_tree(item, f"{path}[{key!r}]", inside) for key, item in value.items()
        }
    if isinstance(value, (list, tuple)):
        return [plain_tree(item, f"{path}[{i}]", inside) for i, item in enumerate(value)]
    try:
        simple = plain(value)
    except TypeError:
        kind = f"{type(value).__module__}.{type(value).__qualname__}".removeprefix("builtins.")
        msg = (
            f"{place(path)} is of the type {kind}, which cannot leave a node; "
            "return text, numbers, arrays, or dicts and lists of them, or Audio or bytes by themselves"
        )
        raise TypeError(msg) from None
    return plain_tree(simple, path, inside)


def place(path: str) -> str:
    """A place in a result, for people."""
    return f"result{path}" if path else "the result"


def text_key(key: Any, path: str) -> str:  # noqa: ANN401
    """A dict's key as JSON spells it."""
    if isinstance(key, str):
        return key
    numpy = sys.modules.get("numpy")
    if numpy is not None and isinstance(key, numpy.generic):
        key = key.item()
    if key is None or isinstance(key, (bool, int, float)):
        return json.dumps(key)
    raise TypeError(f"{place(path)} has a key of type {type(key).__name__}; keys are text or numbers")


def attach_arrays(text: bytes, arrays: list[tuple[int, AnyArray]]) -> npt.NDArray[np.uint8]:
    """A JSON body with arrays: each (dtype code, array in wire form) is copied once, into the body."""
    import numpy as np  # noqa: PLC0415 - there are arrays, so it is imported already

    heads: list[bytes] = []
    starts: list[int] = []
    at = 4 + len(text)
    for code, array in arrays:
        head = struct.pack(f"<BBxx{array.ndim}II", code, array.ndim, *array.shape, array.nbytes)
        before = -at % 4
        after = -(at + before + len(head)) % DATA_ALIGNMENT
        heads.append(bytes(before) + head + bytes(after))
        starts.append(at + len(heads[-1]))
        at = starts[-1] + array.nbytes
    body = np.empty(at, dtype=np.uint8)
    body[: 4 + len(text)] = np.frombuffer(struct.pack("<I", len(text)) + text, dtype=np.uint8)
    for head, start, (_code, array) in zip(heads, starts, arrays, strict=True):
        body[start - len(head) : start] = np.frombuffer(head, dtype=np.uint8)
        body[start : start + array.nbytes] = array.reshape(-1).view(np.uint8)
    return body


def read_arrays(body: npt.NDArray[np.uint8], count: int, *, shared: bool) -> Any:  # noqa: ANN401
    """The value of a JSON body with arrays, which are views into the body.

    Raises:
        ValueError: a body that is cut short, or marks that do not fit its arrays.
    """
    if shared:
        body.flags.writeable = False
    raw = body.data
    (length,) = struct.unpack_from("<I", raw)
    at = 4 + length
    arrays: list[AnyArray] = []
    try:
        for _ in range(count):
            at += -at % 4
            code, rank = struct.unpack_from("<BBxx", raw, at)
            *dims, nbytes = struct.unpack_from(f"<{rank + 1}I", raw, at + 4)
            at += 4 + 4 * (rank + 1)
            at += -at % DATA_ALIGNMENT
            arrays.append(body[at : at + nbytes].view(DTYPES[code]).reshape(dims))
            at += nbytes
    except (struct.error, KeyError) as error:
        raise ValueError(f"array {len(arrays)} of a JSON body cannot be read: {error}") from None

    def put_back(item: dict[str, Any]) -> Any:  # noqa: ANN401
        return arrays[item[MARK]] if len(item) == 1 and MARK in item else item

    return json.loads(str(raw[4 : 4 + length], "utf-8"), object_hook=put_back)
