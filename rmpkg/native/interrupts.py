"""Ends node code that does not come back: by Ctrl+C, and by the limit of time that a node has.

Only an exception raised in the main thread, by a signal, gets into a loop that never returns. Whether a
node's own code is at work there is told by the context in which it runs.
"""

from __future__ import annotations

import asyncio
import signal
import threading
import time
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any

from py_nodes.sdk.captured_output import current_node
from py_nodes.sdk.failures import StopAsked, TimeLimit

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rmpkg.native.engine_driver import EngineDriver

# Looks at what is running, in each limit; the first look may come this late.
LOOKS = 16


@contextmanager
def stopping_on_interrupt() -> Iterator[None]:
    """Ctrl+C ends the run in order: what has come out is kept, the nodes clean up.

    asyncio's own handling waits for the node to return, which an endless loop never does.
    """
    task, loop = asyncio.current_task(), asyncio.get_running_loop()
    asked = False

    def interrupted(_signal: int, _frame: object) -> None:
        nonlocal asked
        if task is None or asked:
            raise StopAsked
        asked = True
        loop.call_soon_threadsafe(task.cancel)
        if current_node.get() is not None:
            raise StopAsked

    if threading.current_thread() is not threading.main_thread():
        yield
        return
    previous = signal.signal(signal.SIGINT, interrupted)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, previous)


async def cancellation_heard() -> None:
    """Takes the cancellation that an interrupt has asked for, so that it hits nothing that comes later."""
    with suppress(asyncio.CancelledError):
        await asyncio.sleep(0)


@contextmanager
def ending_slow_calls(driver: EngineDriver, plan: dict[str, Any]) -> Iterator[None]:
    """Raises `TimeLimit` in a node that has held this thread for longer than its ``seconds_per_call``.

    Nodes that wait are ended by the engine. Not off the main thread, nor where the system has no interval
    timers (Windows); and a call into C is ended only when it returns.
    """
    limits = {
        node["index"]: node["limits"]["seconds_per_call"]
        for node in plan["nodes"]
        if node["limits"]["seconds_per_call"] is not None
    }
    if not (limits and hasattr(signal, "setitimer")) or (
        threading.current_thread() is not threading.main_thread()
    ):
        yield
        return
    seen: tuple[int, int] | None = None
    since = 0.0

    def look(_signal: int, _frame: object) -> None:
        nonlocal seen, since
        node, now = current_node.get(), time.perf_counter()
        if node is None or node not in limits:
            seen = None
        elif seen != (node, driver.entries):
            seen, since = (node, driver.entries), now
        elif now - since >= limits[node]:
            since = now
            raise TimeLimit(f"it was still at work after {limits[node]} s")

    pause = min(limits.values()) / LOOKS
    previous = signal.signal(signal.SIGALRM, look)
    signal.setitimer(signal.ITIMER_REAL, pause, pause)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, previous)
