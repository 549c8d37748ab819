"""The sandbox in three real browsers, the page isolated and not.

Each scenario of browser/check/check_page.ts runs once per browser and way of serving; the tests
below judge what came of it.
"""

import os
import re
import time
import warnings
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import Any

import pytest

from e2e.browsers import OPENERS, Browser
from tools.browsers import PACKAGES, find
from tools.page_server import PageServer

CHECK_PAGE = Path(__file__).resolve().parent.parent / "build" / "check"

OPEN_IN = {"Cache API": {"webkit"}}
"""Known gaps, as measured: WebKit opens an opaque origin's cache, which holds nothing of anybody's."""

ATTEMPTS = {
    "fetch",
    "fetch no-cors",
    "XMLHttpRequest",
    "WebSocket",
    "EventSource",
    "import of http",
    "import of data",
    "importScripts",
    "eval",
    "Function",
    "IndexedDB",
    "OPFS",
    "Cache API",
    "worker from the network",
    "fetch of a nested worker",
}


class Visited:
    """One browser on one way of serving, and what its scenarios gave so far."""

    def __init__(self, browser: Browser, server: PageServer, *, isolated: bool) -> None:
        self.browser = browser
        self.server = server
        self.isolated = isolated
        self._results: dict[str, Any] = {}

    def scenario(self, name: str) -> Any:
        """What the page reported; the page itself must have come to its end."""
        if name not in self._results:
            result = self._once_more_if_it_hangs(f"{self.server.url}?do={name}")
            assert "error" not in result, result["error"]
            self._results[name] = result
        return self._results[name]

    def _once_more_if_it_hangs(self, url: str) -> Any:
        """Firefox hangs once in fifty runs where a worker makes a worker, and never where none does.

        A package that does so stops only itself: the heartbeat ends it. The warning stays in the summary;
        twice in a row is a failure.
        """
        try:
            return self.browser.result(url, limit_s=120)
        except TimeoutError as hang:
            warnings.warn(f"{self.browser.name} was asked again: {hang}", stacklevel=1)
            return self.browser.result(url, limit_s=120)


@pytest.fixture(scope="module", params=list(OPENERS))
def browser(request: pytest.FixtureRequest) -> Iterator[Browser]:
    name: str = request.param
    path = find(name)
    if path is None:
        sentence = f"{name} is not installed: `make browsers` installs {' '.join(PACKAGES[name])}"
        if os.environ.get("CI") == "true":
            pytest.fail(sentence)
        pytest.skip(sentence)
    with OPENERS[name](path) as running:
        yield running


@pytest.fixture(scope="module", params=[True, False], ids=["isolated", "plain"])
def visited(browser: Browser, request: pytest.FixtureRequest) -> Iterator[Visited]:
    with ExitStack() as stack:
        server = stack.enter_context(PageServer(CHECK_PAGE, isolated=request.param))
        yield Visited(browser, server, isolated=request.param)


def test_numpy_answers_after_the_snapshot_is_restored(visited: Visited) -> None:
    result = visited.scenario("start")
    for which in ("first", "second"):
        answers = result[which]
        assert (answers["start"]["how"], answers["start"]["reason"]) == ("snapshot", "")
        assert answers["sum"] == "3"
        assert answers["solve"] == "true"
        assert answers["fft"] == "true"
        assert answers["stream"] == "[89, 773, 654, 438, 433]"
        assert answers["onDemand"] == "ok"
        assert answers["sdk"] == "ok"
        assert answers["deep"] == "900"
        assert answers["async"] == "[2, 42]"
    assert result["diagnostics"]["python"] == "started from the snapshot"


def test_a_worker_is_isolated_as_its_page_is_and_has_no_origin(visited: Visited) -> None:
    start = visited.scenario("start")["first"]["start"]
    assert start["origin"] == "null"
    assert visited.scenario("start")["isolated"] is visited.isolated
    # A data: worker, which isolated WebKit needs, reports itself isolated there as well.
    assert start["isolated"] is visited.isolated


def test_every_start_draws_its_own_random_numbers(visited: Visited) -> None:
    result = visited.scenario("start")
    first, second = (re.findall(r"[\w.-]+", result[which]["random"]) for which in ("first", "second"))
    assert len(first) == len(second) == 4
    assert not set(first) & set(second)


def test_stack_switching_is_used_exactly_where_it_works(visited: Visited) -> None:
    answers = visited.scenario("start")["first"]
    assert answers["start"]["jspi"] is (visited.browser.name != "webkit")
    assert answers["run_sync"] == ("5" if answers["start"]["jspi"] else "cannot")


def test_progress_counts_every_byte_of_the_start(visited: Visited) -> None:
    steps = {step["name"]: step for step in visited.scenario("start")["first"]["steps"]}
    assert set(steps) == {"Sandbox", "Engine", "Python", "Python files"}
    assert all(step["finished"] for step in steps.values())
    files = steps["Python files"]
    assert files["done_bytes"] == files["total_bytes"] > 40e6


@pytest.mark.parametrize("scenario", ["start", "fallback"])
def test_an_exception_comes_back_with_its_traceback(visited: Visited, scenario: str) -> None:
    traceback = visited.scenario(scenario)["first"]["traceback"]
    assert re.search(r'"<exec>", line 4, in outer.*line 2, in inner.*ZeroDivisionError', traceback, re.DOTALL)


def test_a_snapshot_that_does_not_fit_gives_a_plain_start_that_says_why(visited: Visited) -> None:
    result = visited.scenario("fallback")
    answers = result["first"]
    assert answers["start"]["how"] == "plain"
    assert "made with other side modules" in answers["start"]["reason"]
    assert result["diagnostics"]["python"].startswith("started plainly: the snapshot was made with other")
    assert answers["sum"] == "3"
    assert answers["solve"] == "true"
    assert answers["onDemand"] == "ok"
    assert answers["sdk"] == "ok"
    assert answers["async"] == "[2, 42]"


def test_stop_ends_an_endless_loop_and_the_next_sandbox_answers(visited: Visited) -> None:
    result = visited.scenario("stop")
    assert result["silentFor"] >= 2  # the heartbeat had noticed
    assert result["ended"] == "error: stopped"
    assert result["sum"] == "3"
    assert result["left"] == 0


def test_what_was_stopped_no_longer_runs(visited: Visited) -> None:
    """Seen from outside: a removed frame whose worker goes on is silent too."""
    visited.scenario("stop")
    time.sleep(1)
    before = processor_seconds()
    time.sleep(2)
    assert processor_seconds() - before < 0.8


def processor_seconds() -> float:
    """What all descendants of this process have used of the processor."""
    parents, used = {}, {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            fields = stat.read_text().rpartition(")")[2].split()
            pid = int(stat.parent.name)
            parents[pid] = int(fields[1])
            used[pid] = (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
    family = {os.getpid()}
    while grown := {pid for pid, parent in parents.items() if parent in family and pid not in family}:
        family |= grown
    return sum(used[pid] for pid in family if pid != os.getpid())


def test_a_package_gets_no_way_out(visited: Visited) -> None:
    attempts = visited.scenario("escapes")["attempts"]
    assert set(attempts) == ATTEMPTS
    got_out = {
        name
        for name, outcome in attempts.items()
        if outcome == "OPEN" and visited.browser.name not in OPEN_IN.get(name, set())
    }
    assert not got_out
    leaks = [path for path in visited.server.requests if "leak" in path]
    assert not leaks


def test_a_package_gets_no_part_twice_and_nothing_but_parts(visited: Visited) -> None:
    result = visited.scenario("escapes")
    assert result["again"] == "sdk.zip: it was given before"
    assert result["unknown"] == "../index.html: there is no such part"


def test_a_package_that_floods_the_page_is_ended(visited: Visited) -> None:
    result = visited.scenario("flood")
    assert "more than 200 messages within a second" in result["ended"]
    assert result["sum"] == "3"


def test_a_graph_without_python_loads_nothing_of_it(visited: Visited) -> None:
    result = visited.scenario("native")
    assert result["engine"] > 100_000
    assert not [address for address in result["loaded"] if "/python/" in address]
    assert {step["name"] for step in result["steps"]} == {"Sandbox", "Engine"}
