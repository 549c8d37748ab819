"""Every type of port: what fits passes, what does not is refused before anything runs.

Of a bundle's own class the ports are known that its body spells out; of others nothing is held against it.
"""

from __future__ import annotations

import numpy as np

from conformance.case import Case, Problem
from conformance.expected_values import audio, tensor
from e2e.bundles import manifest, node

TYPES = ("any", "audio", "text", "json", "tensor", "bytes", "transcript")
#: A node that gives a value by each port, and one for each type that takes it and says what it got.
NODES = (
    """
import numpy as np

from py_nodes.sdk import Audio, Packet


class GivesAny:
    # What a name stands for, by a port of no type.
    def process(self, value):
        yield {"json": [1], "audio": Audio([[0.5]], 8000), "string": "so"}[value]


class GivesAtEnd:
    def process(self, value):
        self.value = value

    def flush(self):
        return self.value


class SaysAudio:
    outputs = {"default": "audio"}

    def process(self, value):
        return value


class Gives:
    outputs = {TYPES}

    def process(self, value):
        yield Packet(Audio([[0.5, -0.25]], 8000), port="audio")
        yield Packet("Zo\\u00eb", port="text")
        yield Packet([1, 2.5], port="json")
        yield Packet(np.arange(3, dtype="int16"), port="tensor")
        yield Packet(b"\\x00\\xff", port="bytes")
        yield Packet({"text": "so", "segments": []}, port="transcript")
        yield Packet(None, port="any")
""".replace("{TYPES}", repr({kind: kind for kind in TYPES}))
    + "".join(
        f"""

class Takes{kind.title()}:
    inputs = {{"default": "{kind}"}}
    outputs = {{"default": "{kind}"}}

    def process(self, value):
        return Packet(value) if value is None else value
"""
        for kind in TYPES
    )
)
GIVEN = {
    "any": None,
    "audio": audio([[0.5, -0.25]], 8000),
    "text": "Zoë",
    "json": [1, 2.5],
    "tensor": tensor(np.arange(3, dtype=np.int16)),
    "bytes": {"bytes": 2, "base64": "AP8="},
    "transcript": {"text": "so", "segments": []},
}


#: What may not meet sound.
NO_SOUND = [kind for kind in TYPES if kind not in ("any", "audio")]
RESAMPLERS = [node(kind, "AudioResampleNode") for kind in TYPES]
GIVES_ANY = node("gives", "GivesAny")
TAKERS = [node(kind, f"Takes{kind.title()}") for kind in TYPES]

CASES = [
    Case(
        name="port-types-that-are-equal",
        source="the values themselves, in the spelling of results (numpy, base64)",
        manifest=manifest([node("gives", "Gives"), *TAKERS], [(f"gives.{kind}", kind) for kind in TYPES]),
        nodes=NODES,
        inputs={"gives": [0]},
        outputs={kind: [GIVEN[kind]] for kind in TYPES},
        telling=True,
    ),
    Case(
        name="port-types-that-may-meet",
        source="the documented rule: anything fits any, and a transcript is JSON",
        manifest=manifest(
            [node("gives", "Gives"), *TAKERS],
            [
                *((f"gives.{kind}", "any") for kind in TYPES if kind != "any"),
                ("gives.transcript", "json"),
                ("gives.json", "transcript"),
            ],
            outputs=[{"name": kind, "from": kind} for kind in ("any", "json", "transcript")],
        ),
        nodes=NODES,
        inputs={"gives": [0], **{kind: [] for kind in ("audio", "text", "tensor", "bytes")}},
        outputs={
            "any": [GIVEN[kind] for kind in TYPES if kind != "any"],
            "json": [GIVEN["transcript"]],
            "transcript": [GIVEN["json"]],
        },
    ),
    Case(
        name="a-class-is-given-what-it-does-not-take",
        source="the class says audio",
        manifest=manifest([GIVES_ANY, node("it", "TakesAudio")], [("gives", "it")]),
        nodes=NODES,
        inputs={"gives": ["audio", "json"]},
        outputs={"it": [audio([[0.5]], 8000)]},
        fails=Problem(
            "wrong-input-type",
            "it",
            'Node "it" failed at packet 1: its input "default" is of type audio, and JSON came.',
        ),
    ),
    Case(
        name="what-a-class-does-not-take-is-left-out",
        source="the class says audio, the manifest that the run goes on",
        manifest=manifest(
            [GIVES_ANY, {**node("it", "TakesAudio"), "on_error": "skip"}],
            [("gives", "it")],
        ),
        nodes=NODES,
        inputs={"gives": ["json", "audio"]},
        outputs={"it": [audio([[0.5]], 8000)]},
        warns=[
            Problem(
                "wrong-input-type",
                "it",
                'Node "it" failed at packet 0: its input "default" is of type audio, and JSON came. '
                "It is left out.",
            )
        ],
    ),
    Case(
        name="a-class-gives-what-it-does-not-give",
        source="the class says audio",
        manifest=manifest([node("it", "SaysAudio")]),
        nodes=NODES,
        inputs={"it": [[1, 2]]},
        outputs={"it": []},
        fails=Problem(
            "wrong-output-type",
            "it",
            'Node "it" failed at packet 0: its output "default" is of type audio, and it gave JSON to it.',
        ),
        telling=True,
    ),
    Case(
        name="classes-that-cannot-meet",
        source="both classes say it",
        manifest=manifest([node("a", "SaysAudio"), node("b", "TakesText")], [("a", "b")]),
        nodes=NODES,
        refused=[
            Problem(
                "port-types",
                said='The connection from "a" to "b" joins the output "default" of type audio to the input '
                '"default" of type text, which cannot take it.',
            )
        ],
    ),
    Case(
        name="an-input-s-own-type-holds",
        source="the manifest says text",
        manifest=manifest(
            [node("p", "PassThroughNode")], inputs=[{"name": "words", "type": "text", "to": "p"}]
        ),
        inputs={"words": ["so", 5]},
        outputs={"p": ["so"]},
        fails=Problem("wrong-input-type", said='The input "words" is of type text, and it was given JSON.'),
    ),
    Case(
        name="an-output-s-own-type-holds",
        source="the manifest says audio",
        manifest=manifest(
            [node("p", "PassThroughNode")], outputs=[{"name": "sound", "type": "audio", "from": "p"}]
        ),
        inputs={"p": [5]},
        outputs={"sound": []},
        fails=Problem(
            "wrong-output-type", said='The output "sound" is of type audio, and node "p" gave JSON to it.'
        ),
    ),
    Case(
        name="an-output-s-own-type-holds-at-the-end",
        source="the manifest says text",
        manifest=manifest(
            [node("b", "GivesAtEnd")], outputs=[{"name": "words", "type": "text", "from": "b"}]
        ),
        nodes=NODES,
        inputs={"b": [5]},
        outputs={"words": []},
        fails=Problem(
            "wrong-output-type", said='The output "words" is of type text, and node "b" gave JSON to it.'
        ),
    ),
    Case(
        name="port-types-of-inputs",
        source="the documented rule: a resampler takes sound",
        manifest=manifest(RESAMPLERS, inputs=[{"name": kind, "type": kind, "to": kind} for kind in TYPES]),
        refused=[
            Problem(
                "port-types", said=f'The input "{kind}" is of type {kind}, but node "{kind}" has audio there.'
            )
            for kind in NO_SOUND
        ],
    ),
    Case(
        name="port-types-of-outputs",
        source="the documented rule: a resampler gives sound",
        manifest=manifest(
            RESAMPLERS,
            inputs=[{"name": kind, "type": "audio", "to": kind} for kind in TYPES],
            outputs=[{"name": kind, "type": kind, "from": kind} for kind in TYPES],
        ),
        refused=[
            Problem(
                "port-types",
                said=f'The output "{kind}" is of type {kind}, but node "{kind}" has audio there.',
            )
            for kind in NO_SOUND
        ],
    ),
]
