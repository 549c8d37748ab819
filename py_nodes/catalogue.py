"""The standard Python node types, told from the classes themselves.

``python -m py_nodes.catalogue`` prints them as JSON: what the engine needs to plan a graph (WIRE.md, "Context
of open", ``python_nodes``) and what people want to know of them (``doc``, ``params``).
"""

from __future__ import annotations

import dataclasses
import inspect
import json
import sys
from typing import Any

from py_nodes.sdk.params import describe_params
from py_nodes.sdk.registry import describe_ports
from py_nodes.standard import MODULES, find_standard


def catalogue() -> dict[str, dict[str, Any]]:
    """Every standard node type: its ports, ``is_source``, ``is_streaming``, ``doc`` and ``params``."""
    return {name: describe(cls) for name in sorted(MODULES) if (cls := find_standard(name)) is not None}


def describe(cls: type[Any]) -> dict[str, Any]:
    """One node class."""
    params = getattr(cls, "Params", None)
    return {
        **describe_ports(cls),
        "is_streaming": bool(getattr(cls, "is_streaming", False)),
        "doc": inspect.getdoc(cls) or "",
        "params": describe_params(params)
        if isinstance(params, type) and dataclasses.is_dataclass(params)
        else [],
    }


if __name__ == "__main__":
    json.dump(catalogue(), sys.stdout, indent=1, ensure_ascii=False)
    sys.stdout.write("\n")
