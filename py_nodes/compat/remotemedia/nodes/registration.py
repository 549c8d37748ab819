"""How node files of the older SDK's last years say what they are."""

from __future__ import annotations

from typing import Any, TypeVar

from ..core.multiprocessing import get_node_class, list_registered_nodes, register_node
from .loader import register_node_class

Made = TypeVar("Made", bound=type[Any])

__all__ = ["get_node_registration", "get_registered_nodes", "register_node_class", "streaming_node"]


def streaming_node(
    node_type: Any = None,  # noqa: ANN401 - a name, or the class where there are no brackets
    *,
    multi_output: bool = False,
    **description: Any,  # noqa: ANN401
) -> Any:  # noqa: ANN401 - a decorator, or the class
    """Class decorator: the name by which manifests call this node, and what is to be said of it."""
    if isinstance(node_type, type):
        return streaming_node()(node_type)

    def name_it(cls: Made) -> Made:
        named: Made = register_node(node_type or cls.__name__)(cls)
        named._node_registration = {"multi_output": multi_output, **description}
        return named

    return name_it


def get_registered_nodes() -> dict[str, type[Any]]:
    """The registered classes by their names."""
    return {name: get_node_class(name) for name in list_registered_nodes()}


def get_node_registration(node_type: str) -> Any:  # noqa: ANN401 - a dict or None
    """What a class says of itself."""
    cls = get_registered_nodes().get(node_type)
    return getattr(cls, "_node_registration", None)
