"""The examples that the page offers."""

from __future__ import annotations

from conformance.case import RECORDINGS, Case, Outputs

TEXT = "Good morning, Zoë"


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


def text_processor(outputs: Outputs) -> None:
    (value,) = outputs["texts"]
    assert value["original_text"] == TEXT
    assert value["results"] == {
        "uppercase": TEXT.upper(),
        "title_case": TEXT.title(),
        "word_count": len(TEXT.split()),
        "reverse": TEXT[::-1],
    }


CASES = [
    Case(
        name="example-calculator",
        source="2x + 10 by hand",
        example="calculator",
        inputs={"numbers": [5, 7, 3]},
        outputs={"results": [20, 24, 16]},
    ),
    Case(
        name="example-text-processor",
        source="Python's own string methods",
        example="text-processor",
        inputs={"names": ["Zoë"]},
        outputs=text_processor,
    ),
    Case(
        name="example-speech-activity",
        source="the times that the recording was made with",
        example="speech-activity",
        inputs={"recording": RECORDINGS / "three-commands.wav"},
        outputs=speech_activity,
    ),
]
