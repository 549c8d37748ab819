"""WebKitGTK by plain WebDriver over HTTP. It has no headless mode: xvfb-run lends it a screen."""

import contextlib
import glob
import json
import os
import tempfile
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from e2e.browsers.browser import READ, Browser, free_port, once_it_answers, polled, program

MINI_BROWSER = "/usr/lib/*/webkit2gtk-4.*/MiniBrowser"


class _Webkit:
    name = "webkit"

    def __init__(self, address: str, session: dict[str, Any]) -> None:
        self._at = f"{address}/session/{session['sessionId']}"
        self.version = str(session["capabilities"]["browserVersion"])

    def _read(self) -> str:
        return str(request("POST", f"{self._at}/execute/sync", {"script": f"return {READ}", "args": []}))

    def result(self, url: str, *, limit_s: float = 180) -> Any:
        request("POST", f"{self._at}/url", {"url": url})
        return polled(self._read, url, limit_s)

    def close(self) -> None:
        request("DELETE", self._at)


def request(method: str, url: str, body: object = None) -> Any:
    """One WebDriver command. Raises OSError where nobody answers."""
    data = None if body is None else json.dumps(body).encode()
    asked = urllib.request.Request(url, data, {"Content-Type": "application/json"}, method=method)  # noqa: S310
    # A proxy of the environment would catch 127.0.0.1 too.
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    with opener.open(asked, timeout=180) as reply:
        return json.load(reply)["value"]


@contextlib.contextmanager
def open_webkit(path: str) -> Iterator[Browser]:
    """MiniBrowser, driven by the WebKitWebDriver at `path`."""
    binary = glob.glob(MINI_BROWSER)[0]  # noqa: PTH207  a pattern over the root
    options = {"webkitgtk:browserOptions": {"binary": binary, "args": ["--automation"]}}
    root = {"WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS": "1"} if os.geteuid() == 0 else {}
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        log, port = Path(folder, "log"), free_port()
        address = f"http://127.0.0.1:{port}"
        with program(["xvfb-run", "-a", path, "-p", str(port)], log, **root) as child:
            session = once_it_answers(
                lambda: request("POST", f"{address}/session", {"capabilities": {"alwaysMatch": options}}),
                child,
                log,
            )
            webkit = _Webkit(address, session)
            yield webkit
            webkit.close()
