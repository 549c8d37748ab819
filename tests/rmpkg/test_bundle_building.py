"""`rmpkg build`: the same bytes anywhere, all or nothing, and never what a reader would refuse."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from rmpkg.bundle.provenance import statement
from rmpkg.version import VERSION
from tests.rmpkg.conftest import GREETER, MANIFEST, Command, Package

#: SHA-256 of the bundle of the package in `conftest.py` without its asset, by version 0.0.0.
GOLDEN = "5919e2267191577ec1a0de4eb097b624144282faff7d36883c291fcae90d14bc"
ROOT = Path(__file__).resolve().parents[2]


def build_elsewhere(folder: Path, out: Path, *, umask: int, zone: str) -> bytes:
    """Builds in a process of its own, with that umask, time zone and another hash seed."""
    script = (
        f"import os, sys; os.umask({umask}); from rmpkg.cli.main import main; sys.exit(main(sys.argv[1:]))"
    )
    environment = {**os.environ, "TZ": zone, "PYTHONHASHSEED": str(umask + 1), "LC_ALL": "C"}
    command = [sys.executable, "-c", script, "build", str(folder), "-o", str(out)]
    subprocess.run(command, cwd=ROOT, env=environment, check=True, stdout=subprocess.DEVNULL)
    return out.read_bytes()


def test_the_same_sources_give_the_same_bytes(package: Package, tmp_path: Path) -> None:
    first, second = package("first"), package("second")
    for index, file in enumerate(sorted(second.rglob("*"), reverse=True)):
        os.utime(file, (index * 1e8, index * 1e8))
        file.chmod(0o700 if file.is_dir() else 0o600)
    one = build_elsewhere(first, tmp_path / "1.rmpkg", umask=0o022, zone="UTC")
    two = build_elsewhere(second, tmp_path / "2.rmpkg", umask=0o077, zone="Asia/Kathmandu")
    assert one == two


def test_the_written_form_is_the_one_of_the_format_text(
    package: Package, rmpkg: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("rmpkg.bundle.builder.VERSION", "0.0.0")
    out = tmp_path / "small.rmpkg"
    assert rmpkg("build", package(files={"assets/ünïcode.txt": None}), "-o", out).status == 0
    content = out.read_bytes()
    # Written down once, so that no later change goes unnoticed: bundles that people signed must not change.
    assert hashlib.sha256(content).hexdigest() == GOLDEN
    with zipfile.ZipFile(out) as archive:
        assert archive.testzip() is None
        infos = archive.infolist()
    assert [info.filename for info in infos] == ["manifest.json", "meta/provenance.json", "nodes/greeter.py"]
    for info in infos:
        assert (info.compress_type, info.date_time, info.extra, info.comment) == (
            0,
            (1980, 1, 1, 0, 0, 0),
            b"",
            b"",
        )
        assert (info.create_system, info.external_attr >> 16, info.flag_bits) == (3, 0o100644, 1 << 11)


def test_the_provenance_lists_every_other_file_and_no_time(
    package: Package, rmpkg: Command, tmp_path: Path
) -> None:
    out = tmp_path / "small.rmpkg"
    folder = package()
    assert rmpkg("build", folder, "-o", out).status == 0
    with zipfile.ZipFile(out) as archive:
        statement = json.loads(archive.read("meta/provenance.json"))
    subjects = {each["name"]: each["digest"]["sha256"] for each in statement["subject"]}
    names = [path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()]
    assert list(subjects) == sorted(names)
    for name, digest in subjects.items():
        assert digest == hashlib.sha256((folder / name).read_bytes()).hexdigest()
    assert statement["predicate"]["runDetails"]["builder"]["version"] == {"rmpkg": VERSION}
    assert "time" not in json.dumps(statement).lower()


def test_junk_is_left_out_and_named(package: Package, rmpkg: Command, tmp_path: Path) -> None:
    junk = {
        ".git/config": "x", ".env": "SECRET=1", ".DS_Store": "x", "nodes/__pycache__/greeter.pyc": "x",
        "nodes/greeter.py~": "x", "old.rmpkg": "x", "node_modules/a/b.js": "x", "meta/provenance.json": "{}",
    }  # fmt: skip
    out = tmp_path / "small.rmpkg"
    ran = rmpkg("build", package(files=dict(junk)), "-o", out, "--json")
    assert ran.status == 0
    assert ran.document["files"] == [
        "assets/ünïcode.txt", "manifest.json", "meta/provenance.json", "nodes/greeter.py",
    ]  # fmt: skip
    assert ran.document["skipped"] == [
        ".DS_Store", ".env", ".git/", "meta/provenance.json", "node_modules/", "nodes/__pycache__/",
        "nodes/greeter.py~", "old.rmpkg",
    ]  # fmt: skip
    assert "SECRET" not in out.read_bytes().decode(errors="replace")
    assert "left out: .DS_Store, .env" in rmpkg("build", tmp_path / "package", "-o", out).out


def test_tests_are_left_out_unless_they_are_named(package: Package, rmpkg: Command, tmp_path: Path) -> None:
    tone = GREETER.replace("Greeter", "TestTone")
    files = {"nodes/test_greeter.py": "import pytest\n", "nodes/greeter_test.py": "", "conftest.py": "",
             "nodes/test_tone.py": tone, "assets/test_recording.wav": "x"}  # fmt: skip
    out = tmp_path / "small.rmpkg"
    ran = rmpkg("build", package(files=dict(files)), "-o", out, "--json")
    left_out = ["conftest.py", "nodes/greeter_test.py", "nodes/test_greeter.py", "nodes/test_tone.py"]
    assert ran.document["skipped"] == left_out
    assert "assets/test_recording.wav" in ran.document["files"]
    named = rmpkg("build", tmp_path / "package", "-o", out, "--json", "--include", "nodes/test_t*.py")
    assert named.document["skipped"] == left_out[:3]
    assert "nodes/test_tone.py" in named.document["files"]
    # The manifest names the node that was taken for a test: the way out is told.
    nodes = [{"id": "tone", "node_type": "TestTone"}]
    folder = package("named", files=files | {"manifest.json": json.dumps({**MANIFEST, "nodes": nodes})})
    refused = rmpkg("build", folder, "-o", out, "--json")
    told = [(each["code"], each.get("file")) for each in refused.document["diagnostics"]]
    assert ("taken-for-a-test", "nodes/test_tone.py") in told
    assert rmpkg("build", folder, "-o", out, "--include", "nodes/test_tone.py").status == 0


def test_a_bundle_may_be_written_into_its_own_folder_again_and_again(
    package: Package, rmpkg: Command
) -> None:
    folder = package()
    out = folder / "small.rmpkg"
    assert rmpkg("build", folder, "-o", out).status == 0
    first = out.read_bytes()
    assert rmpkg("build", folder, "-o", out).status == 0
    assert out.read_bytes() == first


def assert_refused(rmpkg: Command, folder: Path, code: str, *words: str) -> None:
    """It fails with this code, says these words, leaves what was there, and nothing else."""
    out = folder.parent / "out" / "small.rmpkg"
    out.parent.mkdir(exist_ok=True)
    out.write_bytes(b"what was there")
    ran = rmpkg("build", folder, "-o", out)
    assert ran.status == 1, ran
    assert f"[{code}]" in ran.err, ran.err
    flat = " ".join(ran.err.split())
    for word in (*words, "was not written"):
        assert word in flat, ran.err
    assert (list(out.parent.iterdir()), out.read_bytes()) == ([out], b"what was there")
    asked = rmpkg("build", folder, "-o", out, "--json")
    assert (asked.status, asked.document["ok"], asked.err) == (1, False, "")
    assert code in [each["code"] for each in asked.document["diagnostics"]]


def test_an_error_in_the_manifest_is_refused_with_its_place(package: Package, rmpkg: Command) -> None:
    nodes = [{"id": "double", "node_type": "MultiplyNod"}]
    folder = package(files={"manifest.json": json.dumps({**MANIFEST, "nodes": nodes}, indent=1)})
    assert_refused(rmpkg, folder, "unknown-node-type", "manifest.json:", "nodes[0]", "MultiplyNode")
    assert_refused(rmpkg, package("broken", {"manifest.json": "{"}), "bad-json", "broken/manifest.json:1:")


def test_a_folder_without_a_manifest_says_where_one_is(package: Package, rmpkg: Command) -> None:
    assert_refused(rmpkg, package(files={"manifest.json": None}), "no-manifest", "manifest.json")
    inner = package("outer", {"manifest.json": None, "inner/manifest.json": "{}"})
    assert_refused(rmpkg, inner, "no-manifest", f"{inner}/inner")
    (inner / "loop").symlink_to(inner, target_is_directory=True)
    asked = rmpkg("run", inner, "--json")
    assert asked.status != 0
    assert "symbolic link" not in asked.out + asked.err, "first and alone: there is no manifest"
    assert "no-manifest" in asked.out + asked.err


def test_links_and_pipes_are_refused(package: Package, rmpkg: Command) -> None:
    folder = package("linked")
    (folder / "assets" / "passwd").symlink_to("/etc/passwd")
    (folder / "loop").symlink_to(folder, target_is_directory=True)
    assert_refused(rmpkg, folder, "not-a-file", "assets/passwd", "loop", "symbolic link")
    piped = package("piped")
    os.mkfifo(piped / "pipe")
    assert_refused(rmpkg, piped, "not-a-file", "pipe")


@pytest.mark.parametrize(
    ("names", "code"),
    [
        (["assets/a\\b"], "path-escape"),
        (["assets/con"], "unsafe-name"),
        (["assets/A", "assets/a"], "name-collision"),
    ],
)
def test_names_that_the_reader_refuses_are_never_written(
    package: Package, rmpkg: Command, names: list[str], code: str
) -> None:
    assert_refused(rmpkg, package(files=dict.fromkeys(names, "x")), code, names[-1], "Rename")


def test_a_name_that_is_no_text_is_refused(package: Package, rmpkg: Command) -> None:
    folder = package()
    try:
        Path(os.fsdecode(os.fsencode(folder) + b"/assets/\xff\xfe")).write_text("x")
    except OSError:
        pytest.skip("this file system takes no such name")
    assert_refused(rmpkg, folder, "unsafe-name", "assets/")


def test_a_place_that_cannot_be_written_is_told(package: Package, rmpkg: Command, tmp_path: Path) -> None:
    folder = package()
    for out in (tmp_path / "nowhere" / "x.rmpkg", tmp_path):
        ran = rmpkg("build", folder, "-o", out)
        assert (ran.status, "[unwritable-file]" in ran.err) == (1, True), ran
    assert [path.name for path in tmp_path.iterdir()] == ["package"]


def test_a_file_that_changes_meanwhile_leaves_nothing(
    package: Package, rmpkg: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = package()

    def change_then_state(hashes: dict[str, str], *, manifest: str, version: str) -> bytes:
        (folder / "nodes" / "greeter.py").write_text("changed = 1\n")
        return statement(hashes, manifest=manifest, version=version)

    monkeypatch.setattr("rmpkg.bundle.builder.statement", change_then_state)
    out = folder.parent / "small.rmpkg"
    ran = rmpkg("build", folder, "-o", out)
    assert (ran.status, "[changed-file]" in ran.err, out.exists()) == (1, True, False), ran
    assert [path.name for path in folder.parent.iterdir()] == ["package"]


@pytest.mark.parametrize(
    ("code", "line"),
    [("class Greeter:\n    def process(self, data)\n        return data\n", 2), ("x = 1\nreturn x\n", 2)],
)
def test_python_that_cannot_be_compiled_is_not_packed(
    package: Package, rmpkg: Command, tmp_path: Path, code: str, line: int
) -> None:
    out = tmp_path / "out.rmpkg"
    ran = rmpkg("build", package(files={"nodes/greeter.py": code}), "-o", out, "--json")
    (found,) = [each for each in ran.document["diagnostics"] if each["severity"] == "error"]
    assert (ran.status, out.exists()) == (1, False)
    assert (found["code"], found["file"], found["line"]) == ("python-syntax", "nodes/greeter.py", line)


def test_a_warning_of_the_compiler_is_none_of_the_build(
    package: Package, rmpkg: Command, tmp_path: Path
) -> None:
    ran = rmpkg("build", package(files={"nodes/old.py": "x = '\\d'\n"}), "-o", tmp_path / "out.rmpkg")
    assert (ran.status, "Warning" in ran.err) == (0, False)
