"""The static server that `make demo` and the browser tests use."""

import http.client
from collections.abc import Iterator
from pathlib import Path

import pytest

from tools.page_server import PageServer


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    page = tmp_path / "page"
    for name, content in {
        "index.html": "<!doctype html>",
        "python/stdlib-0123456789.zip": "unpacked, of some length",
        "python/stdlib-0123456789.zip.br": "packed",
        "examples/three-commands.wav": "a recording",
    }.items():
        (page / name).parent.mkdir(parents=True, exist_ok=True)
        (page / name).write_text(content)
    (tmp_path / "secret.txt").write_text("not for the web")
    return page


def get(server: PageServer, path: str, **headers: str) -> tuple[int, dict[str, str], str]:
    host, _, _ = server.url.removeprefix("http://").partition("/")
    connection = http.client.HTTPConnection(host, timeout=10)
    try:
        connection.request("GET", path, headers=headers)
        reply = connection.getresponse()
        return reply.status, dict(reply.getheaders()), reply.read().decode()
    finally:
        connection.close()


@pytest.fixture
def server(folder: Path) -> Iterator[PageServer]:
    with PageServer(folder) as running:
        yield running


def test_the_page_is_isolated_unless_it_is_served_plainly(folder: Path) -> None:
    for isolated in (True, False):
        with PageServer(folder, isolated=isolated) as server:
            status, headers, body = get(server, "/")
            assert (status, body) == (200, "<!doctype html>")
            assert ("Cross-Origin-Embedder-Policy" in headers) is isolated
            assert ("Cross-Origin-Opener-Policy" in headers) is isolated


def test_only_what_carries_its_hash_is_kept_for_ever(server: PageServer) -> None:
    for path, kept in {
        "/": "no-cache",
        "/examples/three-commands.wav": "no-cache",
        "/python/stdlib-0123456789.zip": "public, max-age=31536000, immutable",
    }.items():
        assert get(server, path)[1]["Cache-Control"] == kept


def test_the_packed_twin_goes_to_whoever_takes_it(server: PageServer) -> None:
    path = "/python/stdlib-0123456789.zip"
    _, headers, body = get(server, path, **{"Accept-Encoding": "gzip, br"})
    assert (headers["Content-Encoding"], body) == ("br", "packed")
    _, headers, body = get(server, path, **{"Accept-Encoding": "gzip"})
    assert "Content-Encoding" not in headers
    assert body == "unpacked, of some length"


@pytest.mark.parametrize("path", ["/../secret.txt", "/%2e%2e/secret.txt", "/python/../../secret.txt"])
def test_nothing_outside_the_folder_is_served(server: PageServer, path: str) -> None:
    assert get(server, path)[0] == 404


def test_a_page_in_a_sub_path_has_nothing_at_the_root(folder: Path) -> None:
    with PageServer(folder, base="/some/path/") as server:
        assert server.url.endswith("/some/path/")
        assert get(server, "/some/path/")[0] == 200
        assert get(server, "/")[0] == 404
        assert server.requests == ["/some/path/", "/"]


def test_a_folder_without_a_page_names_the_way_out(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="make build"):
        PageServer(tmp_path)
