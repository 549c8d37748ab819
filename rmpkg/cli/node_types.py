"""The standard Python node types, as the engine is told them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from py_nodes.catalogue import catalogue

if TYPE_CHECKING:
    from collections.abc import Mapping


def python_node_types() -> Mapping[str, Any]:
    """Name, ports and kind of every Python node type that comes with rmpkg."""
    return catalogue()
