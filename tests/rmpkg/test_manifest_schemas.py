"""The published JSON Schemas, checked by a validator that is not ours."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator  # type: ignore[import-untyped]

from tests.rmpkg.conftest import Command
from tests.rmpkg.test_manifest_reading import expected, manifests

ROOT = Path(__file__).resolve().parents[2]
SCHEMAS = ROOT / "rmpkg" / "spec" / "schemas"
EXAMPLES = sorted((ROOT / "examples").glob("*/manifest.json"))
CONFORMANCE = sorted((ROOT / "conformance").glob("**/manifest.json"))
MANIFEST = json.loads((SCHEMAS / "manifest.v1.json").read_bytes())


def faults(document: Any) -> list[str]:
    """Places that the schema refuses."""
    found = Draft202012Validator(MANIFEST).iter_errors(document)
    return sorted(error.json_path for error in found)


def test_the_schemas_are_schemas() -> None:
    files = sorted(SCHEMAS.glob("**/*.json"))
    assert len(files) > 8
    for path in files:
        Draft202012Validator.check_schema(json.loads(path.read_bytes()))


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.parent.name)
def test_the_examples_fit(path: Path) -> None:
    assert faults(json.loads(path.read_bytes())) == []


@pytest.mark.parametrize("path", manifests("valid"), ids=lambda path: path.name)
def test_canonical_forms_fit(rmpkg: Command, path: Path) -> None:
    migrated = rmpkg("migrate", path, "--json").document
    # Params that a native type does not take, as the engine remarks too.
    remarked = {
        f"$.{each['path'].partition('.')[0]}.params"
        for each in migrated["diagnostics"]
        if each["code"] == "unknown-param"
    }
    found = [place for place in faults(migrated["manifest"]) if place not in remarked]
    assert found == []


WRONG = {
    "no nodes": {"version": "v1", "nodes": []},
    "another version": {"version": "v2", "nodes": [{"id": "a", "node_type": "Echo"}]},
    "a slip at the top": {"version": "v1", "nodez": [], "nodes": [{"id": "a", "node_type": "Echo"}]},
    "a slip in a node": {"version": "v1", "nodes": [{"id": "a", "node_type": "Echo", "parms": {}}]},
    "a node without a type": {"version": "v1", "nodes": [{"id": "a"}]},
    "a param out of range": {
        "version": "v1",
        "nodes": [{"id": "a", "node_type": "ToneNode", "params": {"amplitude": 2}}],
    },
    "a param of the wrong type": {
        "version": "v1",
        "nodes": [{"id": "a", "node_type": "ToneNode", "params": {"frequency": "high"}}],
    },
    "an unknown param": {
        "version": "v1",
        "nodes": [{"id": "a", "node_type": "MultiplyNode", "params": {"factr": 2}}],
    },
    "a word that is none": {
        "version": "v1",
        "nodes": [{"id": "a", "node_type": "Echo", "on_error": "ignore"}],
    },
    "a capacity of nothing": {
        "version": "v1",
        "nodes": [{"id": "a", "node_type": "Echo"}],
        "connections": [{"from": "a", "to": "a", "capacity_packets": 0}],
    },
    "a connection without an end": {
        "version": "v1",
        "nodes": [{"id": "a", "node_type": "Echo"}],
        "connections": [{"from": "a"}],
    },
    "a hash that is none": {
        "version": "v1",
        "nodes": [{"id": "a", "node_type": "Echo"}],
        "models": [{"id": "m", "sha256": "abc"}],
    },
}


@pytest.mark.parametrize("name", WRONG)
def test_what_is_wrong_does_not_fit(name: str) -> None:
    assert faults(WRONG[name])


def test_placeholders_fit_where_numbers_do() -> None:
    node = {"id": "a", "node_type": "ToneNode", "params": {"amplitude": "${AMP:-0.5}", "frequency": None}}
    assert faults({"version": "v1", "nodes": [node]}) == []


def test_the_schema_says_no_less_than_the_reader() -> None:
    """What the reader refuses for its words is refused by the schema as well."""
    for name in ("wrong-types.json", "no-nodes.json", "nodes-as-object.json", "version-two.json"):
        path = ROOT / "rmpkg" / "spec" / "manifests" / "invalid" / name
        assert expected(path)["canonical"] is None
        assert faults(json.loads(path.read_bytes())), name
