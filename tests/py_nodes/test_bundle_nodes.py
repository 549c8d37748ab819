"""Python files of a bundle: imported normally, their faults told with file, line and way out."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest

from py_nodes.sdk.node_call import PROCESS
from tests.py_nodes.executor_host import Host, packet, plan_of

if TYPE_CHECKING:
    from pathlib import Path

    from py_nodes.sdk.diagnostic import Diagnostic

ECHO = "class Echo:\n    def process(self, value):\n        return value\n"


def write(folder: Path, **files: str) -> Path:
    for name, text in files.items():
        path = folder / "nodes" / (name.replace("__", "/") + ".py")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    return folder


def create(folder: Path, *types: str) -> list[Diagnostic]:
    async def run() -> list[Diagnostic]:
        host = Host()
        try:
            plans = [plan_of(i, word, origin="bundle") for i, word in enumerate(types)]
            return await host.create(*plans, folder=folder)
        finally:
            await host.executor.cleanup()

    return asyncio.run(run())


def call(folder: Path, node_type: str, value: Any) -> Any:
    """The outcome of one call of a bundle's node, with the lines that it wrote."""

    async def run() -> Any:
        host = Host()
        try:
            assert await host.create(plan_of(0, node_type, origin="bundle"), folder=folder) == []
            outcome = (await host.steps(0, PROCESS, packet(value)))[-1]
        finally:
            await host.executor.cleanup()
        if outcome.failure is not None:
            return outcome.failure
        return outcome.outputs[0].value.to_python(shared=False)

    return asyncio.run(run())


def test_a_class_without_a_base_and_one_with_a_name_of_its_own(tmp_path: Path) -> None:
    write(
        tmp_path,
        a=ECHO,
        b="from py_nodes.sdk import Node, node\n@node('my.Double')\nclass D(Node):\n"
        "    def process(self, value):\n        return value * 2\n",
    )
    assert call(tmp_path, "Echo", 3) == 3
    assert call(tmp_path, "my.Double", 3) == 6


def test_files_may_import_each_other_in_either_way(tmp_path: Path) -> None:
    write(
        tmp_path,
        amounts="AMOUNT = 2\n",
        deep__more="MORE = 3\n",
        a="from . import amounts\nfrom .deep.more import MORE\n"
        "import amounts as plain\nfrom nodes.amounts import AMOUNT\n"
        "class Add:\n    def process(self, value):\n"
        "        return value + AMOUNT + MORE + plain.AMOUNT + amounts.AMOUNT\n",
    )
    assert call(tmp_path, "Add", 1) == 10
    assert not list(tmp_path.rglob("__pycache__"))


def test_a_package_init_runs_first(tmp_path: Path) -> None:
    write(
        tmp_path,
        __init__="BASE = 5\n",
        a="from nodes import BASE\nclass Add:\n    def process(self, value):\n        return value + BASE\n",
    )
    (tmp_path / "nodes" / "__init__.py").write_text("BASE = 5\n")
    assert call(tmp_path, "Add", 1) == 6


def test_one_bundle_leaves_nothing_to_the_next(tmp_path: Path) -> None:
    paths = list(sys.path)
    for amount in (1, 2):
        folder = write(
            tmp_path / str(amount),
            amounts=f"AMOUNT = {amount}\n",
            a="import amounts\nclass Add:\n"
            "    def process(self, value):\n        return value + amounts.AMOUNT\n",
        )
        if amount == 1:
            assert call(folder, "Add", 0) == 1
    assert call(tmp_path / "2", "Add", 0) == 2
    assert sys.path == paths
    assert not [name for name in sys.modules if name == "nodes" or name.startswith("nodes.")]


def test_an_exception_shows_the_authors_lines_only(tmp_path: Path) -> None:
    write(
        tmp_path,
        bad="class Bad:\n    def process(self, value):\n        return self.inner(value)\n\n"
        "    def inner(self, value):\n        return 1 / value\n",
    )
    failure = call(tmp_path, "Bad", 0)
    assert (failure["type"], failure["message"]) == ("ZeroDivisionError", "division by zero")
    told = failure["traceback"]
    assert 'File "nodes/bad.py", line 3, in process' in told
    assert 'File "nodes/bad.py", line 6, in inner' in told
    assert "return 1 / value" in told
    assert "py_nodes" not in told
    assert str(tmp_path) not in told


def test_what_led_to_an_exception_is_shown_too(tmp_path: Path) -> None:
    write(
        tmp_path,
        bad="class Bad:\n    async def process(self, value):\n        try:\n            {}['k']\n"
        "        except KeyError as error:\n            raise RuntimeError('no k') from error\n",
    )
    told = call(tmp_path, "Bad", 0)["traceback"]
    assert "KeyError: 'k'" in told
    assert "RuntimeError: no k" in told
    assert "executor.py" not in told


def test_a_syntax_error_names_file_line_and_column(tmp_path: Path) -> None:
    write(tmp_path, bad="class Bad:\n    def process(self, value)\n        return value\n")
    (found,) = create(tmp_path, "Bad")
    assert (found["code"], found["file"], found["line"]) == ("python-syntax", "nodes/bad.py", 2)
    assert found["column"] > 1
    assert "def process(self, value)" in found["cause"]["traceback"]
    assert str(tmp_path) not in found["cause"]["traceback"]


def test_a_syntax_error_in_an_imported_file_names_that_file(tmp_path: Path) -> None:
    write(tmp_path, used="x = = 1\n", a="import nodes.used\n" + ECHO)
    found = create(tmp_path, "Echo")
    assert {each["file"] for each in found} == {"nodes/used.py"}


def test_a_missing_package_names_it_and_the_way_out(tmp_path: Path) -> None:
    write(tmp_path, a="import os\nimport no_such_package.part\n" + ECHO)
    (found,) = create(tmp_path, "Echo")
    assert (found["code"], found["file"], found["line"]) == ("missing-package", "nodes/a.py", 2)
    assert "'no_such_package'" in found["message"]
    assert "wheels/" in found["help"]
    assert "numpy" in found["help"]


def test_a_package_missed_while_running_says_the_same(tmp_path: Path) -> None:
    write(tmp_path, a="class Late:\n    def process(self, value):\n        import no_such_package\n")
    failure = call(tmp_path, "Late", 1)
    assert failure["code"] == "missing-package"
    assert "wheels/" in failure["help"]


def test_a_missing_file_of_the_bundle_is_told_as_such(tmp_path: Path) -> None:
    write(tmp_path, a="from nodes.lost import thing\n" + ECHO)
    (found,) = create(tmp_path, "Echo")
    assert found["code"] == "missing-module"
    assert "nodes/lost.py" in found["help"]


@pytest.mark.parametrize("text", ["raise SystemExit(3)\n", "1 / 0\n", "from py_nodes.sdk import Nod\n"])
def test_whatever_an_import_raises_is_told_with_its_line(tmp_path: Path, text: str) -> None:
    write(tmp_path, a=text + ECHO)
    (found,) = create(tmp_path, "Echo")
    assert (found["severity"], found["file"], found["line"]) == ("error", "nodes/a.py", 1)


def test_a_broken_file_that_nothing_uses_breaks_nothing(tmp_path: Path) -> None:
    write(tmp_path, a="def (:\n", z=ECHO)
    assert call(tmp_path, "Echo", 1) == 1


def test_a_type_that_no_file_defines_is_told(tmp_path: Path) -> None:
    write(tmp_path, a=ECHO)
    (found,) = create(tmp_path, "Ecko")
    assert (found["code"], found["path"]) == ("unknown-node-type", "nodes[0].node_type")


def test_two_nodes_with_faults_are_told_together(tmp_path: Path) -> None:
    write(tmp_path, a="def (:\n#One\n", b="import no_such_package\n#Two\n")
    assert {each["code"] for each in create(tmp_path, "One", "Two")} == {"python-syntax", "missing-package"}


def test_a_file_may_be_called_like_a_module_of_python(tmp_path: Path) -> None:
    write(tmp_path, json="raise RuntimeError('wrong json')\n", a="import json\n" + ECHO)
    assert call(tmp_path, "Echo", [1]) == [1]


def test_initialize_that_raises_is_told_with_the_node(tmp_path: Path) -> None:
    write(
        tmp_path,
        a="class Bad:\n    def initialize(self):\n        raise OSError('no model')\n"
        "    def process(self, value):\n        pass\n",
    )
    (found,) = create(tmp_path, "Bad")
    assert (found["code"], found["node"], found["cause"]["message"]) == ("node-initialize", "n0", "no model")


STARTS = """
import asyncio, json, sys
from py_nodes.pyodide_adapter import PyodideAdapter
adapter = PyodideAdapter(print, print)
assert not adapter.wants_installer({folder!r}, "[]")
print(asyncio.run(adapter.create(json.dumps([{plan!r}]), {folder!r}, "[]")))
print("py_nodes.sdk.bundle_wheels" in sys.modules)
"""


def test_a_bundle_without_wheels_loads_nothing_of_what_installs_them(tmp_path: Path) -> None:
    """What reads wheels takes the page a third of a second to import."""
    plan = plan_of(0, "Echo", origin="bundle")
    program = STARTS.format(folder=str(write(tmp_path, echo=ECHO)), plan=plan)
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines() == ['{"found": [], "plain": [0]}', "False"]
