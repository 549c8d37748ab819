"""The error block: what, where, why, the way out."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from rmpkg.bundle import Diagnostic
from rmpkg.cli.report import block, place, printable, size

FULL: Diagnostic = {
    "severity": "error",
    "code": "node-failed",
    "message": "The node stopped.",
    "help": "Mind the zero.",
    "file": "nodes/divide.py",
    "line": 7,
    "column": 5,
    "path": "nodes[1].params.by",
    "node": "divide",
    "node_type": "Divide",
    "sequence": 3,
    "cause": {"type": "ZeroDivisionError", "message": "division by zero", "traceback": "line 1\nline 2\n"},
}


def test_a_full_block_says_what_where_why_and_the_way_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "84")
    assert block(FULL, io.StringIO(), subject="a.rmpkg").splitlines() == [
        "error: The node stopped. [node-failed]",
        "  where a.rmpkg: nodes/divide.py:7:5, nodes[1].params.by, node divide (Divide),",
        "        packet 3",
        "  why   ZeroDivisionError: division by zero",
        "  do    Mind the zero.",
        "        line 1",
        "        line 2",
    ]


def test_a_file_in_a_folder_is_named_as_a_path(tmp_path: Path) -> None:
    assert place({**FULL, "path": "x"}, str(tmp_path)).startswith(f"{tmp_path}/nodes/divide.py:7:5, x")


def test_other_places_of_the_same_problem_have_a_line() -> None:
    problem: Diagnostic = {
        "severity": "error",
        "code": "cycle",
        "message": "A circle.",
        "path": "connections[3]",
        "related": [{"path": "connections[1]", "line": 6, "column": 4}, {"path": "connections[2]"}],
    }
    assert block(problem, io.StringIO()).splitlines()[1:] == [
        "  where connections[3]",
        "  also  connections[1] (line 6), connections[2]",
    ]


def test_a_bare_block_has_no_empty_lines() -> None:
    bare: Diagnostic = {"severity": "warning", "code": "x", "message": "Mind."}
    assert block(bare, io.StringIO()) == "warning: Mind. [x]"
    assert block(bare, io.StringIO(), subject="f").splitlines() == ["warning: Mind. [x]", "  where f"]


def test_long_paths_stay_whole() -> None:
    path = "/".join(["folder"] * 30)
    assert path in block({**FULL, "file": path, "line": 1}, io.StringIO())


@pytest.mark.parametrize("hostile", ["\x1b[2J", "\x07", "\r", "\x9b1m", "\u202e", "\u2066", "\ufeff", "\x00"])
def test_what_a_terminal_would_act_on_is_spelt_out(hostile: str) -> None:
    shown = printable(f"a{hostile}b")
    assert hostile[0] not in shown
    assert shown.startswith(f"a\\u{{{ord(hostile[0]):x}}}")
    assert printable("ä 你 \n") == "ä 你 \n"


@pytest.mark.parametrize(
    ("count", "words"),
    [(0, "0 bytes"), (1, "1 byte"), (999, "999 bytes"), (1000, "1.0 kB"), (9949, "9.9 kB"), (9950, "10 kB"),
     (999_499, "999 kB"), (999_500, "1.0 MB"), (78_000_000, "78 MB"), (5_000_000_000, "5.0 GB")],
)  # fmt: skip
def test_sizes_have_a_unit_and_few_digits(count: int, words: str) -> None:
    assert size(count) == words
