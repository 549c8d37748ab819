"""Every file of `rmpkg/spec/vectors` gets from the command line what its index says: verdict and reasons.

The reader's own tests and the page run the same files.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.rmpkg.conftest import Command
from tools.vectors.__main__ import ROOT, contents, present

INDEX: list[dict[str, Any]] = json.loads((ROOT / "index.json").read_text())


def test_the_files_are_as_their_script_makes_them() -> None:
    wanted, there = contents(), present()
    differing = sorted(name for name in wanted | there if wanted.get(name) != there.get(name))
    assert not differing, "python -m tools.vectors writes them anew"
    assert len(wanted) > 200
    assert max(map(len, wanted.values())) < 100_000, "these files are to be small"


@pytest.mark.parametrize("vector", INDEX, ids=[row["file"] for row in INDEX])
def test_the_command_line_judges_as_the_index_says(vector: dict[str, Any], rmpkg: Command) -> None:
    path: Path = ROOT / vector["file"]
    ran = rmpkg("verify", path, "--json")
    document = ran.document
    reasons = document["reasons"]
    assert (document["verdict"], [each["code"] for each in reasons]) == (vector["verdict"], vector["codes"])
    assert (ran.status, ran.err) == (1 if vector["verdict"] == "broken" else 0, "")
    for reason in reasons:
        assert reason["message"], reason
        assert reason["help"], reason
    if vector["verdict"] != "broken":
        report = rmpkg("inspect", path, "--json").document["report"]
        assert [entry["name"] for entry in report["entries"]] == vector["entries"]
        assert (report["layout"], report["bundle_nodes"]) == (vector["layout"], vector["bundle_nodes"])


def test_a_refused_file_moves_no_cursor(rmpkg: Command) -> None:
    for vector in INDEX:
        out = rmpkg("verify", ROOT / vector["file"]).out
        assert all(letter.isprintable() or letter == "\n" for letter in out), (vector["file"], out)
