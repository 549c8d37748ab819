"""Names of node types and the classes behind them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from py_nodes.sdk.node import Node, process_takes_input

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import ModuleType

Made = TypeVar("Made", bound=type[Any])

TYPE_ATTRIBUTE = "__node_type__"


def node(node_type: str) -> Callable[[Made], Made]:
    """Class decorator: the name by which manifests call this node. Without it that is the class's name."""

    def name_it(cls: Made) -> Made:
        setattr(cls, TYPE_ATTRIBUTE, node_type)
        return cls

    return name_it


def node_type_of(cls: type[Any]) -> str:
    """The name by which manifests call a class. A subclass does not inherit its parent's."""
    return str(cls.__dict__.get(TYPE_ATTRIBUTE, cls.__name__))


def node_classes(module: ModuleType) -> dict[str, type[Any]]:
    """The node types that a module defines itself: classes with a `process`, by their type names.

    Classes that it only imports are not among them, and neither are those whose name begins with _.
    """
    found: dict[str, type[Any]] = {}
    for name, value in vars(module).items():
        if (
            isinstance(value, type)
            and value.__module__ == module.__name__
            and not name.startswith("_")
            and callable(getattr(value, "process", None))
        ):
            found[node_type_of(value)] = value
    return found


def describe_ports(cls: type[Any]) -> dict[str, Any]:
    """Ports of a class as the engine is told them: ``{"inputs", "outputs", "is_source"}``."""
    source = not process_takes_input(cls)
    inputs = {} if source else getattr(cls, "inputs", Node.inputs)
    outputs = getattr(cls, "outputs", Node.outputs)
    return {
        "inputs": [{"name": name, "type": kind} for name, kind in inputs.items()],
        "outputs": [{"name": name, "type": kind} for name, kind in outputs.items()],
        "is_source": source,
    }
