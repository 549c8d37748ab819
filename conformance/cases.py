"""The pipelines that every host must run alike, with what they are given and what must come out.

What must come out is from an independent source, named beside it; never from our own past output.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
RECORDINGS = ROOT / "examples" / "recordings"
Outputs = dict[str, list[Any]]


@dataclass(frozen=True, kw_only=True)
class Case:
    """One bundle of `dist/examples`, its inputs and a judge of its outputs."""

    name: str
    #: JSON text or a file for each input.
    inputs: dict[str, str | Path] = field(default_factory=dict)
    #: Asserts what is known of the outputs without any host of ours.
    check: Callable[[Outputs], None]


def calculator(outputs: Outputs) -> None:
    assert outputs == {"results": [20, 24, 16]}  # 2x + 10, by hand
    assert all(type(value) is int for value in outputs["results"])


def text_processor(outputs: Outputs) -> None:
    (value,) = outputs["texts"]
    text = "Good morning, Zoë"  # Python's own string methods
    assert value["original_text"] == text
    assert value["results"] == {
        "uppercase": text.upper(),
        "title_case": text.title(),
        "word_count": len(text.split()),
        "reverse": text[::-1],
    }


def speech_activity(outputs: Outputs) -> None:
    # Where the words begin and end, s: known from the text that made the recording.
    true_times = [(0.340, 2.065), (2.746, 4.522), (4.987, 6.914)]
    found = [(each["start_s"], each["end_s"]) for each in outputs["sentences"]]
    assert len(found) == len(true_times)
    for (start, end), (true_start, true_end) in zip(found, true_times, strict=True):
        assert abs(start - true_start) < 0.2
        assert abs(end - true_end) < 0.2
    for audio, (start, end) in zip(outputs["speech"], found, strict=True):
        assert audio["sample_rate"] == 16_000
        assert audio["frames"] == round((end - start) * 16_000)
    assert all(tensor["dtype"] == "float32" for tensor in outputs["spectrum"])


CASES = [
    Case(name="calculator", inputs={"numbers": "[5, 7, 3]"}, check=calculator),
    Case(name="text-processor", inputs={"names": '["Zoë"]'}, check=text_processor),
    Case(
        name="speech-activity",
        inputs={"recording": RECORDINGS / "three-commands.wav"},
        check=speech_activity,
    ),
]
