"""Voice activity by loudness alone, as the RemoteMedia SDK's two nodes have it.

`VoiceActivityNode` (native) is the better detector; these are for pipelines that were written for them.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from py_nodes.sdk import Audio, Node, Packet, param

if TYPE_CHECKING:
    from collections.abc import Iterator

    import numpy.typing as npt

#: Energies that the noise floor is taken from.
HISTORY = 100
#: Which of them it is, in percent; how far above it speech begins; the weights of that and of the param.
FLOOR_PERCENTILE = 30
ABOVE_FLOOR = 2.5
FLOOR_WEIGHT = 0.7
PARAM_WEIGHT = 0.3


class VADNode(Node):
    """Says of each piece of audio whether somebody speaks in it.

    In: audio; anything else passes as it is. Out: the same audio, with ``is_speech``, ``speech_frames`` and
    ``total_frames`` in its metadata. A piece is cut into whole frames of its channels' mean, the rest is
    left aside; a frame is speech where its root mean square is above the threshold, and one such frame
    makes the piece speech.
    """

    wants_packets = True

    @dataclass(frozen=True)
    class Params:
        """What the manifest may set."""

        frame_duration_ms: float = param(30, help="Length of a frame.", minimum=1, unit="ms")
        energy_threshold: float = param(
            0.02, help="Root mean square above which a frame is speech.", minimum=0
        )
        runtime_hint: str = param("auto", help="Read for the SDK's sake; has no effect.")

    params: Params

    def process(self, packet: Packet) -> Packet:
        """One piece, one piece."""
        audio = packet.value
        if not isinstance(audio, Audio):
            return packet
        energies = frame_energies(audio, self.params.frame_duration_ms)
        loud = int(np.count_nonzero(energies > self.params.energy_threshold))
        found = {"is_speech": loud > 0, "speech_frames": loud, "total_frames": len(energies)}
        return Packet(audio, metadata={**packet.metadata, **found})


class VoiceActivityDetector(Node):
    """Says of each piece of audio whether somebody speaks in it, by a threshold that follows the noise.

    In: audio; anything else gives nothing. Out: the same audio, with ``is_speech``, ``speech_ratio``,
    ``avg_energy`` and ``frame_duration_ms`` in its metadata, or with `filter_mode` only the pieces with
    speech, bare. A frame is speech where its root mean square is above 0.7 · 2.5 · the 30th percentile of
    the last 100 frames' (its own included) + 0.3 · `energy_threshold`; a piece is where the share of such
    frames reaches `speech_threshold`.
    """

    wants_packets = True

    @dataclass(frozen=True)
    class Params:
        """What the manifest may set."""

        frame_duration_ms: float = param(30, help="Length of a frame.", minimum=1, unit="ms")
        energy_threshold: float = param(0.02, help="Its part in the threshold counts 0.3.", minimum=0)
        speech_threshold: float = param(
            0.3, help="Share of frames that makes a piece speech.", minimum=0, maximum=1
        )
        filter_mode: bool = param(default=False, help="Only pieces with speech are given out.")
        include_metadata: bool = param(default=True, help="What was found stands beside the audio.")

    params: Params

    def initialize(self) -> None:
        """Nothing has been heard yet."""
        self._recent: deque[float] = deque(maxlen=HISTORY)

    def process(self, packet: Packet) -> Packet | None:
        """One piece, one piece at most."""
        audio = packet.value
        if not isinstance(audio, Audio):
            return None
        energies = frame_energies(audio, self.params.frame_duration_ms)
        ratio = sum(self._are_speech(energies)) / len(energies) if len(energies) else 0.0
        is_speech = ratio > 0 and ratio >= self.params.speech_threshold
        if self.params.filter_mode:
            return Packet(audio) if is_speech else None
        if not self.params.include_metadata:
            return Packet(audio)
        found: dict[str, Any] = {
            "is_speech": is_speech,
            "speech_ratio": ratio,
            # Rounded, so that every host gives the same: how numpy adds up differs between processors.
            "avg_energy": round(float(energies.mean()), 6) if len(energies) else 0.0,
            "frame_duration_ms": self.params.frame_duration_ms,
        }
        return Packet(audio, metadata={**packet.metadata, **found})

    def _are_speech(self, energies: npt.NDArray[np.float64]) -> Iterator[bool]:
        for energy in energies.tolist():
            self._recent.append(energy)
            floor = float(np.percentile(self._recent, FLOOR_PERCENTILE))
            yield (energy > FLOOR_WEIGHT * ABOVE_FLOOR * floor + PARAM_WEIGHT * self.params.energy_threshold)


def frame_energies(audio: Audio, frame_ms: float) -> npt.NDArray[np.float64]:
    """Root mean squares of the whole frames of a piece, shape (frames,)."""
    length = max(1, int(audio.sample_rate * frame_ms / 1000))
    mono = audio.mono()
    whole = mono[: len(mono) // length * length].reshape(-1, length)
    energies: npt.NDArray[np.float64] = np.sqrt(np.square(whole, dtype=np.float64).mean(axis=1))
    return energies
