"""State that nodes keep for each session, as the older SDK has it: in memory, for the length of a run."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from .awaitable import DONE, AwaitableCount, AwaitableDict, nothing_found

if TYPE_CHECKING:
    from collections.abc import Generator

#: How long a session is kept after it was last used.
KEPT_FOR = timedelta(hours=24)


@dataclass
class SessionState:
    """What a node remembers of one session. Awaiting it gives it again."""

    session_id: str
    data: dict[str, Any] = field(default_factory=dict)
    created_at: datetime = field(default_factory=datetime.now)
    last_accessed: datetime = field(default_factory=datetime.now)
    metadata: dict[str, Any] = field(default_factory=dict)

    def get(self, key: str, default: Any = None) -> Any:  # noqa: ANN401
        """The value of a key, or the default."""
        self.update_access_time()
        return self.data.get(key, default)

    def set(self, key: str, value: Any) -> None:  # noqa: ANN401
        """Keeps a value."""
        self.update_access_time()
        self.data[key] = value

    def update(self, updates: dict[str, Any]) -> None:
        """Keeps several values."""
        self.update_access_time()
        self.data.update(updates)

    def clear(self) -> None:
        """Forgets everything."""
        self.update_access_time()
        self.data.clear()

    def update_access_time(self) -> None:
        """It was used now."""
        self.last_accessed = datetime.now()

    def __await__(self) -> Generator[None, None, SessionState]:
        yield from ()
        return self


class StateManager:
    """The sessions of one node. Expired ones go when another is asked for: there is no thread."""

    def __init__(
        self,
        default_ttl: timedelta | None = None,
        max_sessions: int | None = None,
        enable_persistence: bool = False,  # noqa: FBT001, FBT002 - the SDK's own signature
    ) -> None:
        """At `max_sessions` the one that was not used for longest gives way."""
        self.default_ttl = default_ttl or KEPT_FOR
        self.max_sessions = max_sessions
        self.enable_persistence = enable_persistence
        self._states: dict[str, SessionState] = {}

    def get_or_create_session(self, session_id: str) -> SessionState:
        """The session of that id; may be awaited, like everything here."""
        state = self._states.get(session_id)
        if state is None:
            self.cleanup_expired_sessions()
            if self.max_sessions and len(self._states) >= self.max_sessions:
                del self._states[min(self._states, key=lambda key: self._states[key].last_accessed)]
            state = self._states[session_id] = SessionState(session_id)
        return state

    def get_session(self, session_id: str) -> Any:  # noqa: ANN401 - a SessionState or nothing
        """The session of that id, or None."""
        state = self._states.get(session_id)
        return nothing_found() if state is None else state

    def delete_session(self, session_id: str) -> AwaitableCount:
        """Forgets a session; whether there was one."""
        return AwaitableCount(self._states.pop(session_id, None) is not None)

    def get_all_sessions(self) -> AwaitableDict:
        """All sessions by their ids, in a dict of its own."""
        return AwaitableDict(self._states)

    def clear_all_sessions(self) -> Any:  # noqa: ANN401 - may be awaited
        """Forgets all of them."""
        self._states.clear()
        return DONE

    def cleanup_expired_sessions(self) -> AwaitableCount:
        """Forgets those that were not used for too long; how many."""
        now = datetime.now()
        expired = [key for key, state in self._states.items() if now - state.last_accessed > self.default_ttl]
        for key in expired:
            del self._states[key]
        return AwaitableCount(len(expired))

    def start_cleanup_task(self, interval: timedelta | None = None) -> Any:  # noqa: ANN401, ARG002
        """Nothing runs beside the node: see the class."""
        return DONE

    def stop_cleanup_task(self) -> Any:  # noqa: ANN401
        """The same."""
        return DONE
