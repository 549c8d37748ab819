"""Serves a built page on this machine, as a static host would.

usage: python -m tools.page_server [DIST] [--port N] [--plain] [--base /some/path/]

`--plain` sends no isolation headers: so does a host where headers cannot be set.
Tests use `PageServer` as a context manager; `requests` is what was asked for.
"""

import argparse
import http.server
import sys
import threading
from pathlib import Path
from types import TracebackType
from typing import Self
from urllib.parse import unquote, urlsplit

ROOT = Path(__file__).resolve().parent.parent
TYPES = {
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript",
    ".mjs": "text/javascript",
    ".css": "text/css",
    ".json": "application/json",
    ".svg": "image/svg+xml",
    ".wasm": "application/wasm",
    ".wav": "audio/wav",
    ".webmanifest": "application/manifest+json",
}
ISOLATION = {
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Embedder-Policy": "require-corp",
    "Cross-Origin-Resource-Policy": "same-origin",
}
HASHED = frozenset({"assets", "python", "runtime", "sandbox"})
"""Folders of the built page whose files' names change with their content: these may be kept for ever."""


class _Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    timeout = 30
    server: "_Server"

    def do_GET(self) -> None:
        """Answers from the folder; `X.br` beside X is sent instead to whoever takes it."""
        self.server.requests.append(self.path)
        file = self._file()
        if file is None:
            self._answer(404, b"not found\n", {"Content-Type": "text/plain"})
            return
        headers = {"Content-Type": TYPES.get(file.suffix, "application/octet-stream")}
        for_ever = file.relative_to(self.server.folder).parts[0] in HASHED
        headers["Cache-Control"] = "public, max-age=31536000, immutable" if for_ever else "no-cache"
        packed = file.with_name(f"{file.name}.br")
        if packed.is_file() and "br" in self.headers.get("Accept-Encoding", ""):
            headers |= {"Content-Encoding": "br", "Vary": "Accept-Encoding"}
            file = packed
        self._answer(200, file.read_bytes(), headers)

    def do_HEAD(self) -> None:
        """The same without a body."""
        self.do_GET()

    def _file(self) -> Path | None:
        path = unquote(urlsplit(self.path).path)
        if not path.startswith(self.server.base):
            return None
        below = path.removeprefix(self.server.base)
        if not below or below.endswith("/"):
            below += "index.html"
        file = (self.server.folder / below).resolve()
        return file if file.is_file() and file.is_relative_to(self.server.folder) else None

    def _answer(self, status: int, body: bytes, headers: dict[str, str]) -> None:
        self.send_response(status)
        for name, value in (headers | self.server.headers).items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 (the name is http.server's)
        """Nothing on the terminal: `requests` has it all."""


class _Server(http.server.ThreadingHTTPServer):
    daemon_threads = True
    folder: Path
    base: str
    headers: dict[str, str]
    requests: list[str]

    def handle_error(self, request: object, client_address: object) -> None:
        """A browser that goes away in the middle of a file is no error."""
        if not isinstance(sys.exception(), ConnectionError | TimeoutError):
            super().handle_error(request, client_address)  # type: ignore[arg-type]


class PageServer:
    """A folder served on 127.0.0.1 from `with` to its end.

    `isolated` sends COOP and COEP, so that the page may use threads. `base` is the path that the
    page lies under, with a slash at both ends. Port 0 takes a free one.
    """

    def __init__(self, folder: Path, *, isolated: bool = True, base: str = "/", port: int = 0) -> None:
        if not (folder / "index.html").is_file():
            raise FileNotFoundError(f"{folder} holds no built page: run `make build` first")
        if not (base.startswith("/") and base.endswith("/")):
            raise ValueError(f"the base path {base!r} must begin and end with a slash")
        self._server = _Server(("127.0.0.1", port), _Handler)
        self._server.folder = folder.resolve()
        self._server.base = base
        self._server.headers = ISOLATION if isolated else {}
        self._server.requests = []
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)

    @property
    def url(self) -> str:
        """Address of the page."""
        return f"http://127.0.0.1:{self._server.server_address[1]}{self._server.base}"

    @property
    def requests(self) -> list[str]:
        """Paths with their query that were asked for, in order, those not found included."""
        return self._server.requests

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


def main() -> int:
    """Serves until Ctrl+C."""
    parser = argparse.ArgumentParser(prog="python -m tools.page_server", description=__doc__.splitlines()[0])
    parser.add_argument("folder", nargs="?", type=Path, default=ROOT / "dist", help="the built page")
    parser.add_argument("--port", type=int, default=8080, help="0 takes a free one")
    parser.add_argument("--plain", action="store_true", help="send no isolation headers")
    parser.add_argument("--base", default="/", help="path that the page lies under")
    given = parser.parse_args()
    try:
        server = PageServer(given.folder, isolated=not given.plain, base=given.base, port=given.port)
    except (FileNotFoundError, ValueError) as error:
        parser.error(str(error))
    except OSError as error:
        parser.error(f"port {given.port} cannot be used ({error.strerror}); choose another with --port")
    with server:
        print(f"{server.url}   (Ctrl+C ends it)", flush=True)
        try:
            threading.Event().wait()
        except KeyboardInterrupt:
            return 0
    return 0


if __name__ == "__main__":
    sys.exit(main())
