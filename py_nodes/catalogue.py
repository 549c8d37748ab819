"""The standard Python node types, told from the classes themselves.

``python -m py_nodes.catalogue`` prints them as JSON: what the engine needs to plan a graph (WIRE.md, "Context
of open", ``python_nodes``) and what people want to know of them (``doc``, ``params``). With ``--ports``
only the former: what the WASI command knows of them (wasm_kernels/crates/wasi_command).
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


def ports_only() -> dict[str, dict[str, Any]]:
    """As `catalogue`, with no more than the engine needs to plan a graph."""
    kept = ("inputs", "outputs", "is_source")
    return {name: {key: each[key] for key in kept} for name, each in catalogue().items()}


if __name__ == "__main__":
    told = ports_only() if sys.argv[1:] == ["--ports"] else catalogue()
    json.dump(told, sys.stdout, indent=1, ensure_ascii=False)
    sys.stdout.write("\n")
