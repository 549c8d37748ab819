"""Manifests of every era through the command line: migrate, placeholders, strictness, YAML."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.rmpkg.conftest import Command, Package

SPEC = Path(__file__).resolve().parents[2] / "rmpkg" / "spec" / "manifests"


def manifests(folder: str) -> list[Path]:
    """The manifests of the corpus, without what is expected of them."""
    return sorted(path for path in (SPEC / folder).iterdir() if not path.name.endswith(".expected.json"))


def expected(path: Path) -> dict[str, object]:
    """What the crate's own tests expect of a manifest."""
    document: dict[str, object] = json.loads(path.with_name(f"{path.name}.expected.json").read_bytes())
    return document


@pytest.mark.parametrize("path", manifests("valid"), ids=lambda path: path.name)
def test_migrating_gives_the_canonical_form_and_then_changes_nothing(
    rmpkg: Command, tmp_path: Path, path: Path
) -> None:
    first = rmpkg("migrate", path, "--json")
    stops = [each for each in first.document["diagnostics"] if each["severity"] == "error"]
    assert first.status == (1 if stops else 0), first.err
    # Params and ports of a type are named as they are written today, which the crate alone cannot know.
    own_words = ("The param ", "The port ")
    if not any(change["message"].startswith(own_words) for change in first.document["changes"]):
        assert first.document["manifest"] == expected(path)["canonical"]
    out = tmp_path / "manifest.json"
    assert rmpkg("migrate", path, "-o", out).status == first.status
    again = rmpkg("migrate", out)
    assert again.out == out.read_text(encoding="utf-8")
    kinds = {each["kind"] for each in rmpkg("migrate", out, "--json").document["changes"]}
    assert kinds <= {"by-hand"}, "what is in canonical form needs no other words"


#: Those of which no node of a bundle or of another world keeps a run from its end.
RUNS_WHOLE = 15


def test_what_migrate_writes_runs_as_what_it_read(rmpkg: Command, tmp_path: Path) -> None:
    whole = 0
    for path in manifests("valid"):
        out = tmp_path / f"{path.name}.json"
        rmpkg("migrate", path, "-o", out)
        manifest = json.loads(out.read_bytes())
        led_to = {each["to"] for each in manifest["connections"]}
        inputs = manifest.get("inputs") or [
            {"name": each["id"]} for each in manifest["nodes"] if each["id"] not in led_to
        ]
        words = [word for each in inputs for word in ("--input", f"{each['name']}=[1, 2.5]")]
        ran, again = (rmpkg("run", each, "--json", *words) for each in (path, out))
        assert ran.document["outputs"] == again.document["outputs"], path.name
        told, told_again = (
            [(each["code"], each.get("node"), each["message"]) for each in found.document["diagnostics"]]
            for found in (ran, again)
        )
        # What is left behind by migrating is no longer warned of.
        assert all(each in told for each in told_again), path.name
        assert ran.status == again.status, path.name
        whole += ran.status == 0
    assert whole >= RUNS_WHOLE


@pytest.mark.parametrize("path", manifests("invalid"), ids=lambda path: path.name)
def test_problems_are_told_at_their_places(rmpkg: Command, path: Path) -> None:
    ran = rmpkg("run", path, "--json")
    assert ran.status == 1
    told = [
        (each["code"], each.get("path"), each.get("line"), each.get("column"))
        for each in ran.document["diagnostics"]
    ]
    problems = expected(path)["problems"]
    assert isinstance(problems, list)
    for each in problems:
        assert (each["code"], each["path"], each["line"], each["column"]) in told
    assert rmpkg("migrate", path).status == 1


def test_a_report_says_what_needs_a_hand(rmpkg: Command) -> None:
    ran = rmpkg("migrate", SPEC / "valid" / "b-demo-wrapped.json", "--json")
    by_hand = [each["message"] for each in ran.document["changes"] if each["kind"] == "by-hand"]
    assert by_hand == [
        'The SDK ignored "multiplier" of MultiplyNode and took 2; here it counts.',
        'The SDK ignored "value" of AddNode and took 0; here it counts.',
        "The values beside the manifest are no part of it and were left out.",
    ]
    params = [node["params"] for node in ran.document["manifest"]["nodes"]]
    assert params[:2] == [{"factor": 4}, {"addend": 10}]
    ran = rmpkg("migrate", SPEC / "valid" / "b-serialize.json", "--json")
    by_hand = [each["message"] for each in ran.document["changes"] if each["kind"] == "by-hand"]
    assert any("serialize() writes no params of VADNode" in message for message in by_hand)
    assert any('"host" names another machine' in message for message in by_hand)
    codes = [each["code"] for each in ran.document["diagnostics"]]
    assert "unsupported-node-type" in codes


SAME = "Nothing to change: it says the same in canonical form."
EMPTY_NODES = '"nodes": [{"id": "a", "node_type": "MultiplyNode"}, {"id": "b", "node_type": "AddNode"}]'
FULL = (
    '{"version": "v1", "metadata": {"name": ""}, '
    '"nodes": [{"id": "g", "node_type": "MultiplyNode", "params": {"factor": 2}}], "connections": []MORE}'
)


@pytest.mark.parametrize(
    ("text", "changes"),
    [
        (FULL.replace("MORE", ""), []),
        (
            f"{{{EMPTY_NODES}}}",
            [
                ("version", 'The version is written "v1".', 1),
                ("metadata", 'A "name" is written into "metadata", an empty one.', 1),
                ("connections", '"connections" is written, an empty list.', 1),
                ("nodes[0].params", '"params" is written, an empty object.', 2),
            ],
        ),
        (FULL.replace('"v1"', "null").replace("MORE", ""), [("version", 'The version is written "v1".', 1)]),
        (
            FULL.replace("MORE", " // why\n"),
            [("", "Its comments are left out: JSON has none.", 1)],
        ),
        (FULL.replace("MORE", ","), [("", "Commas before a closing bracket are left out.", 1)]),
        (
            FULL.replace("MORE", ', "runtime": null'),
            [
                (
                    "",
                    "What is null or counts anyway is left out, "
                    "and numbers are written in their shortest form.",
                    1,
                )
            ],
        ),
    ],
)
def test_every_change_is_told(
    rmpkg: Command, tmp_path: Path, text: str, changes: list[tuple[str, str, int]]
) -> None:
    path = tmp_path / "manifest.json"
    path.write_text(text, encoding="utf-8")
    ran = rmpkg("migrate", path, "--json")
    assert [(each["path"], each["message"], each["count"]) for each in ran.document["changes"]] == changes
    assert (SAME in rmpkg("migrate", path).err) == (not changes)


def test_what_stops_a_run_needs_a_hand_and_fails(rmpkg: Command, tmp_path: Path) -> None:
    path = tmp_path / "manifest.yaml"
    path.write_text("version: v1\nnodes: [{id: v, node_type: SileroVADNode}]\n", encoding="utf-8")
    ran = rmpkg("migrate", path)
    assert ran.status == 1
    assert json.loads(ran.out)["nodes"][0]["node_type"] == "SileroVADNode"
    heading, first, *_ = ran.err.splitlines()
    assert heading == "Needs a hand:"
    assert "nodes[0].node_type: error: " in first
    assert ran.err.count("cannot run here") == 1
    assert rmpkg("migrate", path, "--json").document["ok"] is False


def test_the_android_form_runs_and_loses_nothing(rmpkg: Command) -> None:
    path = SPEC / "valid" / "c-android-wrapped.yml"
    ran = rmpkg("run", path, "--input", "1", "--json")
    assert (ran.status, ran.document["outputs"]["echo"][0]["input"]) == (0, 1)
    migrated = rmpkg("migrate", path, "--json").document
    ends = migrated["manifest"]["connections"]
    assert ends == [{"from": "pass", "to": "echo"}]
    kept = {each["path"] for each in migrated["changes"] if each["kind"] == "kept"}
    assert {"runtime", "android"} <= kept
    assert migrated["manifest"]["extensions"]["sdk"]["android"] == {"min_sdk": 26}


YAML = """\
version: v1
name: scaled
nodes:
  - {id: m, node_type: MultiplyNode, params: {factor: "${FACTOR}"}}
  - {id: a, node_type: AddNode, params: {addend: "${MORE:-1}"}}
connections: [{from: m, to: a}]
"""


@pytest.fixture
def scaled(package: Package) -> Path:
    """A folder whose manifest is YAML with two placeholders, one without a default."""
    return package(files={"manifest.json": None, "manifest.yaml": YAML})


def test_placeholders_are_filled_from_what_is_given(
    rmpkg: Command, scaled: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FACTOR", "7")
    ran = rmpkg("run", scaled, "--input", "[1, 2]", "--json")
    assert [each["code"] for each in ran.document["diagnostics"]] == ["missing-value"]
    assert (ran.document["diagnostics"][0]["line"], ran.document["diagnostics"][0]["column"]) == (4, 47)
    ran = rmpkg("run", scaled, "--input", "[1, 2]", "--json", "--set", "FACTOR=2.5")
    assert ran.document["outputs"]["a"] == [3.5, 6]
    ran = rmpkg("run", scaled, "--input", "[1]", "--json", "--set-from-env", "FACTOR", "--set", "MORE=3")
    assert ran.document["outputs"]["a"] == [10]
    ran = rmpkg("run", scaled, "--input", "[1]", "--json", "--set", "FACTOR=x")
    assert [each["code"] for each in ran.document["diagnostics"]] == ["bad-param"]
    ran = rmpkg("run", scaled, "--input", "[1]", "--json", "--set", "FACTOR=2", "--set", "FACTR=2")
    assert ran.document["ok"]
    assert ran.document["diagnostics"][0]["help"] == 'Did you mean "FACTOR"?'
    assert rmpkg("run", scaled, "--set", "FACTOR").status == 2
    monkeypatch.delenv("FACTOR")
    assert "no environment variable FACTOR" in rmpkg("run", scaled, "--set-from-env", "FACTOR").err


def test_a_bundle_keeps_its_yaml_and_gets_values_when_it_runs(
    rmpkg: Command, scaled: Path, tmp_path: Path
) -> None:
    out = tmp_path / "scaled.rmpkg"
    built = rmpkg("build", scaled, "-o", out, "--json")
    assert built.status == 0, built.err
    assert "manifest.yaml" in built.document["files"]
    assert [each["code"] for each in built.document["diagnostics"]] == ["missing-value"]
    assert rmpkg("inspect", out).status == 0
    ran = rmpkg("run", out, "--allow-unverified", "--input", "2", "--json", "--set", "FACTOR=2")
    assert ran.document["outputs"]["a"] == [5]
    migrated = rmpkg("migrate", out)
    assert json.loads(migrated.out)["nodes"][0]["params"] == {"factor": "${FACTOR}"}


def test_two_manifests_are_one_too_many(rmpkg: Command, package: Package) -> None:
    folder = package(files={"manifest.yml": YAML})
    ran = rmpkg("run", folder, "--json")
    assert [each["code"] for each in ran.document["diagnostics"]] == ["several-manifests"]


def test_strict_makes_slips_errors(rmpkg: Command, package: Package, tmp_path: Path) -> None:
    manifest = {
        "version": "v1",
        "nodes": [{"id": "m", "node_type": "MultiplyNode", "params": {"factr": 2}, "parms": 1}],
    }
    folder = package(files={"manifest.json": json.dumps(manifest)})
    loose = rmpkg("run", folder, "--input", "1", "--json")
    assert loose.status == 0
    assert {each["code"] for each in loose.document["diagnostics"]} == {"unknown-key", "unknown-param"}
    strict = rmpkg("run", folder, "--input", "1", "--json", "--strict")
    assert strict.status == 1
    assert [each["help"] for each in strict.document["diagnostics"]] == [
        'Did you mean "factor"?',
        'Did you mean "params"?',
    ]
    out = tmp_path / "x.rmpkg"
    assert rmpkg("build", folder, "-o", out, "--strict").status == 1
    assert rmpkg("build", folder, "-o", out).status == 0
    assert rmpkg("verify", out).status == 0
    verified = rmpkg("verify", out, "--strict", "--json")
    assert verified.status == 1
    assert "unknown-param" in [each["code"] for each in verified.document["reasons"]]
