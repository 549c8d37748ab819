"""The base class of nodes that are given and give `RuntimeData`."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from enum import Enum
from typing import Any

from ..awaitable import DONE
from ..node import Node
from .values import RuntimeData


class NodeStatus(Enum):
    """What a node is at."""

    IDLE = "idle"
    INITIALIZING = "initializing"
    READY = "ready"
    PROCESSING = "processing"
    ERROR = "error"
    STOPPING = "stopping"
    STOPPED = "stopped"


@dataclass
class NodeConfig:
    """What a node is made from."""

    node_id: str
    node_type: str
    params: dict[str, Any]
    session_id: str | None = None
    log_level: str = "INFO"

    @classmethod
    def __from_plan__(cls, node_id: str, node_type: str, params: dict[str, Any]) -> NodeConfig:
        """Of a node of the graph."""
        return cls(node_id, node_type, params)


class MultiprocessNode(Node):
    """A node whose `process` is called once for each `RuntimeData`, whatever `is_streaming` says."""

    __once_per_item__ = True
    __config__ = NodeConfig
    __given__ = staticmethod(RuntimeData.__given__)

    def __init__(self, config: Any = None, **kwargs: Any) -> None:  # noqa: ANN401 - see below
        """`config` is a `NodeConfig`, a dict of its fields, or the node's id alone."""
        if isinstance(config, NodeConfig):
            settings = config
        else:
            told = dict(config) if isinstance(config, dict) else {"node_id": config}
            settings = NodeConfig(
                str(told.get("node_id") or kwargs.pop("node_id", None) or type(self).__name__),
                str(told.get("node_type") or type(self).__name__),
                dict(told.get("params") or {}),
                told.get("session_id"),
            )
        kwargs.pop("node_id", None)
        super().__init__(name=kwargs.pop("name", None) or settings.node_id, **kwargs)
        self.node_id = settings.node_id
        self.node_type = settings.node_type
        self.config = settings.params or self.config
        self.session_id = settings.session_id or f"default_{self.node_id}"
        self.status = NodeStatus.IDLE
        self.messages_processed = 0
        self.messages_failed = 0

    def __adopt__(self, node_id: str, node_type: str, params: dict[str, Any]) -> None:
        """What the graph says of the node, where its own ``__init__`` passed nothing up."""
        super().__adopt__(node_id, node_type, params)
        self.node_id, self.node_type = node_id, node_type
        self.config = self.config or params

    def initialize(self) -> Any:  # noqa: ANN401 - may be awaited
        """Called before the first item."""
        super().initialize()
        self.status = NodeStatus.READY
        return DONE

    def cleanup(self) -> Any:  # noqa: ANN401 - the same
        """Called at the end."""
        super().cleanup()
        self.status = NodeStatus.STOPPED
        return DONE

    def process_sync(self, data: Any) -> Any:  # noqa: ANN401
        """`process` for one value, outside of a run."""
        given = data if isinstance(data, RuntimeData) else RuntimeData.__given__(data, {})
        return asyncio.run(self.process(given))

    def publish_progress(self, *progress: Any, **more: Any) -> None:  # noqa: ANN401
        """Puts how far it has come into the node's log."""
        told = [*map(str, progress), *(f"{key}={value}" for key, value in more.items())]
        self.logger.info("progress: %s", ", ".join(told))

    def get_stats(self) -> dict[str, Any]:
        """Id, type, status and counts."""
        return {
            "node_id": self.node_id,
            "node_type": self.node_type,
            "status": self.status.value,
            "messages_processed": self.messages_processed,
            "messages_failed": self.messages_failed,
        }
