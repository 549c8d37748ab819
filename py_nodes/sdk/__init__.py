"""What node authors import: ``from py_nodes.sdk import Audio, Node, Packet, node, param``."""

from py_nodes.sdk.audio import Audio
from py_nodes.sdk.node import Node
from py_nodes.sdk.packet import Packet
from py_nodes.sdk.params import param
from py_nodes.sdk.registry import node

__all__ = ["Audio", "Node", "Packet", "node", "param"]
