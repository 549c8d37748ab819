"""`rmpkg run` as a user and a script meet it."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest

from e2e import bundles
from rmpkg.native.recording import Recording

ROOT = Path(__file__).resolve().parents[2]
CALCULATOR = ROOT / "examples" / "calculator"
SPEECH = ROOT / "examples" / "speech-activity"
RECORDING = ROOT / "examples" / "recordings" / "three-commands.wav"


def run(*words: object) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "rmpkg.cli.main", "run", *map(str, words)]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=120)


def test_one_document_on_stdout() -> None:
    done = run(CALCULATOR, "--input", "[5, 7, 3]", "--json")
    document = json.loads(done.stdout)
    assert done.returncode == 0
    assert document["ok"] is True
    assert document["outputs"] == {"results": [20, 24, 16]}
    assert [node["id"] for node in document["metrics"]["nodes"]] == ["double", "add_ten"]


def test_more_packets_than_any_queue_holds(tmp_path: Path) -> None:
    numbers = tmp_path / "numbers.json"
    numbers.write_text(json.dumps(list(range(5000))))
    done = run(CALCULATOR, "--input", f"numbers={numbers}", "--json")
    assert json.loads(done.stdout)["outputs"]["results"] == [2 * n + 10 for n in range(5000)]


def test_results_as_files(tmp_path: Path) -> None:
    done = run(SPEECH, "--input", RECORDING, "--output-dir", tmp_path / "out")
    assert done.returncode == 0, done.stderr
    names = {path.name for path in (tmp_path / "out").iterdir()}
    assert {"sentences.json", "spectrum.json", "speech-0000.wav"} <= names
    assert len(json.loads((tmp_path / "out" / "sentences.json").read_text())) == 3
    assert (tmp_path / "out" / "speech-0000.wav").read_bytes()[:4] == b"RIFF"


def test_sound_is_written_as_flac_where_that_is_asked_for(tmp_path: Path) -> None:
    for audio_format in ("wav", "flac"):
        done = run(SPEECH, "-i", RECORDING, "-o", tmp_path / audio_format, "--audio-format", audio_format)
        assert done.returncode == 0, done.stderr
    names = sorted(path.stem for path in (tmp_path / "wav").glob("*.wav"))
    assert names == sorted(path.stem for path in (tmp_path / "flac").glob("*.flac"))
    assert names
    for name in names:
        wav, flac = tmp_path / "wav" / f"{name}.wav", tmp_path / "flac" / f"{name}.flac"
        with Recording(wav) as exact, Recording(flac) as rounded:
            assert rounded.info["codec"] == "flac"
            assert rounded.info["frames"] == exact.info["frames"]
            for (_, a), (_, b) in zip(exact.blocks(), rounded.blocks(), strict=True):
                difference = np.abs(np.frombuffer(a, "<f4") - np.frombuffer(b, "<f4"))
                assert difference.max() <= 2**-24
        assert flac.stat().st_size < wav.stat().st_size


def test_a_bundle_that_nobody_vouches_for_needs_a_word(tmp_path: Path) -> None:
    bundle = bundles.raises(tmp_path / "raises.rmpkg")
    refused = run(bundle, "--input", "[1]")
    assert refused.returncode == 1
    assert "not-verified" in refused.stderr
    assert "--allow-unverified" in refused.stderr
    assert run(bundle, "--input", "[1]", "--allow-unverified").returncode == 0


def test_a_failing_node_is_named_with_its_own_line(tmp_path: Path) -> None:
    done = run(bundles.raises(tmp_path / "raises.rmpkg"), "--input", "[2, 0]", "--allow-unverified")
    assert done.returncode == 1
    for word in ("ZeroDivisionError", "nodes/it.py", "packet 1", "on_error", "0.5"):
        assert word in done.stdout + done.stderr


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["--input", "nothing here"], "input-not-understood"),
        (["--input", "[1"], "input-not-understood"),
        (["--input", "other=[1]"], "input-unknown"),
        ([], "input-missing"),
        (["--input", "[1]", "--input", "[2]"], "input-twice"),
        (["--input", "[1]", "--output-dir", "README.md"], "unwritable-output"),
    ],
)
def test_wrong_inputs_are_told_with_the_way_out(words: list[str], code: str) -> None:
    done = run(CALCULATOR, *words)
    assert done.returncode == 1
    assert f"[{code}]" in done.stderr
    assert "  do    " in done.stderr


def test_a_pipeline_of_sources_takes_no_input(tmp_path: Path) -> None:
    path = tmp_path / "tone.json"
    path.write_text('{"version": "v1", "nodes": [{"id": "tone", "node_type": "ToneNode"}]}')
    done = run(path, "--input", "[1]", "--json")
    (problem,) = json.loads(done.stdout)["diagnostics"]
    assert problem["code"] == "input-unknown"
    assert "takes no input" in problem["message"]


def test_an_input_may_be_called_by_a_number(tmp_path: Path) -> None:
    path = tmp_path / "numbered.json"
    path.write_text(
        '{"version": "v1", "nodes": [{"id": 1, "node_type": "AddNode", "params": {"addend": 1}}]}'
    )
    done = run(path, "--input", "1=[2]", "--json")
    assert json.loads(done.stdout)["outputs"] == {"1": [3]}


def test_a_file_that_is_no_audio_is_named_as_it_was_given(tmp_path: Path) -> None:
    picture = tmp_path / "picture.wav"
    picture.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(500))
    done = run(SPEECH, "--input", picture)
    assert done.returncode == 1
    assert f"where {picture}" in " ".join(done.stderr.split())


@pytest.mark.parametrize("make", [bundles.endless_python, bundles.endless_native])
def test_one_interrupt_stops_whatever_runs(tmp_path: Path, make: object) -> None:
    assert callable(make)
    bundle = make(tmp_path / "endless.rmpkg")
    words = [] if make is bundles.endless_native else ["--input", "[1]"]
    command = [sys.executable, "-m", "rmpkg.cli.main", "run", str(bundle), "--allow-unverified", *words]
    with subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
    ) as child:
        time.sleep(4)  # it must have come to the node; starting takes a second or two here
        child.send_signal(signal.SIGINT)
        _, told = child.communicate(timeout=60)
    assert child.returncode == 130
    assert "stopped" in told


def sources(folder: Path, code: str) -> Path:
    """A folder whose one node, `Own`, is in nodes/own.py."""
    manifest = {
        "version": "v1",
        "metadata": {"name": "own"},
        "nodes": [{"id": "mine", "node_type": "Own"}],
        "connections": [],
    }
    (folder / "nodes").mkdir()
    (folder / "nodes" / "own.py").write_text(code)
    (folder / "manifest.json").write_text(json.dumps(manifest, indent=1))
    return folder


def test_one_interrupt_stops_a_file_that_is_being_imported(tmp_path: Path) -> None:
    endless = "import sys\nprint('imported', file=sys.stderr)\nwhile True:\n    pass\n"
    folder = sources(tmp_path, endless + "class Own:\n    def process(self, value):\n        return value\n")
    command = [sys.executable, "-m", "rmpkg.cli.main", "run", str(folder), "--input", "[1]", "--json"]
    with subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as child:
        assert child.stderr is not None
        assert "imported" in child.stderr.readline()
        child.send_signal(signal.SIGINT)
        out, told = child.communicate(timeout=60)
    assert child.returncode == 130
    assert json.loads(out)["ok"] is False
    assert "Traceback" not in told


def test_an_exception_is_placed_where_it_was_raised(tmp_path: Path) -> None:
    code = (
        "import json\n\n\ndef parsed(value):\n    return json.loads(value)\n\n\n"
        "class Own:\n    def process(self, value):\n        return parsed(value)\n"
    )
    done = run(sources(tmp_path, code), "--input", '["{"]', "--json")
    (found,) = json.loads(done.stdout)["diagnostics"]
    assert (found["code"], found["file"], found["line"]) == ("node-failed", "nodes/own.py", 5)
    assert "column" not in found
    assert (found["node"], found["path"]) == ("mine", "nodes[0]")
    assert set(found["cause"]) == {"type", "message", "traceback"}
    assert f"{tmp_path}/nodes/own.py:5" in " ".join(done.stderr.split())


@pytest.mark.parametrize(
    ("method", "code"), [("initialize", "node-initialize"), ("__init__", "node-construction")]
)
def test_a_node_that_cannot_start_is_placed_where_it_raised(tmp_path: Path, method: str, code: str) -> None:
    text = "class Own:\n    def process(self, value):\n        return value\n\n"
    text += f"    def {method}(self):\n        1 / 0\n"
    done = run(sources(tmp_path, text), "--input", "[1]", "--json")
    (found,) = json.loads(done.stdout)["diagnostics"]
    assert (found["code"], found["file"], found["line"]) == (code, "nodes/own.py", 6)
    assert set(found["cause"]) == {"type", "message", "traceback"}


def test_a_disk_that_is_full_leaves_no_cut_off_file(tmp_path: Path) -> None:
    resource = pytest.importorskip("resource")

    # The system refuses what goes past this size, as it does where there is no room.
    def little_room() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (10_000, 10_000))

    command = [sys.executable, "-m", "rmpkg.cli.main", "run", str(SPEECH), "-i", str(RECORDING)]
    done = subprocess.run(
        [*command, "-o", str(tmp_path / "out")],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
        preexec_fn=little_room,
    )
    assert done.returncode == 1
    assert "[unwritable-output]" in done.stderr
    assert "speech-0000.wav" in done.stderr
    assert not list((tmp_path / "out").glob("*.wav"))
    assert not list((tmp_path / "out").glob(".*"))
