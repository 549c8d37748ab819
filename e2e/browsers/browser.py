"""What every driver has: its interface, its processes, and patience with both."""

import contextlib
import json
import os
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Protocol, TypeVar

T = TypeVar("T")

READ = "JSON.stringify([window.result ?? null, window.stage?.() ?? null])"
"""Polled rather than awaited: WebKit's driver has no use for a promise."""


class Browser(Protocol):
    """One running browser with one tab."""

    name: str
    version: str

    def result(self, url: str, *, limit_s: float = 180) -> Any:
        """Opens `url` and gives `window.result` once it is set.

        Raises TimeoutError where for `limit_s` neither that comes nor `window.stage()` changes.
        """


def polled(read: Callable[[], str], url: str, limit_s: float) -> Any:
    """The page's result once there is one; `read` gives what READ stands for."""
    end = time.monotonic() + limit_s
    stage = None
    while time.monotonic() < end:
        result, now = json.loads(read())
        if result is not None:
            return result
        if now != stage:
            stage, end = now, time.monotonic() + limit_s
        time.sleep(0.1)
    raise TimeoutError(f"{url} went no further for {limit_s:.0f} s; it had come to: {stage}")


def free_port() -> int:
    """A port that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextlib.contextmanager
def program(command: list[str], log: Path, **environment: str) -> Iterator[subprocess.Popen[bytes]]:
    """Runs a program with its children in a session of its own, and ends them all.

    What it says goes to the file `log`.
    """
    with log.open("wb") as out:
        child = subprocess.Popen(
            command,
            env={**os.environ, **environment},
            stdout=out,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        try:
            yield child
        finally:
            _end(child)


def _end(child: subprocess.Popen[bytes]) -> None:
    for how in (signal.SIGTERM, signal.SIGKILL):
        with contextlib.suppress(ProcessLookupError):
            os.killpg(child.pid, how)
        try:
            child.wait(timeout=10)
        except subprocess.TimeoutExpired:
            continue
        break
    with contextlib.suppress(ProcessLookupError):
        os.killpg(child.pid, signal.SIGKILL)  # children that outlived it


def once_it_answers(
    action: Callable[[], T], child: subprocess.Popen[bytes], log: Path, limit_s: float = 60
) -> T:
    """What `action` gives once the program listens. Raises RuntimeError with what it said otherwise."""
    end = time.monotonic() + limit_s
    while True:
        try:
            return action()
        except OSError as error:
            if child.poll() is None and time.monotonic() < end:
                time.sleep(0.1)
                continue
            said = log.read_text(errors="replace")[-2000:]
            raise RuntimeError(f"{child.args!r} does not answer ({error}). It said: {said}") from error
