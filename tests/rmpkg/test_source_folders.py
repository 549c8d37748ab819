"""A folder of sources: the face it shares with a bundle, and node classes as Python itself sees them."""

from __future__ import annotations

import importlib.util
import sys
import types
from pathlib import Path
from typing import Any

import pytest

from py_nodes.sdk.node import process_takes_input
from py_nodes.sdk.registry import node_classes
from rmpkg.bundle import BundleError, open_bundle, open_folder, plan
from tests.rmpkg.conftest import GREETER, Command, Package

ROOT = Path(__file__).resolve().parents[2]


def test_a_folder_and_its_bundle_look_the_same(package: Package, tmp_path: Path, rmpkg: Command) -> None:
    folder, path = package(), tmp_path / "small.rmpkg"
    rmpkg("build", folder, "-o", path)
    with open_folder(folder) as sources, open_bundle(path) as bundle:
        assert (sources.verdict, bundle.verdict) == ("own", "unsigned")
        assert [*sources.files(), "meta/provenance.json"] == sorted(
            bundle.files(), key=lambda name: (name.startswith("meta/"), name)
        )
        assert sources.bundle_nodes == bundle.bundle_nodes == ["Greeter"]
        assert sources.manifest_text == bundle.manifest_text
        assert plan(sources, {}) == plan(bundle, {})
        with pytest.raises(BundleError, match="no such file"):
            sources.read("../secret")


SOURCES = sorted(
    path
    for folder in (ROOT / "examples", ROOT / "py_nodes" / "standard")
    for path in folder.rglob("*.py")
    if not path.name.startswith("_")
)


@pytest.mark.parametrize("source", SOURCES, ids=lambda path: path.name)
def test_the_scan_finds_every_node_that_python_finds(
    source: Path, package: Package, monkeypatch: pytest.MonkeyPatch
) -> None:
    spec = importlib.util.spec_from_file_location(f"scanned_{source.stem}", source)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    monkeypatch.setitem(sys.modules, spec.name, module)  # dataclasses look themselves up there
    spec.loader.exec_module(module)
    with open_folder(package(files={"nodes/greeter.py": source.read_bytes()})) as sources:
        # Sources are described, and said to be some.
        found = {node if isinstance(node, str) else node["name"]: node for node in sources.bundle_nodes}
        assert set(node_classes(module)) <= set(found)
        for name, cls in node_classes(module).items():
            node = found[name]
            said: dict[str, Any] = {} if isinstance(node, str) else dict(node)
            assert said.get("is_source", False) is not process_takes_input(cls)
            # What it says of ports is what Python says, in its order.
            for side in {"inputs", "outputs"} & set(said):
                assert [(port["name"], port["type"]) for port in said[side]] == [*getattr(cls, side).items()]
            for side in {"inputs", "outputs"} & set(vars(cls)):
                assert side in said or not vars(cls)[side]
        # More than that are only classes with a base and no process, which no manifest names.
        for name in set(found) - set(node_classes(module)):
            assert not hasattr(getattr(module, name), "process")


def test_a_decorator_names_a_node_for_the_scan_as_for_python(package: Package) -> None:
    text = GREETER.replace("import Node", "import Node, node").replace("class", "@node('Say')\nclass")
    module = types.ModuleType("scanned")
    exec(text, module.__dict__)  # noqa: S102 - the text above
    with open_folder(package(files={"nodes/greeter.py": text})) as sources:
        assert sources.bundle_nodes == list(node_classes(module)) == ["Say"]


def test_a_plug_in_of_the_sdk_is_called_one(tmp_path: Path, rmpkg: Command) -> None:
    (tmp_path / "plugin.toml").write_text('[plugin]\nname = "p"\n[python]\nentry_module = "p"\n')
    (told,) = rmpkg("run", tmp_path, "--json").document["diagnostics"]
    assert (told["code"], "plug-in" in told["message"], "nodes folder" in told["help"]) == (
        "no-manifest",
        True,
        True,
    )
    (tmp_path / "manifest.json").write_text('{"nodes": [{"id": "a", "node_type": "PassThrough"}]}')
    assert rmpkg("run", tmp_path, "-i", "1").status == 0
