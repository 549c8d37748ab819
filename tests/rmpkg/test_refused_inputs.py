"""What no packet holds, and names that no input has: refused where the text is read, with its place."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from tests.rmpkg.test_terminal_words import PASS, words

if TYPE_CHECKING:
    from pathlib import Path

    from tests.rmpkg.conftest import Command

DEEP = "[" * 200 + "]" * 200


@pytest.mark.parametrize(
    ("text", "code", "place"),
    [('["ok",\n "\\ud800"]', "half-character", (2, 3)), (DEEP, "nested-too-deep", (1, 129))],
)
def test_an_input_that_no_packet_holds_is_refused_before_it_runs(
    tmp_path: Path, rmpkg: Command, text: str, code: str, place: tuple[int, int]
) -> None:
    graph = tmp_path / "graph.json"
    graph.write_text(json.dumps(PASS))
    values = tmp_path / "values.json"
    values.write_text(text)
    before = '{"manifest": ' + json.dumps(PASS) + ',\n"inputs": {"a":\n'
    wrapped = tmp_path / "wrapped.json"
    wrapped.write_text(before + text + "}}")
    line, column = place
    for command, file, at in [
        ((graph, "-i", f"a={text}"), "--input a", line),
        ((graph, "-i", f"a={values}"), str(values), line),
        ((wrapped,), str(wrapped), line + 2),
    ]:
        ran = rmpkg("run", *command, "--json")
        (told,) = ran.document["diagnostics"]
        assert (told["code"], told["file"], told["line"], told["column"]) == (code, file, at, column)
        assert "node" not in told
        assert ran.document["outputs"] == {}
        assert f"{file}:{at}:{column}" in words(rmpkg("run", *command).err)
    (of_file,) = rmpkg("run", graph, "-i", f"a={values}", "--json").document["diagnostics"]
    assert of_file["message"].startswith("For the input 'a': ")
    (of_wrapped,) = rmpkg("run", wrapped, "--json").document["diagnostics"]
    assert of_wrapped["path"] == "inputs.a"


def test_an_unknown_input_is_told_where_it_is_written(tmp_path: Path, rmpkg: Command) -> None:
    path = tmp_path / "run.json"
    path.write_text('{"manifest": ' + json.dumps(PASS) + ',\n "inputs": {"b": [1]}}')
    (told,) = rmpkg("run", path, "--json").document["diagnostics"]
    assert (told["code"], told["file"], told["line"], told["column"]) == ("input-unknown", str(path), 2, 18)
    assert told["path"] == "inputs.b"
    assert "--input" not in told["help"]
    (told,) = rmpkg("run", path, "-i", "b=[1]", "--json").document["diagnostics"]
    assert "--input" in told["help"]
