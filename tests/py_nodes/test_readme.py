"""The README's code runs as it stands there."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pytest

README = Path(__file__).parents[2] / "py_nodes" / "README.md"


def test_the_readmes_examples_run(monkeypatch: pytest.MonkeyPatch) -> None:
    blocks = re.findall(r"```python\n(.*?)```", README.read_text("utf-8"), flags=re.DOTALL)
    assert len(blocks) == 2
    module = ModuleType("readme_examples")
    monkeypatch.setitem(sys.modules, module.__name__, module)  # where dataclasses look for their types
    exec("from py_nodes.sdk import Packet\n" + "\n".join(blocks), vars(module))  # noqa: S102 - our own text
    tests: list[Any] = [each for name, each in vars(module).items() if name.startswith("test_")]
    assert len(tests) == 2
    for test in tests:
        test()
