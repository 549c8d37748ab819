"""Methods that a program beside the graph could call by name, in the SDK. Nothing calls them here."""

from __future__ import annotations

from typing import Any

__all__ = ["rpc"]


def rpc(method: Any = None, **settings: Any) -> Any:  # noqa: ANN401 - a method, or what decorates one
    """Method decorator, with brackets or without: notes that it may be called from outside."""
    if method is None or isinstance(method, str):
        return lambda named: rpc(named, **settings)
    method.__rpc__ = settings or True
    return method
