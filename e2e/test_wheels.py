"""A bundle's own wheels in the page's sandbox, where there is no network to get others from."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from e2e import bundles
from e2e.visitor import Visitor
from tests.wheel_making import make_wheel

USE = """import micropip
import shout


class Use:
    async def process(self, wanted):
        await micropip.install(wanted)
        import little
        return [shout.WORD, little.SIZE]
"""


@pytest.fixture
def wheels(tmp_path: Path) -> Path:
    folder = tmp_path / "wheels"
    make_wheel(
        folder,
        "shout",
        "1.0",
        {"shout.py": "import little\nWORD = 'ha' * little.SIZE\n"},
        requires=["little>=2"],
    )
    return folder


def packed(path: Path, wheels: Path) -> Path:
    files: dict[str, str | bytes] = {
        "manifest.json": json.dumps(bundles.manifest([bundles.node("it", "Use")])),
        "nodes/it.py": USE,
    }
    return bundles.write(
        path, files | {f"wheels/{each.name}": each.read_bytes() for each in wheels.iterdir()}
    )


def test_wheels_and_micropip_in_the_sandbox(visitor: Visitor, tmp_path: Path, wheels: Path) -> None:
    make_wheel(wheels, "little", "2.1", {"little.py": "SIZE = 3\n"})
    visitor.open(packed(tmp_path / "wheels.rmpkg", wheels))
    visitor.give("it", '["little", "emfs:/bundle/wheels/little-2.1-py3-none-any.whl"]')
    visitor.run()
    assert json.loads(visitor.download("it", ".json")) == [["hahaha", 3], ["hahaha", 3]]


@pytest.mark.parametrize(
    ("name", "wanted", "code", "words"),
    [
        ("little", '"pandas"', "package-not-in-bundle", ["'pandas'", "no network", "wheels/"]),
        (
            None,
            '"little"',
            "wheel-dependency",
            ["shout-1.0-py3-none-any.whl", "'little>=2'", "no network", "wheels/"],
        ),
    ],
)
def test_what_would_come_from_the_network(
    visitor: Visitor, tmp_path: Path, wheels: Path, name: str | None, wanted: str, code: str, words: list[str]
) -> None:
    if name:
        make_wheel(wheels, name, "2.1", {f"{name}.py": "SIZE = 3\n"})
    visitor.open(packed(tmp_path / "wheels.rmpkg", wheels))
    visitor.give("it", wanted)
    visitor.start()
    assert visitor.wait_for("failed", "done") == "failed"
    text = visitor.problem(code).inner_text()
    for word in words:
        assert word in text, text


def test_a_wheel_for_another_system_is_told_when_the_package_opens(
    visitor: Visitor, tmp_path: Path, wheels: Path
) -> None:
    make_wheel(wheels, "little", "2.1", {"little.py": ""}, tag="cp314-cp314-manylinux_2_17_x86_64")
    visitor.drop(packed(tmp_path / "wheels.rmpkg", wheels))
    visitor.page.get_by_test_id("refused").wait_for()
    text = visitor.problem("wheel-does-not-fit").inner_text()
    for word in ["wheels/little-2.1-cp314-cp314-manylinux_2_17_x86_64.whl", "Linux", "-none-any.whl"]:
        assert word in text, text
