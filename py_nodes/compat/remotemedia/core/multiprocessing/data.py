"""What the SDK has under this name: `RuntimeData`, what describes it, and its conversions."""

from __future__ import annotations

from .conversions import audio_to_numpy, numpy_to_audio
from .metadata import (
    AudioFormat,
    AudioMetadata,
    ControlMessageMetadata,
    ControlMessageType,
    DataType,
    FileMetadata,
    TensorMetadata,
    TensorType,
    TextMetadata,
    VideoFormat,
    VideoMetadata,
)
from .values import RuntimeData

__all__ = [
    "AudioFormat",
    "AudioMetadata",
    "ControlMessageMetadata",
    "ControlMessageType",
    "DataType",
    "FileMetadata",
    "RuntimeData",
    "TensorMetadata",
    "TensorType",
    "TextMetadata",
    "VideoFormat",
    "VideoMetadata",
    "audio_to_numpy",
    "numpy_to_audio",
]
