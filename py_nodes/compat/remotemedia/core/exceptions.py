"""Exceptions that node files of the older SDK raise and catch."""

from __future__ import annotations


class RemoteMediaError(Exception):
    """What all of them are."""


class PipelineError(RemoteMediaError):
    """A pipeline cannot be made or run."""


class NodeError(RemoteMediaError):
    """A node failed."""


class RemoteExecutionError(RemoteMediaError):
    """Something failed on another machine."""

    def __init__(self, message: str, remote_traceback: str | None = None) -> None:
        """`remote_traceback` is what that machine says of it."""
        super().__init__(message)
        self.remote_traceback = remote_traceback

    def __str__(self) -> str:
        return "\n".join(filter(None, (super().__str__(), self.remote_traceback)))


class WebRTCError(RemoteMediaError):
    """A connection failed."""


class SerializationError(RemoteMediaError):
    """A value has no form that can be sent."""


class ConfigurationError(RemoteMediaError):
    """Settings that cannot be."""
