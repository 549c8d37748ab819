"""One calculation, 3x + 1, in every spelling that manifests were ever written in."""

from __future__ import annotations

import json
from typing import Any

from conformance.case import Case, Outputs, Problem
from conformance.expected_values import assert_sine

GIVEN = [1, 2.5]
EXPECTED = [4, 8.5]
SOURCE = "3x + 1 by hand"
OWN = """
class Echo2:
    def process(self, value):
        return [value, value]


class Linear:
    def __init__(self, factor=1, addend=0):
        self.factor, self.addend = factor, addend

    def process(self, value):
        return value * self.factor + self.addend
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


def a_third_of_the_rate(outputs: Outputs) -> None:
    assert_sine(outputs["r"], hertz=1000, amplitude=0.5, rate=16_000, frames=8000)


NODES: list[dict[str, Any]] = [
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
        "types-without-node-and-ends-by-id",
        {
            "version": "1.0",
            "name": "p",
            "nodes": [
                {"id": "m", "node_type": "Multiply", "config": {"factor": 3}, "executor": "rust"},
                {"id": "a", "node_type": "remotemedia.nodes.Add", "config": {"addend": 1}},
            ],
            "connections": [{"from": "m", "to": "a"}],
            "inputs": ["m"],
            "outputs": [{"node_id": "a", "output_key": "sum"}],
        },
        to="m",
        out="sum",
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
    spelled(
        "android",
        """\
pipeline:
  name: On the phone
  version: 2.1.0
  execution_mode: streaming
nodes:
  - id: all
    type: PythonNode
    class: Linear
    module_path: "assets://python/own.py"
    execution_mode: inline
    config: {factor: 3, addend: 1}
    inputs: [numbers]
    outputs: [results]
  - {id: out, type: PassThroughNode}
connections:
  - {from: "all.results", to: "out"}
runtime:
  python: {version: "3.11"}
  memory_limit_mb: 256
android: {min_sdk: 26}
""",
        manifest_file="manifest.yml",
        nodes=OWN,
        to="all",
        out="out",
    ),
    spelled(
        "placements",
        {
            "version": "v1",
            "metadata": {"name": "p"},
            "nodes": [
                {**NODES[0], "execution": {"placement": "prefer_wasi", "reason": "speed", "fallback": None}},
                {**NODES[1], "runtime_hint": "rust_python", "capabilities": {"cpu": {"cores": 1}}},
            ],
            "connections": [{"from": "m_0", "to": "my add_1"}],
        },
        to="m_0",
        out="my add_1",
    ),
    spelled(
        "newest",
        {
            "version": "v1",
            "metadata": {"name": "p", "auto_negotiate": True, "cli_defaults": {"rate": 16000}},
            "plugins": ["acme/thing@1.2", {"url": "https://example.com/p.tar.gz", "version": "1"}],
            "default_python_runtime": "managed",
            "python_env": {"python_version": "3.12", "scope": "per_node"},
            "nodes": [
                {**NODES[0], "fast_path": True, "media_capabilities": {"inputs": [{"format": "f32"}]}},
                {**NODES[1], "is_output_node": True, "python_env": {"scope": "node"}},
            ],
            "connections": [{"from": "m_0", "to": "my add_1", "from_port": "default", "to_port": "default"}],
        },
        to="m_0",
        out="my add_1",
    ),
    spelled(
        "by-hand",
        """\
\ufeff// Written by hand, as editors let one.\r
{\r
\t"version": "v1", /* the form */\r
\t"nodes": [\r
\t\t{"id": 1, "node_type": "MultiplyNode", "params": {"factor": 3,},},\r
\t\t{"id": "2.5", "node_type": "AddNode", "params": {"addend": 1}}, # a comma too many\r
\t],\r
\t"connections": [{"from": 1, "to": 2.5}],\r
}\r
""",
        to="1",
        out="2.5",
        warns=[Problem("json-comment"), Problem("json-comma")],
    ),
    spelled(
        "nodes-and-edges-of-a-pipeline",
        """\
pipeline:
  name: inside
  nodes:
    - {id: m, type: MultiplyNode, config: {factor: 3}}
    - {id: a, type: AddNode, config: {addend: 1}}
  connections: [{from: m, to: a}]
""",
        manifest_file="manifest.yaml",
        to="m",
        out="a",
    ),
    spelled(
        "values-that-are-given",
        {
            "version": "v1",
            "metadata": {"name": "${NAME}"},
            "nodes": [
                {"id": "${PREFIX:-m}_0", "node_type": "${TYPE}", "params": {"factor": "${FACTOR}"}},
                {"id": "a", "node_type": "AddNode", "params": {"addend": "${ADDEND:-7}"}},
            ],
            "connections": [{"from": "${PREFIX:-m}_0", "to": "a"}],
        },
        values={"NAME": "p", "TYPE": "MultiplyNode", "FACTOR": "3", "ADDEND": "1", "UNUSED": "x"},
        warns=[Problem("unused-value")],
        to="m_0",
        out="a",
        telling=True,
    ),
    Case(
        name="era-camel-case-params",
        source="numpy.sin at a third of the rate, away from the ends",
        manifest={
            "version": "1.0.0",
            "metadata": {"name": "p", "createdAt": "2026-01-02T00:00:00Z"},
            "nodes": [
                {
                    "id": "t",
                    "nodeType": "ToneNode",
                    "params": {"frequency": 1000, "amplitude": 0.5, "sampleRate": 48000, "durationS": 0.5},
                },
                {
                    "id": "r",
                    "nodeType": "FastResampleNode",
                    "params": {"sourceRate": 48000, "targetRate": 16000},
                    "isStreaming": True,
                },
            ],
            "connections": [{"from": "t", "to": "r", "fromPort": "default", "type": "audio"}],
        },
        outputs=a_third_of_the_rate,
    ),
    Case(
        name="era-nested-pipeline",
        source="the SDK's node calls a server over gRPC, which no host of ours does",
        manifest={
            "version": "v1",
            "metadata": {"name": "outer"},
            "nodes": [
                {
                    "id": "inner",
                    "node_type": "RemotePipelineNode",
                    "params": {"manifest": {"version": "v1", "nodes": [{"id": "x", "node_type": "Echo"}]}},
                }
            ],
            "connections": [],
        },
        refused=[Problem("unsupported-node-type", "inner")],
    ),
    Case(
        name="era-sdk-input-data",
        source="3x + 1 by hand: what comes with the manifest is what its first nodes get",
        manifest={
            "manifest": {
                "version": "v1",
                "metadata": {"name": "p"},
                "nodes": NODES,
                "connections": [{"from": "m_0", "to": "my add_1"}],
            },
            "input_data": GIVEN,
        },
        inputs={"m_0": GIVEN},
        outputs={"my add_1": EXPECTED},
        sdk={
            "status": "success",
            "outputs": EXPECTED,
            "graph_info": {
                "node_count": 2,
                "source_count": 1,
                "sink_count": 1,
                "execution_order": ["m_0", "my add_1"],
            },
        },
    ),
]
