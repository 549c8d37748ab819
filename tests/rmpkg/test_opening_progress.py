"""How far a bundle has been read, on a terminal only."""

from __future__ import annotations

import io
import sys
from typing import TYPE_CHECKING

import pytest

from rmpkg.bundle import BundleError, open_bundle
from rmpkg.cli import progress_line
from rmpkg.cli.main import main

if TYPE_CHECKING:
    from pathlib import Path

    from tests.rmpkg.conftest import Command, Package


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


class Seen:
    def __init__(self) -> None:
        self.told: list[tuple[str, int, int]] = []
        self.ended = 0

    def progress(self, name: str, done: int, total: int) -> None:
        self.told.append((name, done, total))

    def end_progress(self) -> None:
        self.ended += 1


@pytest.fixture
def path(package: Package, rmpkg: Command, tmp_path: Path) -> Path:
    path = tmp_path / "large.rmpkg"
    assert rmpkg("build", package(files={"assets/a": bytes(range(256)) * 8000}), "-o", path).status == 0
    return path


def test_every_byte_of_a_bundle_is_told_once(path: Path) -> None:
    seen = Seen()
    with open_bundle(path, seen):
        assert seen.ended == 1
    total = path.stat().st_size
    done = [each for _, each, _ in seen.told]
    assert done == sorted(done)
    assert {(name, whole) for name, _, whole in seen.told} == {("large.rmpkg", total)}
    assert done[-1] > 0.9 * total


def test_it_ends_where_the_bundle_cannot_be_read(tmp_path: Path) -> None:
    broken = tmp_path / "x.rmpkg"
    broken.write_bytes(b"no bundle at all")
    seen = Seen()
    with pytest.raises(BundleError), open_bundle(broken, seen) as bundle:
        list(bundle.chunks("manifest.json"))
    assert seen.ended == 1


@pytest.mark.parametrize("command", ["verify", "inspect", "migrate", "run"])
def test_a_terminal_shows_it_and_takes_it_away(
    path: Path, monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    monkeypatch.setattr(progress_line, "PATIENCE_S", 0.0)
    monkeypatch.setattr(progress_line, "INTERVAL_S", 0.0)

    def shown(*words: str) -> str:
        stream = Terminal()
        monkeypatch.setattr(sys, "stderr", stream)
        main([command, str(path), *words])
        return stream.getvalue()

    drawn, _, left = shown().rpartition(progress_line.CLEAR_LINE)
    assert "large.rmpkg" in drawn
    assert "%" in drawn
    assert "\r" not in left
    assert progress_line.CLEAR_LINE not in shown("--json")
