"""Puts the pieces of an utterance together, as the RemoteMedia SDK's node of this name does."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from py_nodes.sdk import Audio, Node, Packet, param

if TYPE_CHECKING:
    from collections.abc import Iterator

#: What stands before the mark of a beginning still belongs to it: so many pieces, so many seconds at most.
PREROLL_PIECES = 20
PREROLL_S = 0.5
#: Utterances that are nowhere louder are noise.
LEAST_PEAK = 0.02


class AudioBufferAccumulatorNode(Node):
    """Gives one piece of audio for each utterance.

    In: audio, and the marks of a detector of speech between it: JSON with ``is_speech_start`` and
    ``is_speech_end``, or ``is_speech`` in the metadata of the audio itself (VADNode,
    VoiceActivityDetector). Anything else gives nothing. Out: audio from 500 ms (20 pieces at most) before a
    beginning to the end, standing where it began. What is shorter than `min_utterance_duration_ms` or
    nowhere louder than 0.02 is left out; what is longer than `max_utterance_duration_ms`, or changes its
    form, comes in several. The end of the stream ends an utterance.
    """

    wants_packets = True
    outputs = {"default": "audio"}  # noqa: RUF012 - declared by the base class as ClassVar

    @dataclass(frozen=True)
    class Params:
        """What the manifest may set."""

        min_utterance_duration_ms: float = param(250, help="Shorter ones are left out.", minimum=0, unit="ms")
        max_utterance_duration_ms: float = param(30_000, help="Longer ones are cut.", minimum=1, unit="ms")

    params: Params

    def initialize(self) -> None:
        """Nobody speaks yet."""
        self._speaking = False
        self._pieces: list[Packet] = []
        self._before: deque[Packet] = deque(maxlen=PREROLL_PIECES)

    def process(self, packet: Packet) -> Iterator[Packet]:
        """What a mark or a piece of audio ends."""
        audio = packet.value
        if isinstance(audio, dict):
            yield from self._mark(begins=audio.get("is_speech_start"), ends=audio.get("is_speech_end"))
        if not isinstance(audio, Audio):
            return
        is_speech = packet.metadata.get("is_speech")
        if isinstance(is_speech, bool) and is_speech is not self._speaking:
            yield from self._mark(begins=is_speech, ends=not is_speech)
        if not self._speaking:
            self._before.append(packet)
            while sum(each.value.seconds for each in list(self._before)[1:]) > PREROLL_S:
                self._before.popleft()
            return
        if self._pieces and form(self._pieces[-1]) != form(packet):
            yield from self._utterance()
        self._pieces.append(packet)
        if self._seconds() * 1000 >= self.params.max_utterance_duration_ms:
            yield from self._utterance()

    def flush(self) -> Iterator[Packet]:
        """The utterance that the end of the stream cuts off."""
        yield from self._utterance()

    def _mark(self, *, begins: Any, ends: Any) -> Iterator[Packet]:  # noqa: ANN401 - JSON
        if begins is True:
            yield from self._utterance()
            self._speaking = True
            last = form(self._before[-1]) if self._before else None
            self._pieces = [each for each in self._before if form(each) == last]
        elif ends is True:
            yield from self._utterance()
            self._speaking = False
        else:
            return
        self._before.clear()

    def _seconds(self) -> float:
        return float(sum(each.value.seconds for each in self._pieces))

    def _utterance(self) -> Iterator[Packet]:
        """What was gathered, where it is one."""
        pieces, seconds = self._pieces, self._seconds()
        self._pieces = []
        if not pieces or seconds * 1000 < self.params.min_utterance_duration_ms:
            return
        samples = np.concatenate([each.value.samples for each in pieces], axis=1)
        if np.abs(samples).max(initial=0) >= LEAST_PEAK:
            yield Packet(Audio(samples, pieces[0].value.sample_rate), timestamp=pieces[0].timestamp)


def form(packet: Packet) -> tuple[int, float]:
    """Channels and rate of a piece."""
    return packet.value.channels, packet.value.sample_rate
