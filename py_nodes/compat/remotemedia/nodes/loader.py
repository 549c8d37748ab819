"""Node classes named from outside of their files, as the older SDK's programs do it."""

from __future__ import annotations

import importlib
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from py_nodes.sdk.not_in_bundle import NotHereError
from py_nodes.sdk.registry import TYPE_ATTRIBUTE, node_classes

from ..core.multiprocessing import get_node_class, register_node

if TYPE_CHECKING:
    from types import ModuleType

__all__ = ["get_loaded_nodes", "get_node_class", "register_node_class", "register_python_node"]

_loaded: dict[str, dict[str, Any]] = {}


def register_node_class(*given: Any, node_type: str | None = None, **description: Any) -> Any:  # noqa: ANN401
    """Names a class: `(cls)`, `(cls, node_type=…)`, `(name, cls)`, or as a decorator `(name)`.

    Gives what was noted of it, or with a name alone what decorates a class.
    """
    cls = next((each for each in given if isinstance(each, type)), None)
    name = next((each for each in given if isinstance(each, str)), node_type)
    if cls is not None:
        return _note(cls, name or cls.__dict__.get(TYPE_ATTRIBUTE, cls.__name__), None, description)

    def decorate(decorated: type[Any]) -> type[Any]:
        register_node_class(decorated, node_type=name, **description)
        return decorated

    return decorate


def register_python_node(
    file_path: str,
    *,
    node_type: str | None = None,
    node_class: str | None = None,
    **description: Any,  # noqa: ANN401
) -> dict[str, dict[str, Any]]:
    """Names the node classes of another file of the bundle; gives what was noted, by node type.

    Raises:
        NotHereError: the bundle has no such file.
        ValueError: the file has no node class, or not the one that is asked for.
    """
    found = node_classes(_other_file(file_path, sys._getframe(1).f_globals))
    classes = [cls for cls in found.values() if node_class in (None, cls.__name__)]
    if not classes:
        has = ", ".join(cls.__name__ for cls in found.values()) or "none"
        raise ValueError(f"{file_path} has no node class {node_class or ''}; it has {has}")
    noted = {}
    for cls in classes:
        name = node_type if node_type and len(classes) == 1 else next(k for k, v in found.items() if v is cls)
        noted[name] = _note(cls, name, file_path, description)
    return noted


def get_loaded_nodes() -> dict[str, dict[str, Any]]:
    """What was noted of every class, by node type."""
    return dict(_loaded)


def _note(cls: type[Any], name: str, file: str | None, description: dict[str, Any]) -> dict[str, Any]:
    register_node(name)(cls)
    cls._node_registration = description
    _loaded[name] = {
        "node_type": name,
        "python_class": f"{cls.__module__}.{cls.__name__}",
        "class": cls,
        "file_path": file,
        **description,
    }
    return _loaded[name]


def _other_file(path: str, caller: dict[str, Any]) -> ModuleType:
    """A file is found by its place beside the one that names it, whatever folder the SDK's program ran in."""
    name = Path(path.replace("\\", "/")).stem
    try:
        return importlib.import_module(f".{name}", caller.get("__package__") or "nodes")
    except ModuleNotFoundError as error:
        if error.name and error.name.rpartition(".")[2] != name:
            raise
        raise NotHereError(
            f"The bundle has no node file {name}.py beside this one.",
            f"Put {name}.py into the bundle's nodes folder; its classes are found there by themselves.",
            "not-an-import-here",
            name,
        ) from None
