"""Firefox by WebDriver BiDi over its own socket.

Debian has no geckodriver, and Playwright's channel for a stock Firefox sends commands that the ESR
does not know.
"""

import contextlib
import json
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from websockets.sync.client import ClientConnection, connect

from e2e.browsers.browser import READ, Browser, free_port, once_it_answers, polled, program


class _Firefox:
    name = "firefox"

    def __init__(self, socket: ClientConnection) -> None:
        self._socket = socket
        self._serial = 0
        self.version = str(self.call("session.new", capabilities={})["capabilities"]["browserVersion"])
        self._context = self.call("browsingContext.getTree")["contexts"][0]["context"]

    def call(self, method: str, **params: object) -> Any:
        """One command and its answer; events that come between are passed over."""
        self._serial += 1
        self._socket.send(json.dumps({"id": self._serial, "method": method, "params": params}))
        while (reply := json.loads(self._socket.recv(timeout=120))).get("id") != self._serial:
            pass
        if reply["type"] == "error":
            raise RuntimeError(f"{method}: {reply['error']}: {reply['message']}")
        return reply["result"]

    def _read(self) -> str:
        answer = self.call(
            "script.evaluate", expression=READ, target={"context": self._context}, awaitPromise=False
        )
        return str(answer["result"]["value"])

    def result(self, url: str, *, limit_s: float = 180) -> Any:
        self.call("browsingContext.navigate", context=self._context, url=url, wait="complete")
        return polled(self._read, url, limit_s)


@contextlib.contextmanager
def open_firefox(path: str) -> Iterator[Browser]:
    """The Firefox at `path`, headless, with a profile of its own."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        profile, log, port = Path(folder, "profile"), Path(folder, "log"), free_port()
        profile.mkdir()
        command = [path, "--headless", "--no-remote", "--profile", str(profile)]
        with program([*command, "--remote-debugging-port", str(port)], log) as child:
            address = f"ws://127.0.0.1:{port}/session"
            # A proxy of the environment would catch 127.0.0.1 too.
            socket = once_it_answers(
                lambda: connect(address, max_size=None, ping_interval=None, proxy=None), child, log
            )
            with socket:
                firefox = _Firefox(socket)
                yield firefox
                firefox.call("browser.close")
