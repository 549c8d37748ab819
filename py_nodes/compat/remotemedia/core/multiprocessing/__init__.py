"""Nodes that the older SDK ran in processes of their own. Here they run like any other."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from .audio_pressure import AudioPressureMixin
from .data import AudioMetadata, DataType, RuntimeData, VideoMetadata
from .node import MultiprocessNode, NodeConfig, NodeStatus

if TYPE_CHECKING:
    from collections.abc import Callable

Made = TypeVar("Made", bound=type[Any])

__all__ = [
    "AudioMetadata",
    "AudioPressureMixin",
    "DataType",
    "MultiprocessNode",
    "NodeConfig",
    "NodeStatus",
    "RuntimeData",
    "VideoMetadata",
    "get_node_class",
    "get_node_requirements",
    "list_registered_nodes",
    "python_requires",
    "register_node",
]

#: The SDK's own name: node files add to it by hand.
_NODE_REGISTRY: dict[str, type[Any]] = {}


def register_node(node_type: Any) -> Any:  # noqa: ANN401 - a name, or the class where there are no brackets
    """Class decorator: the name by which manifests call this node."""
    if isinstance(node_type, type):
        return register_node(node_type.__name__)(node_type)

    def name_it(cls: Made) -> Made:
        cls.__node_type__ = cls._node_type = node_type
        _NODE_REGISTRY[node_type] = cls
        return cls

    return name_it


def python_requires(deps: list[str]) -> Callable[[Made], Made]:
    """Class decorator: packages that the node needs. Here they lie in the bundle's wheels."""

    def note_it(cls: Made) -> Made:
        cls.__python_requires__ = list(deps)
        return cls

    return note_it


def get_node_class(node_type: str) -> type[Any]:
    """The class that was registered under a name.

    Raises:
        KeyError: there is none.
    """
    return _NODE_REGISTRY[node_type]


def list_registered_nodes() -> list[str]:
    """All registered names."""
    return list(_NODE_REGISTRY)


def get_node_requirements(node_type: str) -> list[str]:
    """What a registered class says that it needs."""
    return list(getattr(_NODE_REGISTRY.get(node_type), "__python_requires__", ()))
