"""The older SDK's nodes: where files import the base class from here, they find it."""

from ..core.node import Node

__all__ = ["Node"]
