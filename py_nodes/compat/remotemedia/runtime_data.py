"""The SDK's native `RuntimeData` and its conversions, under their name."""

from __future__ import annotations

from .core.multiprocessing.data import RuntimeData, audio_to_numpy, numpy_to_audio

__all__ = ["RuntimeData", "audio_to_numpy", "numpy_to_audio"]
