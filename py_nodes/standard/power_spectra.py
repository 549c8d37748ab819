"""Short-time power spectra: the frames, the window and the scale that the spectral nodes share."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator

    import numpy.typing as npt

    Float64 = npt.NDArray[np.float64]

#: Frames that are transformed at once: long recordings need no more memory than short ones.
BLOCK_FRAMES = 2048

#: Power of a full-scale sine is 1, and nothing is quieter than this.
FLOOR_DB = -120.0


class ShortTimeSpectra:
    """Power spectra of Hann-windowed frames; a sine of amplitude 1 gives 1 in its bin."""

    def __init__(self, sample_rate: float, window_ms: float, hop_ms: float) -> None:
        """Lengths in ms are rounded to whole samples."""
        self.sample_rate = sample_rate
        self.window = max(2, round(sample_rate * window_ms / 1000))
        self.hop = max(1, round(sample_rate * hop_ms / 1000))
        # Periodic, so that overlapping windows add up evenly.
        self.shape = 0.5 - 0.5 * np.cos(2 * np.pi * np.arange(self.window) / self.window)
        self.scale = (2 / self.shape.sum()) ** 2
        self.frequencies = np.arange(self.window // 2 + 1, dtype=np.float64) * (sample_rate / self.window)

    def frames(self, samples: int) -> int:
        """How many frames so many samples make; the last is filled up with zeros."""
        return max(1, 1 + -(-(samples - self.window) // self.hop))

    def blocks(self, mono: npt.NDArray[np.float32]) -> Iterator[Float64]:
        """Spectra of shape (frames, window // 2 + 1), a block of frames at a time. `mono`: (samples,)."""
        count = self.frames(len(mono))
        for first in range(0, count, BLOCK_FRAMES):
            last = min(count, first + BLOCK_FRAMES)
            begin, end = first * self.hop, (last - 1) * self.hop + self.window
            piece = np.zeros(end - begin, dtype=np.float64)
            have = mono[begin:end]
            piece[: len(have)] = have
            cut = np.lib.stride_tricks.sliding_window_view(piece, self.window)[:: self.hop]
            bins = np.fft.rfft(cut * self.shape, axis=1)
            yield (bins.real**2 + bins.imag**2) * self.scale


def decibels(power: npt.ArrayLike) -> Float64:
    """Power as dB of a full-scale sine's, not below `FLOOR_DB`."""
    least = 10 ** (FLOOR_DB / 10)
    result: Float64 = 10 * np.log10(np.maximum(np.asarray(power, dtype=np.float64), least))
    return result
