"""Expected values in the spelling of results, and the comparison with what came out."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt


def floats(array: npt.ArrayLike) -> list[float]:
    """Numbers in the shortest spelling of their own width, as results are written; not finite: null."""
    flat = np.ravel(np.asarray(array))
    return [float(str(each)) if np.isfinite(each) else None for each in flat]  # type: ignore[misc]


def tensor(array: npt.NDArray[Any]) -> dict[str, Any]:
    """A tensor."""
    flat: list[Any]
    if array.dtype.kind == "c":
        flat = [[*floats(each.real), *floats(each.imag)] for each in array.ravel()]
    elif array.dtype.kind == "f":
        flat = floats(array)
    else:
        flat = array.ravel().tolist()
    return {"dtype": array.dtype.name, "shape": list(array.shape), "data": flat}


def audio(samples: npt.ArrayLike, sample_rate: int) -> dict[str, Any]:
    """Audio; `samples`: (channels, frames)."""
    channels = np.atleast_2d(np.asarray(samples, dtype=np.float32))
    return {
        "sample_rate": sample_rate,
        "channels": channels.shape[0],
        "frames": channels.shape[1],
        "samples": [floats(each) for each in channels],
    }


def assert_sine(
    blocks: Sequence[Mapping[str, Any]],
    *,
    hertz: float,
    amplitude: float,
    rate: int,
    frames: int,
    ends: int = 2000,
) -> None:
    """Asserts that sound, block by block and in every channel, is this sine; from 0 on, within 1e-4.

    Its `ends` are not looked at, in frames: a filter sees zeros beyond them.
    """
    assert all(each["sample_rate"] == rate for each in blocks)
    wanted = amplitude * np.sin(2 * np.pi * hertz / rate * np.arange(frames))
    for channel in range(blocks[0]["channels"]):
        samples = np.array([sample for each in blocks for sample in each["samples"][channel]])
        assert len(samples) == frames
        assert np.abs(samples - wanted)[ends:-ends].max() < 1e-4


def spelled(text: str) -> Any:
    """JSON with its numbers as they are written: 1 is not 1.0, and the last digit counts."""
    return json.loads(text, parse_float=lambda word: ("float", word), parse_int=lambda word: ("int", word))


def assert_same(actual: Any, expected: Any, tolerance: float = 0.0, at: str = "") -> None:
    """Asserts equality of JSON values: integers are no floats, floats may differ by `tolerance`.

    The tolerance counts absolutely for what is below 1, relatively above.
    """
    assert type(actual) is type(expected), f"{at}: {actual!r} is not {expected!r}"
    if isinstance(expected, dict):
        assert list(actual) == list(expected), f"{at}: the keys are {list(actual)}, not {list(expected)}"
        for key, value in expected.items():
            assert_same(actual[key], value, tolerance, f"{at}.{key}")
    elif isinstance(expected, list):
        assert len(actual) == len(expected), f"{at}: {len(actual)} elements, not {len(expected)}"
        for index, (one, other) in enumerate(zip(actual, expected, strict=True)):
            assert_same(one, other, tolerance, f"{at}[{index}]")
    elif isinstance(expected, float) and tolerance:
        room = tolerance * max(1.0, abs(expected))
        assert math.isclose(actual, expected, rel_tol=0, abs_tol=room), (
            f"{at}: {actual!r} is not {expected!r}"
        )
    else:
        assert actual == expected, f"{at}: {actual!r} is not {expected!r}"
        if isinstance(expected, float):
            assert math.copysign(1, actual) == math.copysign(1, expected), f"{at}: the sign of zero"
