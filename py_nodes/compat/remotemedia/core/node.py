"""The base class that nodes of the older SDK derive from."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NoReturn

from py_nodes.sdk.audio import AudioPair

from .awaitable import DONE, nothing_found
from .exceptions import ConfigurationError
from .sessions import SessionState, StateManager

if TYPE_CHECKING:
    from datetime import timedelta

__all__ = ["Node", "RemoteExecutorConfig", "SessionState", "StateManager"]

#: A dict with one of these beside the data is metadata.
METADATA_KEYS = frozenset({"session_id", "metadata", "user_name", "timestamp"})


@dataclass
class RemoteExecutorConfig:
    """Where the older SDK would run a node. It can be written down here; nothing runs there."""

    host: str
    port: int
    protocol: str = "grpc"
    auth_token: str | None = None
    timeout: float = 30
    max_retries: int = 3
    ssl_enabled: bool = True
    pip_packages: list[str] | None = None

    def __call__(self, target: Any, **_settings: Any) -> NoReturn:  # noqa: ANN401
        """What would make a node that runs there.

        Raises:
            ConfigurationError: always; says what to do instead.
        """
        name = target if isinstance(target, str) else type(target).__name__
        raise ConfigurationError(
            f"{name} cannot run on {self.host}:{self.port}: a package here has no gRPC. "
            "Use the node itself, or let a server do that step over HTTP."
        )


class Node:
    """A node of the older SDK."""

    #: Tells the executor that this is a base class of nodes, though not its own.
    __older_node__ = True
    is_streaming: bool = False
    #: Of a class whose own ``__init__`` passes nothing up.
    state: StateManager | None = None
    _is_initialized = False
    _current_session_id: str | None = None

    def __init__(
        self,
        name: str | None = None,
        enable_state: bool = True,  # noqa: FBT001, FBT002 - the SDK's own signature
        state_ttl: timedelta | None = None,
        max_sessions: int | None = None,
        **kwargs: Any,  # noqa: ANN401
    ) -> None:
        """Further keywords become `config`."""
        self.name = name or type(self).__name__
        self.config = kwargs
        self.logger = logging.getLogger(f"nodes.{self.name}")
        self.enable_state = enable_state
        self.state = StateManager(state_ttl, max_sessions) if enable_state else None

    @property
    def is_initialized(self) -> bool:
        """Whether `initialize` was called, and `cleanup` not since."""
        return self._is_initialized

    def process(self, data: Any) -> Any:  # noqa: ANN401
        """Does the work."""
        raise NotImplementedError(f"{type(self).__name__} has no method 'process'")

    def initialize(self) -> Any:  # noqa: ANN401 - may be awaited, need not be
        """Called before the first item."""
        self._is_initialized = True
        return DONE

    def cleanup(self) -> Any:  # noqa: ANN401 - the same
        """Called at the end; sessions are forgotten."""
        if self.state is not None:
            self.state.clear_all_sessions()
        self._is_initialized = False
        return DONE

    def set_session_id(self, session_id: str) -> None:
        """The session that the next items belong to."""
        self._current_session_id = session_id

    def get_session_id(self) -> str | None:
        """The current session."""
        return self._current_session_id

    def get_session_state(self, session_id: str | None = None) -> Any:  # noqa: ANN401 - may be awaited
        """The `SessionState` of the given or the current session; None without state or session."""
        session_id = session_id or self._current_session_id
        if self.state is None or not session_id:
            return nothing_found()
        return self.state.get_or_create_session(session_id)

    @staticmethod
    def extract_session_id(data: Any) -> str | None:  # noqa: ANN401
        """The ``session_id`` of a dict, or of the dict that ends a tuple."""
        last = data[-1] if isinstance(data, tuple) and data else data
        return last.get("session_id") if isinstance(last, dict) else None

    @staticmethod
    def split_data_metadata(data: Any) -> tuple[Any, dict[str, Any] | None]:  # noqa: ANN401
        """Splits the metadata that ends a tuple off the data."""
        if isinstance(data, tuple) and len(data) >= 2 and isinstance(data[-1], dict):
            metadata = data[-1]
            if METADATA_KEYS & metadata.keys():
                return (data[0] if len(data) == 2 else data[:-1]), metadata
        return data, None

    @staticmethod
    def merge_data_metadata(data: Any, metadata: dict[str, Any] | None) -> Any:  # noqa: ANN401
        """Puts metadata back behind the data."""
        if metadata is None:
            return data
        return (*data, metadata) if isinstance(data, tuple) else (data, metadata)

    @staticmethod
    def __given__(value: Any, metadata: dict[str, Any]) -> Any:  # noqa: ANN401
        """What `process` is given: audio with its metadata as the SDK's tuple of three."""
        return (*value, metadata) if metadata and isinstance(value, AudioPair) else value

    def __adopt__(self, node_id: str, _node_type: str, params: dict[str, Any]) -> None:
        """What the graph says of the node, where its own ``__init__`` passed nothing up."""
        own = {"name": node_id, "config": params, "logger": logging.getLogger(f"nodes.{node_id}")}
        for name, value in own.items():
            if not hasattr(self, name):
                setattr(self, name, value)

    def get_config(self) -> dict[str, Any]:
        """Name, class and config."""
        return {"name": self.name, "class": type(self).__name__, "config": self.config}

    def get_capabilities(self) -> dict[str, Any] | None:
        """What the node needs of a machine; nothing by default."""
        return None

    def to_manifest(self, include_capabilities: bool = True) -> dict[str, Any]:  # noqa: FBT001, FBT002
        """The node as manifests have it."""
        found: dict[str, Any] = {"node_type": type(self).__name__, "params": dict(self.config)}
        if self.is_streaming:
            found["is_streaming"] = True
        if include_capabilities and (needs := self.get_capabilities()):
            found["capabilities"] = needs
        return found
