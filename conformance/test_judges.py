"""The judges themselves: a value, a digit, a word that differs is noticed."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from conformance.case import Case, Problem
from conformance.result import Result, assert_equal, assert_right

CASE = Case(name="c", source="by hand", outputs={"out": [1, 0.5]}, warns=[Problem("w", "n")])
TOLD = {"severity": "warning", "code": "w", "message": "so", "node": "n"}
EDGE = {"index": 0, "packets": 2, "dropped": 1, "peak_queued": 1}
GOOD = Result(
    how="done", outputs={"out": ["1", "0.5"]}, diagnostics=[TOLD], edges=[EDGE], sdk='{"status": "success"}'
)


def test_what_is_right_and_equal_passes() -> None:
    assert_right(CASE, GOOD)
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
        {"edges": [{**EDGE, "dropped": 2}]},
        {"edges": []},
        {"sdk": '{"status":"success"}'},
        {"sdk": None},
    ]
    for change in changes:
        with pytest.raises(AssertionError):
            assert_equal(GOOD, replace(GOOD, **change))


@pytest.mark.parametrize(
    "known",
    [
        {"warns": [Problem("w", "n", said="otherwise")]},
        {"warns": [Problem("w")]},
        {"warns": []},
        {"warns": [Problem("w", "n")] * 2},
        {"edges": [{"dropped": 0}]},
        {"edges": [{}, {}]},
        {"sdk": {"status": "failed"}},
    ],
)
def test_what_a_case_says_of_words_figures_and_the_sdk_counts(known: dict[str, Any]) -> None:
    right = replace(
        CASE, warns=[Problem("w", "n", said="so")], edges=[{"dropped": 1}], sdk={"status": "success"}
    )
    assert_right(right, GOOD)
    with pytest.raises(AssertionError):
        assert_right(replace(right, **known), GOOD)


def test_a_tolerance_is_no_more_than_it_says() -> None:
    near = replace(GOOD, outputs={"out": ["1", "0.5009"]})
    assert_right(replace(CASE, tolerance=0.001), near)
    with pytest.raises(AssertionError):
        assert_right(replace(CASE, tolerance=0.0005), near)
