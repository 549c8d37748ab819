"""What a piece of audio sounds like, in a few numbers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from py_nodes.sdk import Audio, Node, Packet, param
from py_nodes.standard.power_spectra import ShortTimeSpectra, decibels

if TYPE_CHECKING:
    import numpy.typing as npt


class SpectralFeaturesNode(Node):
    """Describes each piece of audio.

    In: audio; several channels count as their mean. Out, for each packet (JSON): ``start_s``, ``end_s``
    and ``duration_s``; ``rms_db`` relative to full scale (a full-scale sine has -3.0); of the mean power
    spectrum ``centroid_hz``, ``bandwidth_hz`` (its standard deviation around the centroid), ``rolloff_hz``
    (below which the share `rolloff` of the power lies) and ``flatness`` (geometric over arithmetic mean,
    1 for white noise); ``zero_crossing_rate`` (sign changes per sample). Silence has null for the
    spectral ones. Figures are rounded to what is audible, so that every host gives the same.
    """

    inputs = {"default": "audio"}  # noqa: RUF012 - declared by the base class as ClassVar
    outputs = {"default": "json"}  # noqa: RUF012
    wants_packets = True

    @dataclass(frozen=True)
    class Params:
        """What the manifest may set."""

        window_ms: float = param(
            32.0, help="Length of the analysed frames.", minimum=1, maximum=1000, unit="ms"
        )
        hop_ms: float = param(16.0, help="From one frame to the next.", minimum=0.5, maximum=1000, unit="ms")
        rolloff: float = param(0.85, help="Share of the power below rolloff_hz.", minimum=0.01, maximum=0.999)

    params: Params

    def process(self, packet: Packet) -> dict[str, Any]:
        """Describes one piece."""
        audio = packet.value
        if not isinstance(audio, Audio):
            raise TypeError(f"SpectralFeaturesNode takes audio, it was given a {type(audio).__name__}")
        start = packet.timestamp or 0.0
        mono = audio.mono()
        return {
            "start_s": round(start, 3),
            "end_s": round(start + audio.seconds, 3),
            "duration_s": round(audio.seconds, 3),
            "rms_db": rms_db(mono),
            **self._spectral(mono, audio.sample_rate),
            "zero_crossing_rate": zero_crossing_rate(mono),
        }

    def _spectral(self, mono: npt.NDArray[np.float32], sample_rate: float) -> dict[str, float | None]:
        spectra = ShortTimeSpectra(sample_rate, self.params.window_ms, self.params.hop_ms)
        power = np.zeros(len(spectra.frequencies))
        for block in spectra.blocks(mono):
            power += block.sum(axis=0)
        # Without the constant part, which is no sound.
        power, frequencies = power[1:] / spectra.frames(len(mono)), spectra.frequencies[1:]
        total = power.sum()
        if not total > 1e-16:
            return {"centroid_hz": None, "bandwidth_hz": None, "rolloff_hz": None, "flatness": None}
        centroid = (frequencies * power).sum() / total
        bandwidth = np.sqrt(((frequencies - centroid) ** 2 * power).sum() / total)
        reached = np.searchsorted(np.cumsum(power), self.params.rolloff * total)
        flatness = np.exp(np.log(np.maximum(power, 1e-20)).mean()) / power.mean()
        return {
            "centroid_hz": round(float(centroid), 1),
            "bandwidth_hz": round(float(bandwidth), 1),
            "rolloff_hz": round(float(frequencies[min(reached, len(frequencies) - 1)]), 1),
            "flatness": round(float(flatness), 4),
        }


def rms_db(mono: npt.NDArray[np.float32]) -> float:
    """Root mean square in dB of full scale, not below -120."""
    if not len(mono):
        return -120.0
    return round(float(decibels(np.square(mono, dtype=np.float64).mean())), 2)


def zero_crossing_rate(mono: npt.NDArray[np.float32]) -> float:
    """Sign changes per sample, 0 to 1; zero counts as positive."""
    if len(mono) < 2:
        return 0.0
    negative = mono < 0
    return round(float(np.count_nonzero(negative[1:] != negative[:-1]) / (len(mono) - 1)), 5)
