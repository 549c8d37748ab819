"""The command's manners: usage, help, colours, pipes."""

from __future__ import annotations

import os
import pty
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from rmpkg.version import VERSION
from tests.rmpkg.conftest import Command, Package

ROOT = Path(__file__).resolve().parents[2]
COMMAND = [sys.executable, "-m", "rmpkg.cli.main"]


@pytest.mark.parametrize(
    "words",
    [
        [], ["frobnicate"], ["verify"], ["build", "."], ["verify", __file__, "--require", "broken"],
        ["verify", __file__, "--js"],
    ],
)  # fmt: skip
def test_wrong_usage_gives_2_and_nothing_on_stdout(words: list[str], rmpkg: Command) -> None:
    ran = rmpkg(*words)
    assert (ran.status, ran.out) == (2, "")
    assert "usage: rmpkg" in ran.err


def test_a_folder_where_a_bundle_should_be_tells_the_way_out(package: Package, rmpkg: Command) -> None:
    folder = package()
    assert f"rmpkg build {folder} -o FILE" in " ".join(rmpkg("verify", folder).err.split())


@pytest.mark.parametrize(
    "words",
    [
        ["verify", "nowhere.rmpkg"], ["verify", "tests"], ["inspect", "nowhere.rmpkg"], ["inspect", "tests"],
        ["build", "nowhere", "-o", "x"], ["build", __file__, "-o", "x"], ["run", "nowhere.rmpkg"],
        ["migrate", "nowhere.json"],
    ],
)  # fmt: skip
def test_what_is_not_there_is_told_to_programs_too(words: list[str], rmpkg: Command) -> None:
    ran = rmpkg(*words, "--json")
    assert ran.status == 1
    (found,) = ran.document.get("diagnostics") or ran.document["reasons"]
    assert (found["code"], found["file"]) == ("unreadable-file", words[1])
    assert found["help"]
    spoken = rmpkg(*words)
    assert (spoken.status, spoken.out) == (1, "")
    assert "[unreadable-file]" in spoken.err


@pytest.mark.parametrize("command", ["build", "inspect", "verify", "run"])
def test_every_command_explains_itself_and_the_exit_status(command: str, rmpkg: Command) -> None:
    assert command in rmpkg("--help").out
    ran = rmpkg(command, "--help")
    assert (ran.status, "exit status: 0 done, 1" in ran.out, "--json" in ran.out) == (0, True, True)


def test_the_version_is_the_projects(rmpkg: Command) -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    assert rmpkg("--version").out == f"rmpkg {project['version']}\n"
    assert project["version"] == VERSION


def test_colours_are_for_terminals_only(package: Package, rmpkg: Command, tmp_path: Path) -> None:
    path = tmp_path / "small.rmpkg"
    rmpkg("build", package(), "-o", path)
    words = [*COMMAND, "verify", str(path)]
    assert "\x1b" not in subprocess.run(words, cwd=ROOT, check=True, capture_output=True, text=True).stdout

    def on_a_terminal(**environment: str) -> str:
        host, terminal = pty.openpty()
        settings = {key: value for key, value in os.environ.items() if key != "NO_COLOR"} | {"TERM": "xterm"}
        subprocess.run(words, cwd=ROOT, check=True, stdout=terminal, env=settings | environment)
        os.close(terminal)
        shown = os.read(host, 100_000).decode()
        os.close(host)
        return shown

    assert "\x1b[33munsigned\x1b[0m" in on_a_terminal()
    assert "\x1b" not in on_a_terminal(NO_COLOR="1")


def test_a_reader_that_goes_away_is_no_traceback(package: Package, rmpkg: Command, tmp_path: Path) -> None:
    path = tmp_path / "small.rmpkg"
    rmpkg("build", package(files={f"assets/{i}": "x" for i in range(2000)}), "-o", path)
    line = f"{' '.join(COMMAND)} inspect --json {path} | head -n 1"
    ran = subprocess.run(["bash", "-c", line], cwd=ROOT, check=True, capture_output=True, text=True)
    assert (ran.stdout, ran.stderr) == ("{\n", "")


def test_one_command_does_not_load_what_another_needs() -> None:
    script = (
        "import sys; from rmpkg.cli.main import main\ntry: main(['--version'])\nexcept SystemExit: pass\n"
    )
    script += "print([name for name in ('wasmtime', 'numpy', 'rmpkg.native') if name in sys.modules])"
    ran = subprocess.run([sys.executable, "-c", script], cwd=ROOT, check=True, capture_output=True, text=True)
    assert ran.stdout.splitlines()[-1] == "[]"


def test_the_entry_imports_next_to_nothing() -> None:
    """Ctrl+C is heard from the moment that `main` is entered."""
    code = "import os, sys; had = {*sys.modules}; import rmpkg.cli.main; print(*{*sys.modules} - had)"
    command = [sys.executable, "-S", "-c", code]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    assert {name.partition(".")[0] for name in done.stdout.split()} == {"rmpkg", "__future__"}
