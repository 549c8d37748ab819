"""What this Python takes for a wheel: told to the planner, which chooses among a bundle's wheels.

``python -m py_nodes.sdk.wheel_host`` prints it as JSON; the page's build asks the page's own Python.
"""

from __future__ import annotations

import json
import platform
import sys
from typing import TypedDict

#: Packages that are there on every host: a bundle's own wheel of one is not used.
PROVIDED = ("micropip", "numpy", "packaging")


class WheelHost(TypedDict):
    """As WIRE.md, "Context of `open`", has it."""

    name: str
    #: ``python-abi-platform``, the most special first.
    tags: list[str]
    provided: list[str]


def wheel_host() -> WheelHost:
    """This Python, in words and in tags."""
    from packaging.tags import sys_tags  # noqa: PLC0415 - the page has it only where it is needed

    version = f"Python {sys.version_info.major}.{sys.version_info.minor}"
    where = f" on {platform.system()} ({platform.machine()})"
    name = f"the page's {version}" if sys.platform == "emscripten" else f"this {version}{where}"
    return {"name": name, "tags": [str(tag) for tag in sys_tags()], "provided": list(PROVIDED)}


if __name__ == "__main__":
    json.dump(wheel_host(), sys.stdout)
