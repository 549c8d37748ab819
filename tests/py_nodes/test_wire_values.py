"""Bodies of the wire, made from Python values and read back (wasm_kernels/WIRE.md)."""

from __future__ import annotations

import dataclasses
import json
import struct
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from py_nodes.sdk import Audio
from py_nodes.sdk.element_types import DTYPES
from py_nodes.sdk.results import from_python
from py_nodes.sdk.wire_values import (
    AUDIO,
    BYTES,
    JSON,
    TENSOR,
    TEXT,
    WireValue,
    empty_value,
    filled_value,
)


def wire(value: Any) -> WireValue:
    return from_python([value])[0]


def crossed(value: WireValue) -> WireValue:
    """The same value after its body went through another memory."""
    return filled_value(
        value.kind,
        memoryview(value.body).cast("B") if value.nbytes else b"",
        dims=value.dims,
        dtype=value.dtype,
        arrays=value.arrays,
        sample_rate=value.sample_rate,
    )


plain_json = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**63), 2**63)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text().filter(lambda key: key != "$array"), inner),
)


@given(plain_json.filter(lambda value: not isinstance(value, (str, type(None)))))
def test_json_comes_back_as_it_was(value: Any) -> None:
    """'Integers have no point, floats have one.'"""
    body = wire(value)
    assert body.kind == JSON
    back = crossed(body).to_python(shared=False)
    assert back == value
    assert json.dumps(back) == json.dumps(value)


def test_numpy_scalars_tuples_and_dataclasses_become_plain() -> None:
    @dataclasses.dataclass
    class Segment:
        start: float
        label: str

    value = {
        "n": np.int64(3),
        "x": np.float32(0.5),
        "ok": np.bool_(1),
        "pair": (1, 2),
        "s": Segment(1.5, "a"),
        7: None,
    }
    assert wire(value).body == (
        b'{"n":3,"x":0.5,"ok":true,"pair":[1,2],"s":{"start":1.5,"label":"a"},"7":null}'
    )


@pytest.mark.parametrize("bad", [float("nan"), float("inf"), np.float32("nan"), np.float64("-inf")])
def test_what_is_no_number_becomes_null(bad: float) -> None:
    assert wire({"a": [1.5, bad], "b": {"c": bad}}).body == b'{"a":[1.5,null],"b":{"c":null}}'


def test_json_body_with_arrays_is_laid_out_as_the_wire_says() -> None:
    value = wire({"a": np.array([1, 2, 3], dtype=np.int16), "b": np.array([[0.5]], dtype=np.float64)})
    body = bytes(value.body)
    (length,) = struct.unpack_from("<I", body)
    assert body[4 : 4 + length] == b'{"a":{"$array":0},"b":{"$array":1}}'
    at = 4 + length
    at += -at % 4
    assert struct.unpack_from("<BBxxII", body, at) == (5, 1, 3, 6)
    at += 12
    at += -at % 8
    assert body[at : at + 6] == np.array([1, 2, 3], dtype="<i2").tobytes()
    at += 6
    at += -at % 4
    assert struct.unpack_from("<BBxxIII", body, at) == (2, 2, 1, 1, 8)
    at += 16
    at += -at % 8
    assert body[at:] == struct.pack("<d", 0.5)
    assert value.arrays == 2
    assert value.nbytes == len(body)


@pytest.mark.parametrize("name", DTYPES.values())
@pytest.mark.parametrize("shape", [(), (3,), (2, 3), (0, 4), (2, 1, 2)])
def test_arrays_of_every_type_and_shape_come_back(name: str, shape: tuple[int, ...]) -> None:
    array = (np.arange(np.prod(shape, dtype=int)) % 2).astype(name).reshape(shape)
    alone = crossed(wire(array)).to_python(shared=False)
    inside = crossed(wire({"x": array})).to_python(shared=False)["x"]
    for back in (alone, inside):
        assert back.dtype == array.dtype
        assert back.shape == shape
        assert np.array_equal(back, array)
        assert back.flags.writeable
        assert back.flags.aligned


def test_arrays_in_another_order_or_byte_order_arrive_the_same() -> None:
    for array in (np.arange(6.0).reshape(2, 3).T, np.arange(4, dtype=">i4"), np.arange(10)[::3]):
        back = wire(array).to_python(shared=False)
        assert back.flags.c_contiguous
        assert np.array_equal(back, array)


def test_text_and_bytes() -> None:
    assert crossed(wire("żółć 🎧")).to_python(shared=False) == "żółć 🎧"
    assert wire("é").body == "é".encode()
    assert wire("").kind == TEXT
    for value in (b"\0\1", bytearray(b"\0\1"), memoryview(b"\0\1")):
        assert wire(value).kind == BYTES
        assert crossed(wire(value)).to_python(shared=False) == b"\0\1"


def test_audio_is_a_pair_and_crosses_as_float32() -> None:
    audio = Audio([0.5, -0.25], 16_000)
    samples, rate = audio
    assert (len(audio), samples.shape, rate) == (2, (1, 2), 16_000)
    assert isinstance(audio, tuple)
    value = wire(audio)
    assert (value.kind, value.dims, value.dtype, value.nbytes) == (AUDIO, (1, 2), 1, 8)
    back = crossed(value).to_python(shared=False)
    assert isinstance(back, Audio)
    assert np.array_equal(back.samples, samples)
    assert back.sample_rate == 16_000
    assert isinstance(back.sample_rate, int)


def test_tuples_of_the_older_sdk_are_audio() -> None:
    samples = np.zeros((2, 5), dtype=np.float32)
    assert from_python([(samples, 8000)])[0].dims == (2, 5)
    value, metadata = from_python([(samples, 8000, {"is_speech": True})])
    assert (value.kind, metadata) == (AUDIO, {"is_speech": True})
    value, metadata = from_python([((samples[0], np.int64(8000)), {"is_speech": False})])
    assert (value.kind, value.dims, metadata) == (AUDIO, (1, 5), {"is_speech": False})


def test_an_array_beside_a_small_number_is_not_audio() -> None:
    assert wire((np.zeros(3), 0.9)).kind == JSON
    assert wire((np.zeros((2, 2, 2)), 16_000)).kind == JSON


def test_integer_samples_are_scaled() -> None:
    assert Audio(np.array([-32768, 16384], dtype=np.int16), 8000).samples.tolist() == [[-1.0, 0.5]]
    assert Audio(np.array([-(2**31)], dtype=np.int32), 8000).samples.tolist() == [[-1.0]]


@pytest.mark.parametrize(
    ("samples", "rate", "words"),
    [
        (np.zeros((2, 2, 2)), 8000, "(channels, frames)"),
        (np.zeros((1000, 2)), 8000, "samples.T"),
        (np.zeros(3), 0, "positive number of Hz"),
        (np.zeros(3), float("nan"), "positive number of Hz"),
        (np.array(["a"]), 8000, "floating-point"),
    ],
)
def test_impossible_audio_says_what_is_wrong(samples: Any, rate: float, words: str) -> None:
    with pytest.raises((TypeError, ValueError), match=words.replace("(", r"\(").replace(")", r"\)")):
        Audio(samples, rate)


def own_array() -> Any:
    made = np.arange(4, dtype=np.float32)[None]
    return made, made.ctypes.data


def result_of(make: Any) -> list[Any]:
    """As the executor holds a result: in a list and nowhere else."""
    return [make()]


def test_an_array_that_nobody_else_holds_is_not_copied() -> None:
    for make in (
        lambda: np.ones(8),
        lambda: np.ones(8).reshape(2, 4),
        lambda: Audio(np.ones(8, np.float32), 8000),
    ):
        held = result_of(make)
        array = held[0].samples if isinstance(held[0], Audio) else held[0]
        address = array.ctypes.data
        del array
        value, _ = from_python(held)
        assert value.body.ctypes.data == address


def test_an_array_that_the_node_keeps_is_copied() -> None:
    kept = np.ones(8, dtype=np.float32)
    keeper = (kept[None], 8000)
    for make in (
        lambda: kept,
        lambda: kept[:4],
        lambda: (kept, 8000),
        lambda: Audio(kept, 8000),
        lambda: keeper,
    ):
        value, _ = from_python(result_of(make))
        kept[:] = 7
        assert value.to_python(shared=False) is not kept
        assert 7 not in np.asarray(value.body)
        kept[:] = 1


def test_shared_values_are_read_only_and_each_reader_has_its_own() -> None:
    for value in (wire(np.ones(3)), wire(Audio(np.ones(3), 8000)), wire({"a": np.ones(3)})):
        first, second = (value.to_python(shared=True) for _ in range(2))
        arrays = [
            each.samples if isinstance(each, Audio) else each["a"] if isinstance(each, dict) else each
            for each in (first, second)
        ]
        assert arrays[0] is not arrays[1]
        for array in arrays:
            with pytest.raises(ValueError, match="read-only"):
                array[...] = 2
            with pytest.raises(ValueError, match="WRITEABLE"):
                array.flags.writeable = True
    value = wire({"list": [1]})
    value.to_python(shared=True)["list"].append(2)
    assert value.to_python(shared=True) == {"list": [1]}


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ({"a": [1, {2}]}, r"result\['a'\]\[1\] is of the type set"),
        (object(), "the result is of the type object"),
        ({"a": b"x"}, r"result\['a'\] is of the type bytes.* or bytes by themselves"),
        ({(1, 2): 3}, "a key of type tuple"),
        (np.array(["a"]), "cannot leave a node"),
        ({"x": np.array([object()])}, "cannot leave a node"),
        ("\ud800", "surrogate"),
        ({"a": "\ud800"}, "surrogate"),
        ({"a": {"$array": 0}, "b": np.zeros(1)}, r"\$array"),
    ],
)
def test_what_cannot_leave_names_the_place(value: Any, words: str) -> None:
    with pytest.raises((TypeError, ValueError), match=words):
        wire(value)


def test_a_value_that_contains_itself_is_refused() -> None:
    loop: list[Any] = []
    loop.append(loop)
    with pytest.raises(ValueError, match=r"contains itself at result\[0\]"):
        wire(loop)


def test_a_mark_without_arrays_is_an_ordinary_dict() -> None:
    assert wire({"$array": 0}).to_python(shared=False) == {"$array": 0}


def test_room_for_a_body_must_fit_the_shape() -> None:
    with pytest.raises(ValueError, match="takes 24 bytes, the packet says 20"):
        empty_value(TENSOR, 20, dims=(2, 3), dtype=1)


@pytest.mark.parametrize("cut", [5, 40, 60])
def test_a_body_that_is_cut_short_is_an_error(cut: int) -> None:
    whole = bytes(wire({"a": np.arange(3)}).body)
    with pytest.raises((ValueError, IndexError)):
        filled_value(JSON, whole[:cut], arrays=1).to_python(shared=False)
