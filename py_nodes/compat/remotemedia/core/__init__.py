"""The older SDK's core."""

from .exceptions import (
    ConfigurationError,
    NodeError,
    PipelineError,
    RemoteExecutionError,
    RemoteMediaError,
    SerializationError,
    WebRTCError,
)
from .multiprocessing import (
    AudioMetadata,
    DataType,
    MultiprocessNode,
    NodeConfig,
    NodeStatus,
    RuntimeData,
    VideoMetadata,
)
from .node import Node, RemoteExecutorConfig, SessionState, StateManager
from .pipeline import Pipeline

__all__ = [
    "AudioMetadata",
    "ConfigurationError",
    "DataType",
    "MultiprocessNode",
    "Node",
    "NodeConfig",
    "NodeError",
    "NodeStatus",
    "Pipeline",
    "PipelineError",
    "RemoteExecutionError",
    "RemoteExecutorConfig",
    "RemoteMediaError",
    "RuntimeData",
    "SerializationError",
    "SessionState",
    "StateManager",
    "VideoMetadata",
    "WebRTCError",
]
