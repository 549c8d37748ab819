"""The judges themselves: a value, a digit, a word that differs is noticed."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from conformance.case import Case, Problem
from conformance.result import Result, assert_equal, assert_right

CASE = Case(name="c", source="by hand", outputs={"out": [1, 0.5]})
TOLD = {"severity": "warning", "code": "w", "message": "so", "node": "n"}
GOOD = Result(how="done", outputs={"out": ["1", "0.5"]}, diagnostics=[TOLD])


def test_what_is_right_and_equal_passes() -> None:
    assert_right(replace(CASE, warns=[Problem("w", "n")]), GOOD)
    assert_equal(GOOD, GOOD)


@pytest.mark.parametrize(
    "change",
    [
        {"how": "failed"},
        {"outputs": {"out": ["1", "0.50000001"]}},
        {"outputs": {"out": ["1.0", "0.5"]}},
        {"outputs": {"out": ["0.5", "1"]}},
        {"outputs": {"out": ["1"]}},
        {"outputs": {"other": ["1", "0.5"]}},
        {"diagnostics": [{**TOLD, "severity": "error"}]},
    ],
)
def test_what_is_wrong_fails(change: dict[str, Any]) -> None:
    with pytest.raises(AssertionError):
        assert_right(CASE, replace(GOOD, **change))
    with pytest.raises(AssertionError):
        assert_equal(GOOD, replace(GOOD, **change))


def test_hosts_must_have_the_same_digits_and_words() -> None:
    changes: list[dict[str, Any]] = [
        {"outputs": {"out": ["1", "0.50"]}},
        {"diagnostics": [{**TOLD, "message": "otherwise"}]},
        {"diagnostics": []},
    ]
    for change in changes:
        with pytest.raises(AssertionError):
            assert_equal(GOOD, replace(GOOD, **change))


def test_a_tolerance_is_no_more_than_it_says() -> None:
    near = replace(GOOD, outputs={"out": ["1", "0.5009"]})
    assert_right(replace(CASE, tolerance=0.001), near)
    with pytest.raises(AssertionError):
        assert_right(replace(CASE, tolerance=0.0005), near)
