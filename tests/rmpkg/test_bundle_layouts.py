"""Bundles that other programs made: the SDK's browser demo, and a plain `zip -r`."""

from __future__ import annotations

import io
import json
import shutil
import subprocess
import zipfile
from pathlib import Path

import pytest

from rmpkg.bundle import BundleError, open_bundle
from tests.rmpkg.conftest import MANIFEST, Command, Package
from tools.vectors.__main__ import ROOT as VECTORS
from tools.vectors.oci_package import OciPackage, Target
from tools.vectors.tar_bytes import frame


class Unseekable(io.RawIOBase):
    """A pipe: zipfile then writes sizes behind the data, as the SDK's packer does."""

    def __init__(self) -> None:
        self.content = bytearray()

    def writable(self) -> bool:
        return True

    def write(self, data: bytes) -> int:  # type: ignore[override]
        self.content += data
        return len(data)


def sdk_bundle(order: list[str]) -> bytes:
    """What the SDK's `create-package.js` wrote: deflate 9, data descriptors, real times."""
    contents = {
        "manifest.json": json.dumps(MANIFEST).encode(),
        "runtime.wasm": b"\0asm" + bytes(200_000),
        "metadata.json": json.dumps({"package_name": "small", "license": "MIT"}).encode(),
    }
    pipe = Unseekable()
    with zipfile.ZipFile(pipe, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name in order:
            info = zipfile.ZipInfo(name, (2025, 10, 25, 9, 0, 0))
            info.external_attr = 0o100644 << 16
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, contents[name], compresslevel=9)
    return bytes(pipe.content)


@pytest.mark.parametrize(
    "order",
    [["metadata.json", "runtime.wasm", "manifest.json"], ["manifest.json", "runtime.wasm", "metadata.json"]],
)
def test_a_bundle_of_the_sdk_opens(tmp_path: Path, rmpkg: Command, order: list[str]) -> None:
    path = tmp_path / "old.rmpkg"
    path.write_bytes(sdk_bundle(order))
    assert path.read_bytes()[6] & 8, "this is meant to have data descriptors"
    ran = rmpkg("inspect", path, "--json")
    assert (ran.status, ran.document["report"]["layout"]) == (0, "sdk"), ran
    assert "layout the SDK's older layout" in rmpkg("inspect", path).out
    assert [node["id"] for node in ran.document["plan"]["nodes"]] == ["double"]
    with open_bundle(path) as bundle:
        assert json.loads(bundle.manifest_bytes) == MANIFEST
        assert bundle.read("runtime.wasm") == b"\0asm" + bytes(200_000)
    verified = rmpkg("verify", path, "--json").document
    assert (verified["verdict"], [each["code"] for each in verified["reasons"]]) == (
        "unsigned",
        ["no-provenance"],
    )


def test_a_plain_zip_with_folders_opens(package: Package, tmp_path: Path) -> None:
    folder, path = package(), tmp_path / "plain.rmpkg"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for file in sorted(folder.rglob("*")):
            archive.write(file, file.relative_to(folder))
    assert any(name.endswith("/") for name in zipfile.ZipFile(path).namelist())
    with open_bundle(path) as bundle:
        assert bundle.files() == ["assets/ünïcode.txt", "manifest.json", "nodes/greeter.py"]
        assert (bundle.bundle_nodes, bundle.report["layout"]) == (["Greeter"], "rmpkg")
        for name in bundle.files():
            assert bundle.read(name) == (folder / name).read_bytes()


@pytest.mark.skipif(not shutil.which("zip"), reason="Info-ZIP is not installed")
def test_what_info_zip_packs_opens(package: Package, tmp_path: Path) -> None:
    path = tmp_path / "plain.rmpkg"
    subprocess.run(["zip", "-q", "-r", str(path), "."], cwd=package(), check=True)
    with open_bundle(path) as bundle:
        assert (bundle.verdict, bundle.bundle_nodes) == ("unsigned", ["Greeter"])


def test_the_newer_container_of_the_sdk_opens_and_runs(rmpkg: Command) -> None:
    # Packed by zstd itself, from a tar that Python's own `tarfile` reads.
    path = VECTORS / "valid" / "oci-level-19.rmpkg"
    ran = rmpkg("inspect", path, "--json")
    assert (ran.status, ran.document["report"]["layout"]) == (0, "oci"), ran
    assert "layout OCI, by platform" in rmpkg("inspect", path).out
    target = ran.document["report"]["oci"]["targets"][0]
    assert (target["platform"], target["is_opened"], target["python"]) == (
        "wasi/wasm32",
        True,
        "CPython 3.12",
    )
    assert [node["id"] for node in ran.document["plan"]["nodes"]] == ["double"]
    told = rmpkg("verify", path)
    assert told.status == 0
    assert "opened as made for wasi/wasm32" in " ".join(told.out.split())
    did = rmpkg("run", path, "--allow-unverified", "--input", "double=[1, 2]", "--json")
    assert did.status == 0, did
    assert "[2,4]" in did.out.replace(" ", "").replace("\n", ""), did.out


def test_an_oci_bundle_whose_nodes_are_missing_says_which(tmp_path: Path, rmpkg: Command) -> None:
    manifest = json.dumps(
        {"version": "v1", "metadata": {"name": "n"}, "nodes": [{"id": "a", "node_type": "FastResamplerNode"}]}
    )
    target = Target(manifest=manifest.encode(), plugins=[{"name": "fast-resampler"}])
    path = tmp_path / "native.rmpkg"
    path.write_bytes(frame(OciPackage(targets=[target]).tar().written()))
    ran = rmpkg("inspect", path, "--json")
    codes = [each["code"] for each in ran.document["report"]["reasons"]]
    assert codes == ["oci-layout", "native-parts", "no-signature"]
    assert "fast-resampler" in ran.document["report"]["reasons"][1]["message"]
    assert "FastResamplerNode" in json.dumps(ran.document["diagnostics"])


def test_a_large_bundle_is_read_in_small_pieces(package: Package, tmp_path: Path, rmpkg: Command) -> None:
    model = bytes(range(256)) * 4096 * 12  # 12 MiB
    path = tmp_path / "large.rmpkg"
    assert rmpkg("build", package(files={"models/m.bin": model}), "-o", path).status == 0
    with open_bundle(path) as bundle:
        pieces = list(bundle.chunks("models/m.bin"))
        assert b"".join(pieces) == model
        assert max(map(len, pieces)) <= 1 << 20
        with pytest.raises(BundleError, match="no such file"):
            bundle.read("models/other.bin")


def test_a_bundle_that_changes_after_it_was_checked_is_not_handed_out(
    package: Package, tmp_path: Path, rmpkg: Command
) -> None:
    path = tmp_path / "large.rmpkg"
    # More than the reader holds at a time: what it holds is still what was checked.
    text = b"so it goes " * 200_000
    assert rmpkg("build", package(files={"assets/text": text}), "-o", path).status == 0
    with open_bundle(path) as bundle:
        content = path.read_bytes()
        with path.open("r+b") as file:
            file.write(content.replace(b"so it goes", b"so it ends"))
        with pytest.raises(BundleError) as caught:
            bundle.read("assets/text")
        assert [each["code"] for each in caught.value.diagnostics] == ["changed-while-reading"]
        assert bundle.read("manifest.json") == json.dumps(MANIFEST).encode()
