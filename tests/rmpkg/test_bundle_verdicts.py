"""`rmpkg verify` and `inspect` on bundles with one thing wrong: verdict, reason, place, exit status."""

from __future__ import annotations

import json
import struct
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.rmpkg.conftest import MANIFEST, Command, Package


@pytest.fixture
def good(package: Package, tmp_path: Path, rmpkg: Command) -> bytes:
    path = tmp_path / "good.rmpkg"
    assert rmpkg("build", package(), "-o", path).status == 0
    return path.read_bytes()


def rebuilt(content: bytes, change: Callable[[dict[str, bytes]], object]) -> bytes:
    """The bundle with other files in it, packed by somebody who did not mind the provenance."""
    import io

    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    change(files)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return out.getvalue()


def linked(content: bytes) -> bytes:
    """The first entry turned into a symbolic link."""
    at = content.index(b"PK\x01\x02") + 38
    return content[:at] + struct.pack("<I", 0o120777 << 16) + content[at + 4 :]


def encrypted(content: bytes) -> bytes:
    """The first entry marked as encrypted, in both headers."""
    changed = bytearray(content)
    for at in (6, content.index(b"PK\x01\x02") + 8):
        changed[at] |= 1
    return bytes(changed)


DEFECTS: dict[str, tuple[Callable[[bytes], bytes], str, str]] = {
    "empty": (lambda _: b"", "empty-file", ""),
    "page": (lambda _: b"<!doctype html><title>Not found</title>", "not-a-zip", ""),
    "truncated": (lambda b: b[: len(b) // 2], "truncated-file", ""),
    "middle missing": (lambda b: b[:200] + b[300:], "truncated-file", ""),
    "prefix": (lambda b: b"#!/bin/sh\n" + b, "hidden-bytes", ""),
    "changed": (lambda b: b.replace(b"so it goes", b"so it ends"), "changed-file", "assets/ünïcode.txt"),
    "added": (
        lambda b: rebuilt(b, lambda f: f.update({"nodes/evil.py": b""})),
        "unlisted-file",
        "nodes/evil.py",
    ),
    "removed": (
        lambda b: rebuilt(b, lambda f: f.pop("nodes/greeter.py")),
        "missing-file",
        "nodes/greeter.py",
    ),
    "escape": (
        lambda b: rebuilt(b, lambda f: f.update({"../../evil.py": b""})),
        "path-escape",
        "../../evil.py",
    ),
    "no manifest": (lambda b: rebuilt(b, lambda f: f.clear()), "no-manifest", ""),
    "link": (linked, "not-a-file", "assets/ünïcode.txt"),
    "encrypted": (encrypted, "encrypted-entry", "assets/ünïcode.txt"),
    "provenance": (
        lambda b: rebuilt(b, lambda f: f.update({"meta/provenance.json": b"{}"})),
        "bad-provenance",
        "meta/provenance.json",
    ),
}


@pytest.mark.parametrize("defect", DEFECTS)
def test_a_defect_is_broken_and_told_with_its_place(
    defect: str, good: bytes, tmp_path: Path, rmpkg: Command
) -> None:
    spoil, code, file = DEFECTS[defect]
    path = tmp_path / "spoilt.rmpkg"
    path.write_bytes(spoil(good))
    asked = rmpkg("verify", path, "--json")
    assert (asked.status, asked.document["verdict"], asked.err) == (1, "broken", ""), asked
    assert [(each["code"], each.get("file", "")) for each in asked.document["reasons"]] == [(code, file)]
    told = rmpkg("verify", path)
    flat = " ".join(told.out.split())
    assert told.status == 1
    assert flat.startswith("spoilt.rmpkg: broken error: ")
    assert f"[{code}] where spoilt.rmpkg{': ' + file if file else ''} do " in flat, told.out
    looked = rmpkg("inspect", path, "--json")
    assert (looked.status, looked.document["manifest"], looked.document["plan"]) == (1, None, None)


def test_a_changed_file_is_told_with_both_hashes(good: bytes, tmp_path: Path, rmpkg: Command) -> None:
    import hashlib

    path = tmp_path / "changed.rmpkg"
    path.write_bytes(good.replace(b"so it goes", b"so it ends"))
    message = rmpkg("verify", path, "--json").document["reasons"][0]["message"]
    for text in (b"so it goes\n", b"so it ends\n"):
        assert hashlib.sha256(text).hexdigest() in message


def test_a_good_bundle_is_unsigned_which_may_not_be_enough(
    good: bytes, tmp_path: Path, rmpkg: Command
) -> None:
    path = tmp_path / "good.rmpkg"
    assert path.read_bytes() == good
    ran = rmpkg("verify", path)
    assert (ran.status, ran.err) == (0, "")
    assert ran.out.startswith("good.rmpkg: unsigned\nwarning: Nobody signed this bundle.")
    assert rmpkg("verify", path, "--require", "unsigned").status == 0
    for required in ("unknown-signer", "verified"):
        lacking = rmpkg("verify", path, "--require", required)
        assert (lacking.status, f"--require {required}" in lacking.out) == (1, True)
        document = rmpkg("verify", path, "--require", required, "--json").document
        assert (document["ok"], document["required"], document["verdict"]) == (False, required, "unsigned")


def test_inspect_shows_what_a_bundle_is_and_needs(good: bytes, tmp_path: Path, rmpkg: Command) -> None:
    path = tmp_path / "good.rmpkg"
    ran = rmpkg("inspect", path)
    assert ran.status == 0
    for words in (
        "good.rmpkg: unsigned",
        "small 1.0.0",
        "double",
        "MultiplyNode",
        "nodes/greeter.py",
        f"{len(good) / 1000:.1f} kB",
    ):
        assert words in ran.out, ran.out
    document = rmpkg("inspect", path, "--json").document
    assert (document["bytes"], document["manifest"]) == (len(good), MANIFEST)
    assert document["report"]["bundle_nodes"] == ["Greeter"]
    assert document["plan"]["needs"]["python"] is False


def test_inspect_of_a_bundle_that_cannot_run_says_why(tmp_path: Path, rmpkg: Command) -> None:
    path = tmp_path / "unknown.rmpkg"
    manifest = {**MANIFEST, "nodes": [{"id": "x", "node_type": "MultiplyNod"}]}
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("manifest.json", json.dumps(manifest))
    ran = rmpkg("inspect", path)
    assert (ran.status, "[unknown-node-type]" in ran.out, "nodes[0]" in ran.out) == (1, True, True), ran


def test_nothing_that_a_bundle_says_reaches_the_terminal_as_a_command(tmp_path: Path, rmpkg: Command) -> None:
    path = tmp_path / "hostile.rmpkg"
    manifest = {**MANIFEST, "metadata": {"name": "\x1b[2J\u202egood", "description": "a\x07b\x9bc"}}
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("manifest.json", json.dumps(manifest))
        archive.writestr("README.md", "x")
    outputs = [rmpkg("inspect", path).out, rmpkg("inspect", path, "--json").out]
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("\x1b[31m.txt", "x")
    outputs += [rmpkg("verify", path).out, rmpkg("verify", path, "--json").out]
    for out in outputs:
        assert not set(out) & set("\x1b\x07\x9b\u202e"), out
    assert "\\u{1b}[2J" in outputs[0]
    assert json.loads(outputs[1])["manifest"] == manifest


def test_strict_names_python_that_cannot_be_compiled(tmp_path: Path, rmpkg: Command) -> None:
    path = tmp_path / "zipped.rmpkg"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("manifest.json", json.dumps(MANIFEST))
        archive.writestr("nodes/spare.py", "x = (\n")
    assert rmpkg("verify", path).status == 0
    ran = rmpkg("verify", path, "--strict", "--json")
    found = [each for each in ran.document["reasons"] if each["code"] == "python-syntax"]
    assert ran.status == 1
    assert [(each["file"], each["line"]) for each in found] == [("nodes/spare.py", 1)]
