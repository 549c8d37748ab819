"""One calculation, 3x + 1, in every spelling that manifests were ever written in."""

from __future__ import annotations

import json
from typing import Any

from conformance.case import Case

GIVEN = [1, 2.5]
EXPECTED = [4, 8.5]
SOURCE = "3x + 1 by hand"
OWN = """
class Echo2:
    def process(self, value):
        return [value, value]
"""


def spelled(name: str, manifest: dict[str, Any] | str, *, to: str, out: str, **more: Any) -> Case:
    return Case(
        name=f"era-{name}",
        source=SOURCE,
        manifest=manifest,
        inputs={to: GIVEN},
        outputs={out: EXPECTED},
        **more,
    )


NODES = [
    {"id": "m_0", "node_type": "MultiplyNode", "params": {"factor": 3.0}},
    {"id": "my add_1", "node_type": "AddNode", "params": {"addend": 1}},
]
CASES = [
    spelled(
        "canonical",
        {
            "version": "v1",
            "metadata": {"name": "p"},
            "nodes": NODES,
            "connections": [{"from": "m_0", "to": "my add_1"}],
            "inputs": [{"name": "x", "type": "json", "to": "m_0"}],
            "outputs": [{"name": "y", "type": "json", "from": "my add_1"}],
        },
        to="x",
        out="y",
    ),
    spelled(
        "serialize",
        {
            "version": "v1",
            "metadata": {"name": "p", "created_at": "2025-10-25T09:00:00.123456Z", "description": "d"},
            "nodes": NODES,
            "connections": [{"from": "m_0", "to": "my add_1"}],
        },
        to="m_0",
        out="my add_1",
    ),
    spelled(
        "export-definition",
        {
            "name": "p",
            "connections": [
                {"from_node": "m_0", "to_node": "a_1", "output_port": "default", "input_port": "default"}
            ],
            "nodes": [
                {
                    "node_id": identity,
                    "node_type": kind,
                    "config": config,
                    "module": "remotemedia.nodes.simple_math",
                    "class_name": kind,
                    "is_remote": False,
                    "remote_endpoint": None,
                    "is_streaming": False,
                    "is_source": identity == "m_0",
                    "is_sink": identity == "a_1",
                }
                for identity, kind, config in (
                    ("m_0", "MultiplyNode", {"factor": 3}),
                    ("a_1", "AddNode", {"addend": 1}),
                )
            ],
            "metadata": {"exported_at": 1758.5, "node_count": "2", "pipeline_type": "linear"},
            "dependencies": [],
        },
        to="m_0",
        out="a_1",
    ),
    spelled(
        "camel-case",
        {
            "version": "1.0.0",
            "metadata": {"name": "p", "createdAt": "2026-01-02T00:00:00Z"},
            "config": {},
            "nodes": [
                {"id": "m", "nodeType": "MultiplyNode", "params": {"factor": 3}, "isStreaming": True},
                {"id": "a", "nodeType": "AddNode", "params": {"addend": 1}},
            ],
            "connections": [{"from": "m", "to": "a", "type": "json", "description": "free words"}],
        },
        to="m",
        out="a",
    ),
    spelled(
        "docker",
        {
            "name": "p",
            "version": "1.0.0",
            "metadata": {},
            "nodes": [
                {"id": "in", "node_type": "Input", "config": {}},
                {"id": "m", "node_type": "MultiplyNode", "executor": "multiprocess", "config": {"factor": 3}},
                {
                    "id": "a",
                    "node_type": "AddNode",
                    "config": {"addend": 1},
                    "metadata": {"use_docker": False},
                },
                {"id": "out", "node_type": "Output", "config": {}},
            ],
            "edges": [
                {"source": "in", "target": "m"},
                {"source": "m", "target": "a"},
                {"source": "a", "target": "out"},
            ],
        },
        to="in",
        out="out",
    ),
    spelled(
        "wrapped",
        {
            "manifest": {
                "version": "v1",
                "metadata": {"name": "p"},
                "runtime": {"target": "wasm32-wasi", "min_version": "0.1.0", "features": ["rust-only"]},
                "nodes": NODES,
                "connections": [{"from": "m_0", "to": "my add_1"}],
            },
            "input_data": [100],
        },
        to="m_0",
        out="my add_1",
    ),
    spelled(
        "yaml",
        """\
version: "1.0"
name: p  # instead of metadata.name
nodes:
  - {id: m, node_type: MultiplyNode, config: {factor: "${FACTOR:-3}"}, comment: x}
  - id: a
    node_type: AddNode
    config: &one {addend: 1}
connections: [{from: m, to: a}]
""",
        manifest_file="manifest.yaml",
        to="m",
        out="a",
    ),
    spelled(
        "dotted-ports",
        json.dumps(
            {
                "version": "v1",
                "metadata": {"name": "p", "auto_negotiate": True},
                "nodes": [
                    {"id": "m.1", "node_type": "MultiplyNode", "params": {"factor": 3}},
                    {"id": "a", "node_type": "AddNode", "params": {"addend": 1}, "is_output_node": True},
                ],
                "connections": [{"from": "m.1.default", "to": "a.default"}],
            }
        ),
        to="m.1",
        out="a",
    ),
    Case(
        name="era-dotted-type-of-the-bundle",
        source="[x, x] by hand",
        manifest={
            "name": "p",
            "version": "1.0.0",
            "metadata": {},
            "nodes": [{"id": "e", "node_type": "my.pkg.Echo2", "config": {}}],
            "edges": [],
        },
        nodes=OWN,
        inputs={"e": [1]},
        outputs={"e": [[1, 1]]},
    ),
]
