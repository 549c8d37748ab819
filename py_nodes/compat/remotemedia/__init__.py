"""The older SDK's package name."""

from .core.exceptions import NodeError, PipelineError, RemoteExecutionError, RemoteMediaError, WebRTCError
from .core.multiprocessing import MultiprocessNode, RuntimeData, python_requires, register_node
from .core.node import Node, RemoteExecutorConfig
from .core.pipeline import Pipeline
from .nodes import get_loaded_nodes, register_node_class, register_python_node, streaming_node
from .rpc import rpc

__all__ = [
    "MultiprocessNode",
    "Node",
    "NodeError",
    "Pipeline",
    "PipelineError",
    "RemoteExecutionError",
    "RemoteExecutorConfig",
    "RemoteMediaError",
    "RuntimeData",
    "WebRTCError",
    "get_loaded_nodes",
    "get_rust_runtime",
    "is_rust_runtime_available",
    "python_requires",
    "register_node",
    "register_node_class",
    "register_python_node",
    "rpc",
    "streaming_node",
    "try_load_rust_runtime",
]


def is_rust_runtime_available() -> bool:
    """Whether the SDK's native module is there: never, its nodes are this runtime's own."""
    return False


def get_rust_runtime() -> None:
    """The SDK's native module: none."""


def try_load_rust_runtime() -> tuple[bool, None, str]:
    """Whether it could be loaded, the module, and why not."""
    return False, None, "this runtime has native nodes of its own"
