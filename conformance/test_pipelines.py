"""Every case on every host: right by an independent source, and equal everywhere."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from conformance.case import ROOT, Case
from conformance.hosts.wasi import can_run
from conformance.pipelines import every_case
from conformance.result import Result, assert_equal, assert_right
from conformance.table import BROWSERS, HOSTS, TABLE
from rmpkg.cli.node_types import python_node_types

CASES = every_case()
#: For the first case of a host, which waits for all of them.
PATIENCE_S = 1200


def cells(hosts: tuple[str, ...], cases: list[Case]) -> list[object]:
    """Each case on each of these hosts."""
    return [
        pytest.param(host, case, id=f"{host}-{case.name}", marks=[pytest.mark.telling] * case.telling)
        for host in hosts
        for case in cases
    ]


def test_there_are_forty_and_no_name_twice() -> None:
    names = [case.name for case in CASES]
    assert len(set(names)) == len(names) >= 40


def test_every_standard_node_type_is_in_a_case() -> None:
    native = {path.stem for path in (ROOT / "rmpkg" / "spec" / "schemas" / "nodes").glob("*.json")}
    manifests = "".join(str(case.manifest) for case in CASES)
    missing = [each for each in sorted(native | set(python_node_types())) if f"'{each}'" not in manifests]
    assert not missing


@pytest.mark.timeout(PATIENCE_S)
@pytest.mark.parametrize(("host", "case"), cells(HOSTS, CASES))
def test_right_and_equal(host: str, case: Case, results: Callable[[str], dict[str, Result]]) -> None:
    row = TABLE.setdefault(case.name, {})
    if host == "WASI" and not can_run(case):
        row[host] = "n.a."
        pytest.skip("the WASI command has no Python and takes no files as input")
    row[host] = "differs"
    try:
        result = results(host)[case.name]
        assert_right(case, result)
        assert_equal(result, results(HOSTS[0])[case.name])
    except AssertionError as error:
        if host not in case.known:
            raise
        row[host] = "known"
        pytest.xfail(f"{case.known[host]}\n{error}")
    assert host not in case.known, f"it holds now: take the mark off ({case.known[host]})"
    row[host] = "equal"


@pytest.mark.browsers
@pytest.mark.timeout(PATIENCE_S)
@pytest.mark.parametrize(("host", "case"), cells(BROWSERS, [case for case in CASES if case.telling]))
def test_other_browsers(host: str, case: Case, results: Callable[[str], dict[str, Result]]) -> None:
    test_right_and_equal(host, case, results)
