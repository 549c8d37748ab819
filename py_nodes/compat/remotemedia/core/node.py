"""The base class that nodes of the older SDK derive from."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Generator

#: A dict with one of these beside the data is metadata.
METADATA_KEYS = frozenset({"session_id", "metadata", "user_name", "timestamp"})


class Done:
    """What `initialize` and `cleanup` return: the work is done, and ``await`` on it is allowed too.

    Versions of the SDK had both methods plain or as coroutines, and node files call them either way.
    """

    def __await__(self) -> Generator[None, None, None]:
        return
        yield  # makes this a generator, which is what `await` wants

    def __bool__(self) -> bool:
        return False


DONE = Done()


class Node:
    """A node of the older SDK. Sessions are not kept: `state` is None."""

    #: Tells the executor that this is a base class of nodes, though not its own.
    __older_node__ = True
    is_streaming: bool = False

    def __init__(
        self,
        name: str | None = None,
        enable_state: bool = True,  # noqa: FBT001, FBT002 - the SDK's own signature
        state_ttl: float | None = None,
        max_sessions: int | None = None,
        **kwargs: Any,  # noqa: ANN401
    ) -> None:
        """Further keywords become `config`."""
        self.name = name or type(self).__name__
        self.config = kwargs
        self.logger = logging.getLogger(f"nodes.{self.name}")
        self.enable_state = enable_state
        self.state_ttl = state_ttl
        self.max_sessions = max_sessions
        self.state = None
        self._is_initialized = False
        self._current_session_id: str | None = None

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
        """Called at the end."""
        self._is_initialized = False
        return DONE

    def set_session_id(self, session_id: str) -> None:
        """The session that the next items belong to."""
        self._current_session_id = session_id

    def get_session_id(self) -> str | None:
        """The current session."""
        return self._current_session_id

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

    def get_config(self) -> dict[str, Any]:
        """Name, class and config."""
        return {"name": self.name, "class": type(self).__name__, "config": self.config}

    def get_capabilities(self) -> dict[str, Any] | None:
        """What the node needs of a machine; nothing by default."""
        return None
