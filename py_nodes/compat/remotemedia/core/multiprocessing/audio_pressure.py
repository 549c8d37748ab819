"""For nodes that turn text into sound: puts pieces of text together while sound is still to be played."""

from __future__ import annotations

import time
from typing import Any


class AudioPressureMixin:
    """Gathers text as long as more sound than a margin waits behind the node.

    `init_audio_pressure` goes into ``__init__``, `record_audio_frame` gets what the node gives out, and
    `pressure_decide` says what to speak now. Times are of the clock, as everywhere in live work.
    """

    def init_audio_pressure(
        self, *, low_pressure_margin_ms: float = 500, coalesce_window_ms: float = 800
    ) -> None:
        """Sets the margin, and how long text may wait at most."""
        self.low_pressure_margin_ms = float(low_pressure_margin_ms)
        self.coalesce_window_ms = float(coalesce_window_ms)
        self.reset_audio_pressure()

    def reset_audio_pressure(self) -> None:
        """Nothing waits, neither text nor sound."""
        self._waiting: list[str] = []
        self._waiting_since = 0.0
        self._plays_until = 0.0

    def audio_runway_s(self) -> float:
        """How much sound is still to be played, s."""
        return max(0.0, self._plays_until - time.monotonic())

    def record_audio_frame(self, frame: Any) -> None:  # noqa: ANN401
        """A piece of sound (a `RuntimeData`) has gone out."""
        if getattr(frame, "is_audio", bool)():
            seconds = len(frame.payload) / frame.metadata.sample_rate / max(1, frame.metadata.channels)
            self._plays_until = max(self._plays_until, time.monotonic()) + seconds

    def pressure_decide(self, incoming_text: str | None, *, force_drain: bool = False) -> str | None:
        """What to speak now, or None where the text is to wait for more."""
        now = time.monotonic()
        if incoming_text:
            if not self._waiting:
                self._waiting_since = now
            self._waiting.append(incoming_text)
        has_waited = (now - self._waiting_since) * 1000 >= self.coalesce_window_ms
        if not self._waiting or not (
            force_drain or has_waited or self.audio_runway_s() * 1000 <= self.low_pressure_margin_ms
        ):
            return None
        batch, self._waiting = "".join(self._waiting), []
        return batch

    def has_buffered_text(self) -> bool:
        """Whether text waits."""
        return bool(self._waiting)
