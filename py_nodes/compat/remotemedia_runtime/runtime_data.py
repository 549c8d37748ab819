"""As ``remotemedia.runtime_data``."""

from remotemedia.runtime_data import RuntimeData, audio_to_numpy, numpy_to_audio  # type: ignore[import-not-found]

__all__ = ["RuntimeData", "audio_to_numpy", "numpy_to_audio"]
