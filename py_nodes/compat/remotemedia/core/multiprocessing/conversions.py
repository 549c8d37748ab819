"""Between `RuntimeData` and arrays as numpy code has them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .values import RuntimeData

if TYPE_CHECKING:
    import numpy.typing as npt


def numpy_to_audio(array: npt.NDArray[Any], sample_rate: int, channels: int = 1) -> RuntimeData:
    """Audio of an array of shape (samples,) or (samples, channels)."""
    return RuntimeData.audio(array.reshape(-1).astype("float32"), sample_rate, channels)


def audio_to_numpy(data: RuntimeData) -> npt.NDArray[Any]:
    """Its samples: (samples,) of one channel, (samples, channels) of several."""
    samples = data.as_numpy()
    channels = data.metadata.channels
    return samples.reshape(-1, channels) if channels > 1 else samples
