"""Recordings on the CPython host: the corpus of the decoder's own tests, through `wasmtime`."""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from e2e import bundles
from rmpkg.bundle.diagnostic import BundleError
from rmpkg.native.recording import Recording
from rmpkg.wasm_module import AUDIO_FILES, WasmError, WasmInstance

FILES = Path(__file__).resolve().parents[2] / "wasm_kernels/crates/audio_files/tests/files"
EXPECTED: dict[str, dict[str, Any]] = json.loads((FILES / "expected.json").read_text())
EVERY = 7  # one frame in seven of a reference is kept


def samples(path: Path, *, start: int = 0) -> tuple[np.ndarray[Any, Any], list[str]]:
    """All channels of a recording, and the codes of its notes."""
    with Recording(path) as recording:
        channels = recording.info["channels"]
        if start:
            recording.seek(start)
        blocks = [
            np.frombuffer(body, "<f4").reshape(channels, frames).copy() for frames, body in recording.blocks()
        ]
        return np.concatenate(blocks, axis=1), [note["code"] for note in recording.notes()]


@pytest.mark.parametrize("name", EXPECTED)
def test_every_recording_is_what_other_programs_make_of_it(name: str) -> None:
    wanted = EXPECTED[name]
    actual, _ = samples(FILES / name)
    assert actual.shape == (wanted["channels"], wanted["frames"])
    if "sha256" in wanted:
        assert hashlib.sha256(actual.tobytes()).hexdigest() == wanted["sha256"]
        return
    reference = np.frombuffer((FILES / wanted["reference"]).read_bytes(), "<f4").reshape(actual.shape[0], -1)
    error = np.square(actual[:, ::EVERY].astype(float) - reference).sum()
    assert 10 * np.log10(np.square(reference.astype(float)).sum() / (error + 1e-30)) >= wanted["decibels"]


@pytest.mark.parametrize(
    "name", ["wav_s16le.wav", "flac_s16.flac", "mp3_cbr.mp3", "m4a_aac.m4a", "ogg_vorbis.ogg"]
)
def test_a_place_is_found_to_the_sample(name: str) -> None:
    whole, _ = samples(FILES / name)
    for start in (1, 1999, whole.shape[1] - 77):
        tail, _ = samples(FILES / name, start=start)
        assert tail.shape == whole[:, start:].shape
        # AAC fills bands with noise of its own, which is another one after a jump.
        room = 0.1 if name.endswith(".m4a") else 0
        assert np.abs(tail - whole[:, start:]).max() <= room, start


def test_a_trap_ends_as_an_error_of_the_module() -> None:
    instance = WasmInstance(AUDIO_FILES, {"read_at": lambda *_: -1})
    with pytest.raises(WasmError, match="stopped in write_room"):
        instance.call("write_room", -1)  # more than its memory can ever be


def test_a_decoder_that_stops_is_told_as_in_the_page() -> None:
    with Recording(FILES / "caf_s16.caf") as recording, pytest.raises(BundleError) as caught:
        recording._call("write_room", -1)
    (problem,) = caught.value.diagnostics
    assert problem["code"] == "decoder-stopped"


def test_a_file_that_is_no_recording_is_refused_with_a_way_out(tmp_path: Path) -> None:
    with pytest.raises(BundleError) as caught:
        Recording(FILES / "expected.json")
    (problem,) = caught.value.diagnostics
    assert (problem["severity"], problem["code"]) == ("error", "not-audio")
    assert "JSON" in problem["message"]
    assert "Choose" in problem["help"]
    cut = tmp_path / "cut.flac"
    cut.write_bytes((FILES / "flac_s16.flac").read_bytes()[:25_000])
    actual, notes = samples(cut)
    assert 4000 < actual.shape[1] < EXPECTED["flac_s16.flac"]["frames"]
    assert notes == ["recording-truncated"]


def command(*words: str | Path) -> subprocess.CompletedProcess[str]:
    """The command line, as people call it."""
    line = [sys.executable, "-m", "rmpkg.cli.main", *map(str, words)]
    return subprocess.run(line, capture_output=True, text=True, timeout=60, check=False)


def test_a_recording_is_inspected_without_being_decoded() -> None:
    told = command("inspect", FILES / "mp3_cbr.mp3")
    assert told.returncode == 0, told.stderr
    for words in ("mp3", "44100 Hz, stereo", "0:00.7", "Süße Töne", "A Maker"):
        assert words in told.stdout, told.stdout
    document = json.loads(command("inspect", "--json", FILES / "opus_5.1.opus").stdout)
    assert document["recording"]["channels"] == 6
    silent = command("inspect", FILES / "video_without_sound.mp4")
    assert silent.returncode == 1
    assert "without sound" in silent.stderr


def test_a_video_without_sound_is_noticed_before_anything_runs(tmp_path: Path) -> None:
    source = (
        "print('begun')\n\n\nclass Take:\n    inputs = {'default': 'audio'}\n\n"
        "    def process(self, data):\n        return 1\n"
    )
    bundle = bundles.python_bundle(tmp_path / "take.rmpkg", source, "Take")
    refused = command("run", bundle, "--allow-unverified", "-i", FILES / "video_without_sound.mp4")
    assert refused.returncode == 1
    assert "without sound" in refused.stderr
    assert "begun" not in refused.stdout + refused.stderr
    taken = command("run", bundle, "--allow-unverified", "-i", FILES / "mp4_video.mp4")
    assert taken.returncode == 0, taken.stderr
    assert "begun" in taken.stdout + taken.stderr
