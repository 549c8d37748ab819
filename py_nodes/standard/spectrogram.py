"""Sound over time and frequency, for a plot."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np

from py_nodes.sdk import Audio, Node, Packet, param
from py_nodes.standard.power_spectra import ShortTimeSpectra, decibels

if TYPE_CHECKING:
    import numpy.typing as npt

    Float64 = npt.NDArray[np.float64]


class SpectrogramNode(Node):
    """Gives the spectrogram of each piece of audio.

    In: audio; several channels count as their mean. Out: a float32 tensor of shape (bands, frames) in dB of
    a full-scale sine, rounded to 0.1 so that every host gives the same, lowest band first. Its metadata
    names the axes: ``{"axes": [{"name", "unit", "values"}, {"name", "unit", "start", "step"}], "unit",
    "title"}``.
    """

    inputs = {"default": "audio"}  # noqa: RUF012 - declared by the base class as ClassVar
    outputs = {"default": "tensor"}  # noqa: RUF012
    wants_packets = True

    @dataclass(frozen=True)
    class Params:
        """What the manifest may set."""

        bands: int = param(64, help="Number of frequency bands.", minimum=1, maximum=1024)
        scale: Literal["mel", "log"] = param("mel", help="How the bands are spaced.")
        minimum_hz: float = param(50.0, help="Centre of the lowest band.", minimum=1, unit="Hz")
        maximum_hz: float | None = param(
            None, help="Centre of the highest band; null is half the sample rate."
        )
        window_ms: float = param(32.0, help="Length of a frame.", minimum=1, maximum=1000, unit="ms")
        hop_ms: float = param(16.0, help="From one frame to the next.", minimum=0.5, maximum=1000, unit="ms")

        def __post_init__(self) -> None:
            if self.maximum_hz is not None and self.maximum_hz <= self.minimum_hz:
                raise ValueError(
                    f"maximum_hz ({self.maximum_hz}) must be above minimum_hz ({self.minimum_hz})"
                )

    params: Params

    def process(self, packet: Packet) -> Packet:
        """The spectrogram of one piece."""
        audio = packet.value
        if not isinstance(audio, Audio):
            raise TypeError(f"SpectrogramNode takes audio, it was given a {type(audio).__name__}")
        spectra = ShortTimeSpectra(audio.sample_rate, self.params.window_ms, self.params.hop_ms)
        centres = self.centres(audio.sample_rate)
        weights = triangles(spectra.frequencies, centres)
        levels = np.empty((self.params.bands, spectra.frames(audio.frames)), dtype=np.float32)
        at = 0
        for block in spectra.blocks(audio.mono()):
            levels[:, at : at + len(block)] = np.round(decibels(weights @ block.T), 1)
            at += len(block)
        return Packet(levels, metadata=self._axes(packet.timestamp or 0.0, centres, spectra))

    def centres(self, sample_rate: float) -> Float64:
        """Centres of the bands, Hz, rising."""
        highest = min(self.params.maximum_hz or sample_rate / 2, sample_rate / 2)
        lowest = min(self.params.minimum_hz, highest / 2)
        if self.params.scale == "log":
            return np.geomspace(lowest, highest, self.params.bands)
        # O'Shaughnessy's mel scale.
        first, last = (float(2595 * np.log10(1 + each / 700)) for each in (lowest, highest))
        mel = np.linspace(first, last, self.params.bands)
        hertz: Float64 = 700 * (10 ** (mel / 2595) - 1)
        return hertz

    def _axes(self, start: float, centres: Float64, spectra: ShortTimeSpectra) -> dict[str, object]:
        return {
            "title": "Spectrogram",
            "unit": "dB",
            "axes": [
                {"name": "frequency", "unit": "Hz", "values": [round(float(each), 1) for each in centres]},
                {
                    "name": "time",
                    "unit": "s",
                    "start": round(start, 3),
                    "step": round(spectra.hop / spectra.sample_rate, 6),
                },
            ],
        }


def triangles(frequencies: Float64, centres: Float64) -> Float64:
    """Weights of shape (bands, bins): overlapping triangles of sum 1, each at least one bin wide."""
    if len(centres) == 1:
        edges = np.array([0.0, centres[0], frequencies[-1]])
    else:
        steps = np.diff(centres)
        edges = np.concatenate(([centres[0] - steps[0]], centres, [centres[-1] + steps[-1]]))
    bin_width = frequencies[1] - frequencies[0]
    below = np.maximum(np.diff(edges)[:-1], bin_width)[:, None]
    above = np.maximum(np.diff(edges)[1:], bin_width)[:, None]
    away = frequencies[None, :] - centres[:, None]
    weights: Float64 = np.clip(1 - np.where(away < 0, -away / below, away / above), 0, None)
    weights /= weights.sum(axis=1, keepdims=True)
    return weights
