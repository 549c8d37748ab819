"""The two functions of librosa that node files of the older SDK call, in numpy.

librosa itself needs compiled packages that no page has. Where it is installed, it is found before this.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

AnyArray = np.ndarray[Any, np.dtype[Any]]

#: Zero crossings of the sinc on each side, and the form of the Kaiser window over it (100 dB).
CROSSINGS = 32
BETA = 10.06
#: Where the pass band ends, of the lower rate's half.
PASSED = 0.94
#: Output samples at a time: bounds the memory that a long recording takes.
AT_A_TIME = 4096


def resample(y: AnyArray, *, orig_sr: float, target_sr: float, **_quality: Any) -> AnyArray:  # noqa: ANN401
    """`y` at another rate along its last axis: ceil(n · target / orig) samples, by a windowed sinc.

    Other keywords of librosa's function are taken and mean nothing.
    """
    if orig_sr == target_sr:
        return y.copy()
    common = math.gcd(int(orig_sr), int(target_sr))
    up, down = int(target_sr) // common, int(orig_sr) // common
    bank, reach = filter_bank(up, down)
    count = math.ceil(y.shape[-1] * up / down)
    rows = y.reshape(-1, y.shape[-1])
    out = np.empty((len(rows), count), y.dtype)
    for row, samples in enumerate(rows):
        windows = np.lib.stride_tricks.sliding_window_view(np.pad(samples, reach), 2 * reach)
        for begin in range(0, count, AT_A_TIME):
            at = np.arange(begin, min(begin + AT_A_TIME, count), dtype=np.int64) * down
            taps = windows[np.minimum(at // up + 1, len(windows) - 1)]
            out[row, begin : begin + len(at)] = np.einsum("ij,ij->i", taps, bank[at % up])
    return out.reshape(*y.shape[:-1], count)


def to_mono(y: AnyArray) -> AnyArray:
    """The mean of the channels, shape (samples,)."""
    mixed: AnyArray = y.mean(axis=0) if y.ndim > 1 else y
    return mixed


def filter_bank(up: int, down: int) -> tuple[AnyArray, int]:
    """Taps for each of the `up` places between two samples, shape (up, 2 · reach), and the reach."""
    cutoff = PASSED * min(1.0, up / down)
    reach = math.ceil(CROSSINGS / min(1.0, up / down))
    # Tap k of phase p lies at k - reach + 1 - p / up samples from the place that is asked for.
    offsets = np.arange(2 * reach) - reach + 1 - np.arange(up)[:, None] / up
    window = np.i0(BETA * np.sqrt(np.clip(1 - (offsets / reach) ** 2, 0, 1))) / np.i0(BETA)
    bank: AnyArray = cutoff * np.sinc(cutoff * offsets) * window
    # A constant stays what it is.
    return bank / bank.sum(axis=1, keepdims=True), reach
