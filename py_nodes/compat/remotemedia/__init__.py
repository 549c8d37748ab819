"""The older SDK's package name."""

from .core.node import Node

__all__ = ["Node"]
