"""Arrays as the older SDK spells them in JSON reach nodes as arrays; others stay dicts."""

from __future__ import annotations

import base64
import json
from typing import Any

import numpy as np
import pytest

from py_nodes.sdk.sdk_arrays import json_value


def spelled(array: Any, **meta: Any) -> dict[str, Any]:
    facts = {
        "shape": list(array.shape),
        "dtype": str(array.dtype),
        "size": array.size,
        "c_contiguous": True,
        "f_contiguous": False,
    }
    data = base64.b64encode(array.tobytes()).decode()
    return {"__numpy__": True, "array": {"meta": {**facts, **meta}, "data": data}}


@pytest.mark.parametrize("dtype", ["float32", "int16", "complex128", "bool", "uint64"])
def test_an_array_is_an_array_wherever_it_stands(dtype: str) -> None:
    array = np.arange(6).reshape(3, 2).astype(dtype)
    value = json_value(json.dumps({"a": [spelled(array), 1], "b": "x"}).encode(), shared=False)
    assert value["b"] == "x"
    np.testing.assert_array_equal(value["a"][0], array)
    assert value["a"][0].dtype == array.dtype
    value["a"][0][0] = 1


def test_a_shared_array_is_read_only() -> None:
    value = json_value(json.dumps(spelled(np.zeros(3))).encode(), shared=True)
    with pytest.raises(ValueError, match="read-only"):
        value[0] = 1


@pytest.mark.parametrize(
    "item",
    [
        spelled(np.zeros(3), shape=[4]),
        spelled(np.zeros(3), shape=[-3]),
        spelled(np.zeros(3), shape=[2**62, 2**62]),
        spelled(np.zeros(1), shape=[1] * 40),
        spelled(np.zeros(3), shape=[3.0]),
        spelled(np.zeros(3), dtype="object"),
        spelled(np.zeros(3), dtype="datetime64[s]"),
        {"__numpy__": True, "array": {"meta": {"shape": [1], "dtype": "int8"}, "data": "no base64"}},
        {"__numpy__": True},
        {"__numpy__": False, "array": None},
        {"__numpy__": 1, "__pickled__": True, "data": "gASVAA=="},
    ],
)
def test_what_only_looks_like_one_stays_a_dict(item: dict[str, Any]) -> None:
    assert json_value(json.dumps(item).encode(), shared=False) == item
