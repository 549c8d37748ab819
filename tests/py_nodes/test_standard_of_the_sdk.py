"""Standard nodes of the older SDK: utterances from marked audio, code that packets bring."""

from __future__ import annotations

from typing import Any

import numpy as np

from py_nodes.sdk import Audio, Packet
from py_nodes.standard.code_executor import CodeExecutorNode
from py_nodes.standard.utterances import AudioBufferAccumulatorNode
from py_nodes.testing import run_chain, run_node

START, END = {"is_speech_start": True}, {"is_speech_start": False, "is_speech_end": True}
BY = "CodeExecutorNode[CodeExecutorNode]"


def chunk(number: float, frames: int = 100, channels: int = 1) -> Audio:
    """A tenth of a second at 1 kHz, all of one level."""
    return Audio(np.full((channels, frames), number, "float32"), 1000)


def levels(found: list[Audio]) -> list[list[float]]:
    """Levels of the tenths of each piece."""
    return [np.round(each.samples[0, ::100].astype(float), 3).tolist() for each in found]


def gathered(given: list[Any], **params: float) -> list[list[float]]:
    return levels(run_node(AudioBufferAccumulatorNode, params, given))


def test_an_utterance_has_half_a_second_before_its_mark_and_ends_at_the_other() -> None:
    before = [chunk(0.01 * i) for i in range(1, 10)]
    given = [*before, START, chunk(0.5), chunk(0.6), {"has_speech": True}, END, chunk(0.7)]
    assert gathered(given) == [[0.04, 0.05, 0.06, 0.07, 0.08, 0.09, 0.5, 0.6]]


def test_what_is_short_or_silent_is_left_out_and_nothing_of_it_comes_back() -> None:
    given = [START, chunk(0.5), chunk(0.5), END, START, *[chunk(0.01)] * 5, END]
    assert gathered([*given, chunk(0.3), START, *[chunk(0.4)] * 3, END]) == [[0.3, 0.4, 0.4, 0.4]]
    assert gathered(given, min_utterance_duration_ms=200) == [[0.5, 0.5]]


def test_what_is_too_long_comes_in_several_and_the_end_of_the_stream_ends_it() -> None:
    given = [START, *[chunk(i / 10) for i in range(1, 8)]]
    found = gathered(given, max_utterance_duration_ms=400, min_utterance_duration_ms=0)
    assert found == [[0.1, 0.2, 0.3, 0.4], [0.5, 0.6, 0.7]]


def test_audio_that_changes_its_form_is_never_mixed() -> None:
    given = [chunk(0.1, channels=2), chunk(0.2), START, *[chunk(0.3)] * 3, chunk(0.4, channels=2), END]
    found = run_node(AudioBufferAccumulatorNode, {"min_utterance_duration_ms": 0}, given)
    assert [each.samples.shape for each in found] == [(1, 400), (2, 100)]


def test_audio_may_carry_its_mark_itself_and_keeps_its_time() -> None:
    given = [Packet(chunk(i / 10), timestamp=i / 10, metadata={"is_speech": 2 <= i < 6}) for i in range(1, 9)]
    run = run_chain([(AudioBufferAccumulatorNode, {})], given)
    assert levels(run.values) == [[0.1, 0.2, 0.3, 0.4, 0.5]]
    assert run.packets[0].timestamp == 0.1


def code(params: dict[str, Any], *given: Any) -> list[Any]:
    return run_node(CodeExecutorNode, params, given)


def test_code_finds_its_input_and_leaves_a_result() -> None:
    doubled = "def twice(x):\n    return x * 2\nresult = [twice(x) for x in input_data]"
    assert code({}, {"code": doubled, "input": [1, 2.5]}) == [
        {
            "executed_code": doubled,
            "input": [1, 2.5],
            "result": [2, 5.0],
            "processed_by": BY,
            "node_config": {},
        }
    ]
    params = {"code": "result = input_data + 1", "input_data": 4}
    found = code(params, None, {}, {"input": 9}, {"code": "x = 1"})
    assert [each["result"] for each in found] == [5, 5, 10, "No result variable set"]
    assert code({"code": "names = 1"}, None, None)[1]["result"] == "No result variable set"


def test_code_has_the_modules_that_were_wished_for_and_imports_none() -> None:
    root = {"code": "result = math.sqrt(statistics.mean(input_data))", "input": [1, 7]}
    assert (
        code({"enable_safe_imports": True, "allowed_modules": ["statistics", "not_there"]}, root)[0]["result"]
        == 2
    )
    for params in ({}, {"allowed_modules": ["statistics"]}):
        (failed,) = code(params, root)
        assert "math" in failed["error"]
        assert list(failed) == ["error", "code", "input", "processed_by"]
    assert "__import__" in code({}, {"code": "import os"})[0]["error"]


def test_a_failure_of_code_is_an_answer() -> None:
    given = [
        {"code": "result = 1 / 0", "input": 3},
        {"code": "this is no code"},
        {"code": "result = {1}"},
        5,
        None,
    ]
    found = code({}, *given)
    assert all(each["error"] and each["processed_by"] == BY for each in found)
    assert found[0]["error"] == "division by zero"
    assert found[3]["input"] == 5
