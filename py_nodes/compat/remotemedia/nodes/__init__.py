"""The older SDK's nodes.

Its own node classes are not here: they are named in the manifest. A file of the SDK that a bundle has in its
nodes folder is found under this name too.
"""

from __future__ import annotations

import sys
from typing import NoReturn

from py_nodes.sdk.not_in_bundle import NotHereError

from ..core.node import Node
from .loader import get_loaded_nodes, register_node_class, register_python_node
from .registration import get_node_registration, get_registered_nodes, streaming_node

__all__ = [
    "Node",
    "get_loaded_nodes",
    "get_node_registration",
    "get_registered_nodes",
    "register_node_class",
    "register_python_node",
    "streaming_node",
]

if "nodes" in sys.modules:
    __path__ = [*sys.modules["nodes"].__path__, *__path__]


def __getattr__(name: str) -> NoReturn:
    if name.startswith("__"):
        raise AttributeError(name)
    raise NotHereError(
        f"The older SDK's class {name} is not here to be imported.",
        f'Name it in the manifest ("node_type": "{name}"), or put the SDK\'s file that defines it into the '
        "bundle's nodes folder and import it from there.",
        "not-an-import-here",
    )
