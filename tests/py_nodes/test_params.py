"""Params: from the manifest's dict to a typed dataclass, with every problem told together."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from typing import Any, Literal

import pytest

from py_nodes.sdk import param
from py_nodes.sdk.params import describe_params, read_params


class Window(enum.Enum):
    HANN = "hann"
    FLAT = "flat"


@dataclass(frozen=True)
class Params:
    rate: int
    gain: float = param(1.0, minimum=0, maximum=10, unit="dB", help="How loud.")
    quality: Literal["low", "high"] = "high"
    words: list[str] = param(["a"])
    limits: dict[str, float] | None = None
    window: Window = Window.HANN
    pair: tuple[int, ...] = ()
    anything: Any = None
    loud: bool = False


def read(given: dict[str, Any]) -> tuple[Any, list[Any]]:
    return read_params(Params, given, "nodes[2].params")


def test_values_are_typed_and_defaults_filled() -> None:
    params, found = read(
        {"rate": 8000.0, "gain": 2, "words": ["x", "y"], "limits": {"a": 1}, "window": "flat", "pair": [1, 2]}
    )
    assert found == []
    assert params == Params(8000, 2.0, "high", ["x", "y"], {"a": 1.0}, Window.FLAT, (1, 2))
    assert isinstance(params.rate, int)
    assert isinstance(params.gain, float)


def test_a_list_as_default_is_each_nodes_own() -> None:
    first, second = (read({"rate": 1})[0] for _ in range(2))
    first.words.append("b")
    assert second.words == ["a"]


def test_every_problem_is_told_with_its_place() -> None:
    params, found = read(
        {
            "gain": 11,
            "quality": "hihg",
            "words": ["a", 3],
            "limits": {"x": "y"},
            "window": "han",
            "loud": 1,
            "gian": 1,
        }
    )
    assert params is None
    told = {each["path"]: each for each in found}
    assert set(told) == {
        "nodes[2].params",
        "nodes[2].params.gain",
        "nodes[2].params.quality",
        "nodes[2].params.words[1]",
        "nodes[2].params.limits.x",
        "nodes[2].params.window",
        "nodes[2].params.loud",
        "nodes[2].params.gian",
    }
    assert told["nodes[2].params"]["message"] == "The parameter 'rate' is required."
    assert (
        told["nodes[2].params.gain"]["message"] == "The parameter 'gain' must be at most 10 dB, it is 11.0."
    )
    assert told["nodes[2].params.gain"]["help"] == "How loud."
    assert "Did you mean 'high'?" in told["nodes[2].params.quality"]["message"]
    assert "must be text, it is 3" in told["nodes[2].params.words[1]"]["message"]
    assert told["nodes[2].params.gian"]["severity"] == "warning"
    assert told["nodes[2].params.gian"]["help"] == "Did you mean 'gain'?"


@pytest.mark.parametrize("rate", [True, 1.5, "8000", None, [1]])
def test_a_whole_number_is_nothing_else(rate: Any) -> None:
    assert read({"rate": rate})[1][0]["path"] == "nodes[2].params.rate"


def test_an_unknown_key_does_not_stop_the_node() -> None:
    params, found = read({"rate": 1, "colour": "red"})
    assert params is not None
    assert [each["code"] for each in found] == ["unknown-param"]


def test_what_the_class_itself_refuses_is_told() -> None:
    @dataclass
    class Pair:
        low: int = 1
        high: int = 2

        def __post_init__(self) -> None:
            if self.low > self.high:
                raise ValueError("low is above high")

    assert read_params(Pair, {"low": 3}, "p")[1][0]["message"] == "low is above high"


def test_description_has_types_defaults_and_limits() -> None:
    rows = {each["name"]: each for each in describe_params(Params)}
    assert rows["rate"] == {"name": "rate", "type": "a whole number", "required": True}
    assert rows["gain"] == {
        "name": "gain",
        "type": "a number",
        "default": 1.0,
        "help": "How loud.",
        "minimum": 0,
        "maximum": 10,
        "unit": "dB",
    }
    assert rows["quality"]["type"] == "one of low, high"
    assert rows["words"]["default"] == ["a"]
