"""What a trace must be, by the rules of the Trace Event Format, and what it says of a run."""

from __future__ import annotations

import json
from bisect import bisect_right
from collections import defaultdict
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

Event = dict[str, Any]
#: Fields that each kind of event must have.
FIELDS: dict[str, set[str]] = {
    "M": {"pid", "name", "args"},
    "X": {"pid", "tid", "ts", "dur", "name", "cat"},
    "s": {"pid", "tid", "ts", "id", "name", "cat"},
    "f": {"pid", "tid", "ts", "id", "name", "cat", "bp"},
    "C": {"pid", "ts", "name", "args"},
    "i": {"pid", "tid", "ts", "name", "s"},
    "b": {"pid", "tid", "ts", "id", "name", "cat"},
    "e": {"pid", "tid", "ts", "id", "name", "cat"},
}
LOOP, OUTPUTS = 1, 2


@dataclass
class Trace:
    """A trace that keeps the rules."""

    events: list[Event]
    left_out: int
    #: By thread, in order of time.
    slices: dict[int, list[Event]] = field(default_factory=lambda: defaultdict(list))

    @property
    def threads(self) -> dict[int, str]:
        """Names by number."""
        named = self.of("M")
        return {each["tid"]: each["args"]["name"] for each in named if each["name"] == "thread_name"}

    def of(self, phase: str) -> list[Event]:
        """Events of one kind."""
        return [each for each in self.events if each["ph"] == phase]

    def work(self, node: str) -> list[Event]:
        """The slices of a node."""
        (thread,) = [number for number, name in self.threads.items() if name.split(" (")[0] == node]
        return self.slices[thread]

    def copies(self) -> list[Event]:
        """The slices of copies from one memory to another."""
        return [each for each in self.slices[LOOP] if each["cat"] == "copy"]

    def structure(self) -> dict[str, Any]:
        """What must be the same on every host: everything but times, and how work was cut into steps."""
        threads = self.threads
        ends = {each["id"]: threads[each["tid"]] for each in self.of("f")}
        return {
            "threads": threads,
            "work": {
                name: [
                    tuple(each["args"].get(key) for key in ("why", "edge", "sequence", "bytes"))
                    for each in self.slices[thread]
                ]
                for thread, name in threads.items()
                if thread not in {LOOP, OUTPUTS}
            },
            "arrows": sorted((threads[each["tid"]], ends[each["id"]]) for each in self.of("s")),
            "outputs": sorted(
                (each["name"], each["args"]["sequence"], each["args"]["bytes"]) for each in self.of("i")
            ),
            "copies": sorted((each["name"], each["args"]["bytes"]) for each in self.copies()),
        }


def checked(text: str) -> Trace:
    """The trace in `text`; asserts every rule."""
    document = json.loads(text)
    trace = Trace(document["traceEvents"], document["otherData"]["records_left_out"])
    for event in trace.events:
        assert event["ph"] in FIELDS, event
        assert FIELDS[event["ph"]] <= set(event), event
        assert event.get("ts", 0) >= 0, event
        assert event.get("dur", 1) > 0, event
        if event["ph"] == "C":
            assert all(isinstance(value, int) and value >= 0 for value in event["args"].values()), event
        if event["ph"] == "X":
            trace.slices[event["tid"]].append(event)
    assert set(trace.slices) <= set(trace.threads)
    for slices in trace.slices.values():
        slices.sort(key=lambda each: each["ts"])
        for before, after in pairwise(slices):
            # ns: the text has three digits after the point.
            assert _ns(before["ts"]) + _ns(before["dur"]) <= _ns(after["ts"]), (before, after)
    _check_pairs(trace)
    return trace


def _check_pairs(trace: Trace) -> None:
    begun = {each["id"]: each for each in trace.of("s")}
    ended = {each["id"]: each for each in trace.of("f")}
    assert set(begun) == set(ended)
    # Slices of a thread do not overlap: the last one that has begun is the one around.
    starts = {thread: [_ns(each["ts"]) for each in slices] for thread, slices in trace.slices.items()}
    for identity, begin in begun.items():
        end = ended[identity]
        assert begin["ts"] <= end["ts"], (begin, end)
        for each in (begin, end):
            at = _ns(each["ts"])
            place = bisect_right(starts[each["tid"]], at) - 1
            assert place >= 0, each
            around = trace.slices[each["tid"]][place]
            assert at < _ns(around["ts"]) + _ns(around["dur"]), (each, around)
        assert end["bp"] == "e"
    stages = {(each["id"], each["ph"]): each["ts"] for each in [*trace.of("b"), *trace.of("e")]}
    for identity in {key[0] for key in stages}:
        assert stages[identity, "b"] <= stages[identity, "e"]


def _ns(microseconds: float) -> int:
    return round(microseconds * 1000)
