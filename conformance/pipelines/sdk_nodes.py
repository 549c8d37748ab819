"""Standard nodes of the SDK that were written for its pipelines: what they gave there."""

from __future__ import annotations

import numpy as np

from conformance.case import Case, Problem
from conformance.expected_values import audio, tensor
from e2e.bundles import manifest, node

SOUND = """
import numpy as np

from py_nodes.sdk import Audio, Node


class Sound:
    def process(self, samples):
        return Audio(np.array(samples, dtype="float32"), 8000)


class Loudness:
    def process(self, levels):
        # Frames of 30 ms at 8 kHz, each of one level.
        return Audio(np.repeat(np.array(levels, dtype="float32"), 240), 8000)


class Told(Node):
    wants_packets = True

    def process(self, packet):
        return {"frames": packet.value.frames, **packet.metadata}
"""
#: As such a file lay in the SDK, and as nodes of its last years are written.
OF_THE_SDK = """
from __future__ import annotations

from remotemedia.core.multiprocessing import MultiprocessNode, RuntimeData, register_node

from ..core.node import Node


class Counted(Node):
    def __init__(self, start=0, **kwargs):
        super().__init__(start=start, **kwargs)
        self.start = start

    async def process(self, data):
        self.set_session_id(self.extract_session_id(data))
        state = await self.get_session_state()
        state.set("seen", state.get("seen", self.start) + 1)
        return {"who": data["session_id"], "seen": state.get("seen"), "by": self.name}


@register_node("Swapped")
class SwapsChannels(MultiprocessNode):
    async def initialize(self):
        self.gain = self.config["gain"]

    async def process(self, data):
        if not data.is_audio():
            yield RuntimeData.text(f"{data.data_type()} {self.node_id}")
            return
        samples = data.as_numpy().reshape(-1, data.metadata.channels)[:, ::-1] * self.gain
        yield RuntimeData.audio(samples.reshape(-1), data.metadata.sample_rate, data.metadata.channels)


class Sound:
    def process(self, samples):
        import numpy as np

        return (np.array(samples, dtype="float32"), 8000)
"""
STEREO = [[0.5, -0.25, 0.1], [1, -1, 0]]
#: As an in-process plug-in is written; another file of the SDK's programs gives it its name.
PLUG_IN = """
from types import SimpleNamespace

from remotemedia import register_node_class
from remotemedia.rpc import rpc


class Halving:
    def initialize(self, config):
        self.by = config["by"]

    @rpc
    def factor(self):
        return 1 / self.by

    def process(self, data):
        if not isinstance(data, dict):
            return data * self.by
        halved = [sample * self.factor() for sample in data["samples"]]
        return SimpleNamespace(data_type="audio", samples=halved, sample_rate=8000, channels=data["channels"])

    def finalize(self):
        return True


class Sound:
    def process(self, samples):
        import numpy as np

        from py_nodes.sdk import Audio

        return Audio(np.array(samples, dtype="float32"), 8000)


register_node_class(Halving, node_type="Halved", multi_output=False)
"""
PASSES_ON = (
    "PassThrough", "PassThroughNode", "DataSourceNode", "DataSinkNode", "BidirectionalNode",
    "JavaScriptBridgeNode", "DataTransform", "FormatConverter", "AudioResampler", "VideoTransform",
    "VideoBuffer", "VideoResizer",
)  # fmt: skip
RAN = {"processed_by": "CodeExecutorNode[c]", "node_config": {}}
CALCULATED = {"processed_by": "CalculatorNode[c]", "node_config": {}}


def speech_frames(pieces: list[list[float]], energy_threshold: float) -> list[list[bool]]:
    """Which frames are louder than 0.7 · 2.5 · the 30th percentile of those so far + 0.3 · the threshold."""
    heard: list[float] = []
    found: list[list[bool]] = []
    for levels in pieces:
        found.append([])
        for level in levels:
            heard.append(level)
            threshold = 0.7 * 2.5 * float(np.percentile(heard, 30)) + 0.3 * energy_threshold
            found[-1].append(level > threshold)
    return found


#: Levels that float32 holds exactly.
QUIET, LOUD = 2.0**-7, 0.5
PIECES = [[QUIET] * 10, [QUIET] * 3 + [LOUD] * 2, [QUIET] * 9 + [LOUD]]
SPEECH = speech_frames(PIECES, 0.02)


CASES = [
    Case(
        name="sdk-file-with-sessions",
        source="counted by hand for each session",
        manifest=manifest([node("c", "Counted", start=10)]),
        nodes=OF_THE_SDK,
        inputs={"c": [{"session_id": "a"}, {"session_id": "b"}, {"session_id": "a"}]},
        outputs={
            "c": [
                {"who": "a", "seen": 11, "by": "c"},
                {"who": "b", "seen": 11, "by": "c"},
                {"who": "a", "seen": 12, "by": "c"},
            ]
        },
    ),
    Case(
        name="sdk-in-process-plug-in",
        source="numpy: halved; Python's own operators",
        manifest=manifest(
            [node("s", "Sound"), node("h", "Halved", by=2), node("t", "Halved", by=2)], [("s", "h")]
        ),
        nodes=PLUG_IN,
        inputs={"s": [STEREO], "t": [3, "ab"]},
        outputs={"h": [audio(np.array(STEREO, np.float32) * np.float32(0.5), 8000)], "t": [6, "abab"]},
    ),
    Case(
        name="sdk-multiprocess-node",
        source="numpy: rows in the other order, halved; its audio is interleaved in between",
        manifest=manifest(
            [node("s", "Sound"), node("m", "Swapped", gain=0.5), node("j", "Swapped", gain=1)], [("s", "m")]
        ),
        nodes=OF_THE_SDK,
        inputs={"s": [STEREO], "j": [{"x": 1}, "a"]},
        outputs={
            "m": [audio(np.array(STEREO, np.float32)[::-1] * np.float32(0.5), 8000)],
            "j": ["json j", "text j"],
        },
    ),
    Case(
        name="buffer",
        source="threes by hand; the rest at the end",
        manifest=manifest([node("b", "BufferNode", buffer_size=3)]),
        inputs={"b": [1, "a", 2.5, None, [1]]},
        outputs={"b": [[1, "a", 2.5], [None, [1]]]},
    ),
    Case(
        name="buffer-that-is-empty-at-the-end",
        source="ten is the default; an empty list comes last, as in the SDK",
        manifest=manifest([node("b", "BufferNode")]),
        inputs={"b": list(range(10))},
        outputs={"b": [list(range(10)), []]},
    ),
    Case(
        name="ends-of-an-sdk-pipeline",
        source="3x by hand; what begins and ends a pipeline passes its data on",
        manifest=manifest(
            [
                node("in", "DataSourceNode", buffer_size=5, name="in"),
                node("m", "MultiplyNode", factor=3),
                node("out", "DataSinkNode", buffer_output=True),
            ],
            [("in", "m"), ("m", "out")],
        ),
        inputs={"in": [1, 2.5]},
        outputs={"out": [3, 7.5]},
    ),
    Case(
        name="nodes-that-pass-their-data-on",
        source="the values themselves: the SDK's stubs change nothing",
        manifest=manifest(
            [node(f"n{index}", kind) for index, kind in enumerate(PASSES_ON)],
            [(f"n{index}", f"n{index + 1}") for index in range(len(PASSES_ON) - 1)],
        ),
        inputs={"n0": [1, 2.5, "é", None, {"x": [True]}]},
        outputs={f"n{len(PASSES_ON) - 1}": [1, 2.5, "é", None, {"x": [True]}]},
    ),
    Case(
        name="samples-of-sound",
        source="numpy.ravel: channel after channel; text gives nothing",
        manifest=manifest(
            [node("s", "Sound"), node("x", "ExtractAudioDataNode"), node("t", "ExtractAudioDataNode")],
            [("s", "x")],
        ),
        nodes=SOUND,
        inputs={"s": [STEREO], "t": ["text"]},
        outputs={"x": [tensor(np.array(STEREO, np.float32).ravel())], "t": []},
    ),
    Case(
        name="sample-formats",
        source="numpy: astype(int16) of 32768x cuts off and wraps",
        manifest=manifest(
            [
                node("s", "Sound"),
                node("a", "FormatConverterNode", target_format="i16"),
                node("b", "FormatConverterNode"),
            ],
            [("s", "a"), ("s", "b")],
        ),
        nodes=SOUND,
        inputs={"s": [STEREO]},
        outputs={
            "a": [audio(np.array([[16384, -8192, 3276], [-32768, -32768, 0]]) / 32768, 8000)],
            "b": [audio(np.array(STEREO), 8000)],
        },
    ),
    Case(
        name="speech-by-a-fixed-threshold",
        source="closed form: the RMS of a constant is its magnitude",
        manifest=manifest(
            [node("s", "Loudness"), node("v", "VADNode"), node("told", "Told")], [("s", "v"), ("v", "told")]
        ),
        nodes=SOUND,
        inputs={"s": [[0.01, 0.5, 0.25], [0.01, 0.01]]},
        outputs={
            "told": [
                {"frames": 720, "is_speech": True, "speech_frames": 2, "total_frames": 3},
                {"frames": 480, "is_speech": False, "speech_frames": 0, "total_frames": 2},
            ]
        },
    ),
    Case(
        name="speech-by-a-following-threshold",
        source="numpy.percentile over constants, whose RMS is their magnitude",
        manifest=manifest(
            [
                node("s", "Loudness"),
                node("v", "VoiceActivityDetector"),
                node("told", "Told"),
                node("only", "VoiceActivityDetector", filter_mode=True),
            ],
            [("s", "v"), ("v", "told"), ("s", "only")],
        ),
        nodes=SOUND,
        inputs={"s": PIECES},
        outputs={
            "told": [
                {
                    "frames": 240 * len(levels),
                    "is_speech": sum(found) / len(found) >= 0.3,
                    "speech_ratio": sum(found) / len(found),
                    "avg_energy": round(sum(levels) / len(levels), 6),
                    "frame_duration_ms": 30,
                }
                for levels, found in zip(PIECES, SPEECH, strict=True)
            ],
            "only": [
                audio(np.repeat(levels, 240), 8000)
                for levels, found in zip(PIECES, SPEECH, strict=True)
                if sum(found) / len(found) >= 0.3
            ],
        },
    ),
    Case(
        name="utterances-from-marks",
        source="by hand: from half a second before a mark to the mark of the end; frames of 30 ms",
        manifest=manifest(
            [
                node("s", "Loudness"),
                node("v", "VADNode"),
                node("u", "AudioBufferAccumulatorNode", min_utterance_duration_ms=60),
            ],
            [("s", "v"), ("v", "u")],
        ),
        nodes=SOUND,
        inputs={"s": [[0.01], [0.5], [0.25], [0.01], [0.5], [0.01]]},
        outputs={
            "u": [audio(np.repeat([0.01, 0.5, 0.25], 240), 8000), audio(np.repeat([0.01, 0.5], 240), 8000)]
        },
    ),
    Case(
        name="code-that-packets-bring",
        source="Python itself",
        manifest=manifest([node("c", "CodeExecutorNode", code="result = input_data * 2")]),
        inputs={
            "c": [{"input": [1, "a"]}, {"code": "result = sorted(input_data)[-1]", "input": [3, 7, 5]}, 5]
        },
        outputs={
            "c": [
                {
                    "executed_code": "result = input_data * 2",
                    "input": [1, "a"],
                    "result": [1, "a", 1, "a"],
                    **RAN,
                },
                {
                    "executed_code": "result = sorted(input_data)[-1]",
                    "input": [3, 7, 5],
                    "result": 7,
                    **RAN,
                },
                {
                    "error": "Input must be an object or null.",
                    "input": 5,
                    "processed_by": "CodeExecutorNode[c]",
                },
            ]
        },
    ),
    Case(
        name="sentences-from-words",
        source="by hand",
        manifest=manifest([node("c", "TextCollectorNode")]),
        inputs={"c": ["Hel", "lo the", "re. How are", " you? I", "'m", "<|text_end|>", "Ok!", 5, " So"]},
        outputs={
            "c": ["Hello there.", "How are you?", "I'm", "<|text_end|>", "Ok!", "So", "<|text_end|>"],
        },
    ),
    Case(
        name="calculator-with-an-operand",
        source="by hand; a text that is no number counts as 0, whole results are integers",
        manifest=manifest([node("c", "CalculatorNode", operation="multiply", operand=2.5)]),
        inputs={"c": [2, 3, "4", "x"]},
        outputs={"c": [5, 7.5, 10, 0]},
    ),
    Case(
        name="calculator-with-operands",
        source="by hand; an error of this form is one of the node",
        manifest=manifest([node("c", "CalculatorNode")]),
        inputs={
            "c": [{"operation": "subtract", "operands": [5, 7]}, {"operation": "divide", "operands": [1, 0]}]
        },
        outputs={"c": [{"result": -2, "operation": "subtract", "operands": [5, 7]}]},
        fails=Problem("cannot-calculate", "c"),
    ),
    Case(
        name="calculator-with-args",
        source="Python's own operators",
        manifest=manifest([node("c", "CalculatorNode")]),
        inputs={
            "c": [
                {"operation": operation, "args": args}
                for operation, args in (
                    ("add", [2, 3]),
                    ("divide", [1, 4]),
                    ("power", [2, 10]),
                    ("modulo", [-7, 3]),
                )
            ]
        },
        outputs={
            "c": [
                {"operation": operation, "args": args, "result": result, **CALCULATED}
                for operation, args, result in (
                    ("add", [2, 3], 2 + 3),
                    ("divide", [1, 4], 1 / 4),
                    ("power", [2, 10], 2**10),
                    ("modulo", [-7, 3], -7 % 3),
                )
            ]
        },
    ),
]
