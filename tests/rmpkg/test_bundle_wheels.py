"""A bundle's own wheels in the terminal: installed apart, checked first, and all that there is."""

from __future__ import annotations

import json
import sys
import zipfile
from pathlib import Path
from typing import Any

import pytest

from tests.rmpkg.conftest import Command, Package, Ran
from tests.wheel_making import make_wheel

USE = """import {imports}


class Use:
    def process(self, data):
        return {result}
"""
ASK = """import micropip


class Use:
    async def process(self, data):
        await micropip.install(data)
        import little
        return little.SIZE
"""


@pytest.fixture
def pipeline(package: Package) -> Path:
    """A folder of sources whose one node is `Use`, without Python files yet."""
    manifest = {
        "version": "v1",
        "metadata": {"name": "wheels"},
        "nodes": [{"id": "use", "node_type": "Use"}],
        "connections": [],
    }
    return package("sources", {"manifest.json": json.dumps(manifest), "nodes/greeter.py": None})


def run(rmpkg: Command, folder: Path, source: str, value: str = "0") -> Ran:
    (folder / "nodes").mkdir(exist_ok=True)
    (folder / "nodes" / "use.py").write_text(source)
    return rmpkg("run", folder, "--input", value, "--json")


def problems(ran: Ran) -> list[dict[str, Any]]:
    assert ran.status == 1, ran.out
    return ran.document["diagnostics"]  # type: ignore[no-any-return]


def test_wheels_that_need_each_other_are_imported_with_their_data(rmpkg: Command, pipeline: Path) -> None:
    make_wheel(
        pipeline / "wheels",
        "Shout.It",
        "1.0",
        {
            "shout/__init__.py": "import pathlib, little\n"
            "WORD = (pathlib.Path(__file__).parent / 'word.txt').read_text() * little.SIZE\n",
            "shout/word.txt": "ha",
            "Shout.It-1.0.data/purelib/shout_extra.py": "MORE = '!'\n",
            "Shout.It-1.0.data/scripts/shout": "#!python\n",
        },
        requires=["little[loud]>=2,<3", "colorama; sys_platform == 'win32'", "numpy>=1"],
        requires_python=">=3.8",
    )
    make_wheel(
        pipeline / "wheels", "little", "2.1", {"little.py": "SIZE = 3\n"}, requires=["numpy; extra == 'loud'"]
    )
    before = [*sys.path]
    ran = run(
        rmpkg,
        pipeline,
        USE.format(
            imports="importlib.metadata, shout, shout_extra",
            result="[shout.WORD + shout_extra.MORE, importlib.metadata.version('shout.it')]",
        ),
    )
    assert ran.document["outputs"] == {"use": [["hahaha!", "1.0"]]}
    assert sys.path == before
    assert "shout" not in sys.modules


def test_a_bundles_wheel_wins_over_what_is_installed_here(rmpkg: Command, pipeline: Path) -> None:
    make_wheel(pipeline / "wheels", "wasmtime", "99.0", {"hypothesis.py": "OWN = True\n"})
    ran = run(
        rmpkg,
        pipeline,
        "import sys\nsys.modules.pop('hypothesis', None)\n"
        + USE.format(imports="hypothesis", result="hypothesis.OWN"),
    )
    sys.modules.pop("hypothesis", None)
    assert ran.document["outputs"] == {"use": [True]}


@pytest.mark.parametrize(
    ("requires", "python", "code", "words"),
    [
        (["absent>=1"], "", "wheel-dependency", ["'absent>=1'", "no network", "pip download 'absent>=1'"]),
        (["little>=9"], "", "wheel-dependency", ["'little>=9'", "the bundle has little 2.1"]),
        (["numpy<1"], "", "wheel-dependency", ["'numpy<1'", "the runtime has numpy"]),
        (["little[loud]"], "", "wheel-dependency", ["little-2.1", "'absent'"]),
        ([], "<3", "wheel-python", ["needs Python <3"]),
    ],
)
def test_what_a_wheel_needs_and_the_bundle_has_not(
    rmpkg: Command, pipeline: Path, requires: list[str], python: str, code: str, words: list[str]
) -> None:
    make_wheel(
        pipeline / "wheels", "shout", "1.0", {"shout.py": ""}, requires=requires, requires_python=python
    )
    make_wheel(pipeline / "wheels", "little", "2.1", {"little.py": ""}, requires=["absent; extra == 'loud'"])
    (found,) = problems(run(rmpkg, pipeline, USE.format(imports="shout", result="1")))
    assert found["code"] == code
    assert found["file"].startswith("wheels/")
    for word in words:
        assert word in found["message"] + found["help"]


def test_a_wheel_for_another_system_is_refused_before_anything_runs(rmpkg: Command, pipeline: Path) -> None:
    make_wheel(
        pipeline / "wheels", "fast", "1.0", {"fast.py": ""}, tag="cp314-cp314-pyemscripten_2026_0_wasm32"
    )
    (found,) = problems(run(rmpkg, pipeline, "print('never')\n" + USE.format(imports="fast", result="1")))
    assert found["code"] == "wheel-does-not-fit"
    assert "WebAssembly (pyemscripten_2026_0_wasm32)" in found["message"]
    assert "-none-any.whl" in found["help"]


def test_a_wheel_for_each_system_beside_the_other_runs(rmpkg: Command, pipeline: Path) -> None:
    make_wheel(
        pipeline / "wheels",
        "fast",
        "1.0",
        {"fast.py": "HERE = 0"},
        tag="cp314-cp314-pyemscripten_2026_0_wasm32",
    )
    make_wheel(pipeline / "wheels", "fast", "1.0", {"fast.py": "HERE = 1"})
    assert run(rmpkg, pipeline, USE.format(imports="fast", result="fast.HERE")).document["outputs"] == {
        "use": [1]
    }


@pytest.mark.parametrize(
    ("inside", "words"),
    [("../outside.py", "leads out of its folder"), ("/etc/outside.py", "leads out of its folder")],
)
def test_a_hostile_wheel_writes_nothing(rmpkg: Command, pipeline: Path, inside: str, words: str) -> None:
    make_wheel(pipeline / "wheels", "bad", "1.0", {inside: "x = 1"})
    (found,) = problems(run(rmpkg, pipeline, USE.format(imports="bad", result="1")))
    assert (found["code"], found["file"]) == ("wheel-unusable", "wheels/bad-1.0-py3-none-any.whl")
    assert words in found["message"]


def test_a_damaged_wheel_and_one_that_unpacks_to_too_much_are_told(
    rmpkg: Command, pipeline: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = make_wheel(pipeline / "wheels", "bad", "1.0", {"bad.py": "x = 1\n" * 100})
    path.write_bytes(path.read_bytes().replace(b"bad.py", b"bxd.py", 1))
    (found,) = problems(run(rmpkg, pipeline, USE.format(imports="bad", result="1")))
    assert found["code"] == "wheel-unusable"
    make_wheel(pipeline / "wheels", "bad", "1.0", {"bad.py": "x = 1\n" * 100})
    monkeypatch.setattr("py_nodes.sdk.bundle_wheels.MOST_BYTES", 500)
    (found,) = problems(run(rmpkg, pipeline, USE.format(imports="bad", result="1")))
    assert "too large" in found["message"]


@pytest.mark.parametrize(
    "wanted",
    [
        '"little"',
        '"Little>=2"',
        '["numpy", "little"]',
        '"wheels/little-2.1-py3-none-any.whl"',
        '"little-2.1-py3-none-any.whl"',
    ],
)
def test_micropip_takes_what_lies_in_the_bundle(rmpkg: Command, pipeline: Path, wanted: str) -> None:
    make_wheel(pipeline / "wheels", "little", "2.1", {"little.py": "SIZE = 3\n"})
    assert run(rmpkg, pipeline, ASK, json.dumps([json.loads(wanted)])).document["outputs"] == {"use": [3]}


def test_micropip_installs_a_wheel_that_lies_elsewhere_in_the_bundle(rmpkg: Command, pipeline: Path) -> None:
    make_wheel(pipeline / "assets", "little", "2.1", {"little.py": "SIZE = 4\n"})
    source = ASK.replace("(data)", "('emfs:' + __file__.replace('nodes/use.py', data))")
    ran = run(rmpkg, pipeline, source, '"assets/little-2.1-py3-none-any.whl"')
    assert ran.document["outputs"] == {"use": [4]}


@pytest.mark.parametrize(
    ("wanted", "named"),
    [("pandas>=2", "pandas"), ("https://files.example/pandas-2.0-py3-none-any.whl", "pandas")],
)
def test_micropip_never_asks_the_network(rmpkg: Command, pipeline: Path, wanted: str, named: str) -> None:
    ran = run(rmpkg, pipeline, ASK, json.dumps(wanted))
    (found,) = problems(ran)
    assert found["code"] == "package-not-in-bundle"
    cause = found["cause"]
    assert "no network" in cause["message"]
    assert named in cause["message"]
    assert "wheels/" in found["help"]


def test_a_wheel_in_a_bundle_without_python_nodes_is_not_looked_at(rmpkg: Command, package: Package) -> None:
    folder = package("sources")
    (folder / "wheels").mkdir()
    with zipfile.ZipFile(folder / "wheels" / "any.whl", "w"):
        pass
    assert rmpkg("run", folder, "--input", "[4]", "--json").document["outputs"] == {"double": [8]}
