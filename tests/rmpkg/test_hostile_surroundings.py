"""The command line where what it is given is no text, nobody takes what it prints, or it is stopped early."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
CALCULATOR = ROOT / "examples" / "calculator"
COMMAND = [sys.executable, "-m", "rmpkg.cli.main"]

posix = pytest.mark.skipif(sys.platform == "win32", reason="bytes as words, /dev/full and SIGINT are POSIX")


def run(*words: str | bytes | Path, **settings: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [*COMMAND, "run", *words],
        cwd=ROOT,
        env={**os.environ, **settings},
        capture_output=True,
        check=False,
        timeout=120,
    )


@posix
@pytest.mark.parametrize("word", [b'"\xff"', b"\xff.wav", b"\xffx=1"])
def test_an_input_that_is_no_text(word: bytes) -> None:
    done = run(CALCULATOR, "--json", "--input", word)
    document = json.loads(done.stdout)
    assert done.returncode == 1
    assert [each["code"] for each in document["diagnostics"]] == ["input-not-understood"]
    assert document["diagnostics"][0]["help"]
    assert b"Traceback" not in done.stderr


@posix
def test_a_file_whose_name_is_no_text_is_read(tmp_path: Path) -> None:
    file = os.fsencode(tmp_path) + b"/f\xff.json"
    Path(os.fsdecode(file)).write_text("[5, 7]")
    done = run(CALCULATOR, "--json", "--input", file)
    assert json.loads(done.stdout)["outputs"] == {"results": [20, 24]}


@posix
def test_a_manifest_whose_name_is_no_text_is_told(tmp_path: Path) -> None:
    file = os.fsencode(tmp_path) + b"/f\xff.json"
    Path(os.fsdecode(file)).write_text("[]")
    done = run(file, "--json")
    assert json.loads(done.stdout)["diagnostics"][0]["code"] == "bad-manifest"


@posix
def test_a_value_that_is_no_text() -> None:
    done = run(CALCULATOR, "--input", "[1]", "--set", b"NAME=\xff")
    assert done.returncode == 1
    assert b"[value-not-text]" in done.stderr


@posix
def test_a_system_that_knows_only_ascii(tmp_path: Path) -> None:
    plain = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONIOENCODING": ""}
    refused = run(CALCULATOR, "--input", "hé".encode(), **plain)
    assert refused.returncode == 1
    assert b"[input-not-understood]" in refused.stderr
    assert b"Traceback" not in refused.stderr
    manifest = {
        "version": "v1",
        "metadata": {"name": "echo"},
        "nodes": [{"id": "same", "node_type": "PassThrough"}],
        "connections": [],
    }
    (tmp_path / "manifest.json").write_text(json.dumps(manifest))
    done = run(tmp_path, "--json", "--input", '"hé 😀"'.encode(), **plain)
    assert done.returncode == 0, done.stderr
    assert list(json.loads(done.stdout)["outputs"].values()) == [["hé 😀"]]


@posix
@pytest.mark.parametrize("form", [[], ["--json"]])
def test_a_full_disk_behind_stdout(form: list[str]) -> None:
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            [*COMMAND, "run", str(CALCULATOR), "--input", "[1]", *form],
            cwd=ROOT,
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
            timeout=120,
        )
    told = [line for line in done.stderr.splitlines() if not line.startswith("done in")]
    assert done.returncode == 1
    assert len(told) == 1
    assert "No space left on device" in told[0]


@posix
def test_stopped_while_it_is_still_being_imported(tmp_path: Path) -> None:
    # A module that is imported for every run stands in the way until the signal has been sent.
    (tmp_path / "wasmtime.py").write_text("import sys, time\nprint('here', flush=True)\ntime.sleep(60)\n")
    with subprocess.Popen(
        [*COMMAND, "run", str(CALCULATOR), "--input", "[1]"],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(tmp_path)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        # Whoever runs the tests in the background has had this signal ignored, and children inherit that.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # noqa: PLW1509 - no threads here
    ) as child:
        assert child.stdout is not None
        assert child.stdout.readline() == "here\n"
        child.send_signal(signal.SIGINT)
        _, told = child.communicate(timeout=60)
    assert child.returncode == 130
    assert told == "stopped\n"
