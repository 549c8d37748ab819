"""Slips at the terminal: each is told once, where it is, with the way out; nothing of the user's is lost."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from rmpkg.cli.report import row
from tests.rmpkg.test_run_command import ROOT

if TYPE_CHECKING:
    from pathlib import Path

    from tests.rmpkg.conftest import Command

YAML = "# mine\nversion: v1\nnodes:\n  - id: a\n    node_type: PassThroughNode\n"
PASS = {"version": "v1", "nodes": [{"id": "a", "node_type": "PassThroughNode"}]}


@pytest.fixture
def manifest(tmp_path: Path) -> Path:
    path = tmp_path / "mig.yaml"
    path.write_text(YAML)
    return path


def words(text: str) -> str:
    """The text of wrapped lines."""
    return " ".join(text.split())


@pytest.mark.parametrize("out", ["mig.yaml", "./mig.yaml", "link.yaml"])
def test_migrate_leaves_the_file_that_it_reads(manifest: Path, rmpkg: Command, out: str) -> None:
    (manifest.parent / "link.yaml").symlink_to(manifest)
    ran = rmpkg("migrate", manifest, "-o", manifest.parent / out)
    assert ran.status == 1
    assert "[output-is-input]" in ran.err
    assert manifest.read_text() == YAML


def test_migrate_leaves_the_manifest_of_the_folder_that_it_reads(tmp_path: Path, rmpkg: Command) -> None:
    (tmp_path / "manifest.json").write_text(json.dumps(PASS))
    assert "[output-is-input]" in rmpkg("migrate", tmp_path, "-o", tmp_path).err
    assert json.loads((tmp_path / "manifest.json").read_text()) == PASS


def test_migrate_says_that_json_stands_under_a_yaml_name(manifest: Path, rmpkg: Command) -> None:
    ran = rmpkg("migrate", manifest, "-o", manifest.with_name("new.yml"))
    assert (ran.status, "new.yml (JSON, which YAML readers read too)" in ran.err) == (0, True)
    assert json.loads(manifest.with_name("new.yml").read_text())["nodes"][0]["id"] == "a"
    assert "(JSON" not in rmpkg("migrate", manifest, "-o", manifest.with_name("new.json")).err


@pytest.mark.parametrize("command", ["inspect", "verify"])
@pytest.mark.parametrize(
    ("name", "text", "packed"),
    [
        ("win.yaml", YAML.replace("\n", "\r\n"), "manifest.yaml"),
        ("bom.json", "\ufeff" + json.dumps(PASS), "manifest.json"),
        ("run.txt", json.dumps({"manifest": PASS, "inputs": {}}), "manifest.json"),
        ("broken.json", "{", "manifest.json"),
    ],
)
def test_a_manifest_is_no_broken_bundle(
    tmp_path: Path, rmpkg: Command, command: str, name: str, text: str, packed: str
) -> None:
    (tmp_path / name).write_bytes(text.encode())
    ran = rmpkg(command, tmp_path / name)
    assert ran.status == 1
    assert "[manifest-not-bundle]" in ran.err
    assert f"as {packed}, then rmpkg build" in words(ran.err)
    assert "broken" not in ran.out


def test_other_files_are_no_manifests(tmp_path: Path, rmpkg: Command) -> None:
    (tmp_path / "notes.txt").write_text("hello")
    assert "broken" in rmpkg("verify", tmp_path / "notes.txt").out


@pytest.mark.parametrize(
    ("name", "content"), [("noise.mp3", bytes(range(1, 200))), ("text.wav", b"hello"), ("e.wav", b"")]
)
def test_what_is_called_a_recording_and_is_none_is_told_as_that(
    tmp_path: Path, rmpkg: Command, name: str, content: bytes
) -> None:
    (tmp_path / name).write_bytes(content)
    ran = rmpkg("inspect", tmp_path / name)
    assert (ran.status, ran.out) == (1, "")
    assert "ZIP" not in ran.err
    assert name in ran.err


def given_on_stdin(graph: Path, source: str, text: bytes) -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-m", "rmpkg.cli.main", "run", str(graph), "--json", "-i", source]
    return subprocess.run(command, cwd=ROOT, input=text, capture_output=True, check=False, timeout=120)


@pytest.mark.parametrize("source", ["-", "a=-", "/dev/stdin"])
def test_json_comes_on_stdin(tmp_path: Path, source: str) -> None:
    graph = tmp_path / "graph.json"
    graph.write_text(json.dumps(PASS))
    done = given_on_stdin(graph, source, b"\xef\xbb\xbf[1, 2.0]\n")
    assert json.loads(done.stdout)["outputs"] == {"a": [1, 2.0]}
    for text, said in [(b"", "Nothing came"), (b"\xff", "not UTF-8"), (b"[1,", "not valid JSON")]:
        (told,) = json.loads(given_on_stdin(graph, source, text).stdout)["diagnostics"]
        assert said in told["message"]


def test_folders_and_files_in_the_wrong_place_are_called_so(tmp_path: Path, rmpkg: Command) -> None:
    graph = tmp_path / "graph.json"
    graph.write_text(json.dumps(PASS))
    assert "is a folder" in words(rmpkg("run", graph, "-i", tmp_path).err)
    ran = words(rmpkg("run", graph, "-i", "[1]", "-o", graph).err)
    assert "there is a file where their folder would be" in ran
    assert "move the file away" in ran
    assert "move the file away" in words(rmpkg("run", graph, "-i", "[1]", "-o", graph / "in").err)


def test_a_long_label_does_not_touch_its_text() -> None:
    assert row("album artist", "Kün", sys.stdout, indent=13) == "  album artist Kün"
    assert row("file", "x", sys.stdout, indent=13) == "  file       x"
