"""The older SDK's package name."""

from .core.exceptions import NodeError, PipelineError, RemoteExecutionError, RemoteMediaError, WebRTCError
from .core.node import Node, RemoteExecutorConfig
from .core.pipeline import Pipeline

__all__ = [
    "Node",
    "NodeError",
    "Pipeline",
    "PipelineError",
    "RemoteExecutionError",
    "RemoteExecutorConfig",
    "RemoteMediaError",
    "WebRTCError",
]
