"""The older SDK's core."""

from .node import Node

__all__ = ["Node"]
