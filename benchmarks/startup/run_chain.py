"""Runs a bundle whose graph is a chain of Python nodes, as somebody would who has only Pyodide."""

import json
import runpy
from pathlib import Path
from typing import Any

from py_nodes.standard import find_standard

BUNDLE = Path("/bundle")


def run_chain(given: str) -> str:
    """Results of the last node, for a JSON list of values for the first; both as JSON text."""
    classes: dict[str, Any] = {}
    for file in (BUNDLE / "nodes").glob("*.py"):
        classes |= runpy.run_path(str(file))
    values = json.loads(given)
    for node in json.loads((BUNDLE / "manifest.json").read_text())["nodes"]:
        name = node["node_type"]
        cls = classes.get(name) or find_standard(name)
        if cls is None:
            raise LookupError(name)
        params = cls.Params(**node.get("params", {})) if hasattr(cls, "Params") else None
        made = cls(node["id"], params)
        values = [made.process(value) for value in values]
    return json.dumps(values)
