"""The SDK's native `RuntimeData` and its conversions, under their name."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .core.multiprocessing.data import RuntimeData

if TYPE_CHECKING:
    import numpy.typing as npt

__all__ = ["RuntimeData", "audio_to_numpy", "numpy_to_audio"]


def numpy_to_audio(array: npt.NDArray[Any], sample_rate: int, channels: int = 1) -> RuntimeData:
    """Audio of an array of shape (samples,) or (samples, channels)."""
    return RuntimeData.audio(array.reshape(-1).astype("float32"), sample_rate, channels)


def audio_to_numpy(data: RuntimeData) -> npt.NDArray[Any]:
    """Its samples: (samples,) of one channel, (samples, channels) of several."""
    samples = data.as_numpy()
    channels = data.metadata.channels
    return samples.reshape(-1, channels) if channels > 1 else samples
