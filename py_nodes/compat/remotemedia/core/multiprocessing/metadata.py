"""What stands beside the payload of a `RuntimeData`, by its type."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import Any


class DataType(Enum):
    """What a `RuntimeData` holds."""

    AUDIO = 1
    VIDEO = 2
    TEXT = 3
    TENSOR = 4
    CONTROL_MESSAGE = 5
    NUMPY = 6
    FILE = 7
    JSON = 8
    BINARY = 9


class AudioFormat(Enum):
    """How samples are held."""

    F32 = 1
    I16 = 2
    I24 = 3
    I32 = 4
    U8 = 5


class VideoFormat(Enum):
    """How pixels are held."""

    RGB = 1
    RGBA = 2
    YUV420 = 3
    YUV422 = 4
    YUV444 = 5
    BGR = 6


class TensorType(Enum):
    """Element types."""

    F32 = 1
    F64 = 2
    I32 = 3
    I64 = 4
    U8 = 5
    U16 = 6


class ControlMessageType(Enum):
    """What a control message asks for."""

    CANCEL_SPECULATION = "CancelSpeculation"
    BATCH_HINT = "BatchHint"
    DEADLINE_WARNING = "DeadlineWarning"


@dataclass
class AudioMetadata:
    """Of audio."""

    sample_rate: int
    channels: int
    format: AudioFormat = AudioFormat.F32
    duration_ms: int = 0
    annotations: dict[str, Any] | None = None


@dataclass
class VideoMetadata:
    """Of one picture."""

    width: int
    height: int
    format: VideoFormat = VideoFormat.RGB
    fps: float = 30.0


@dataclass
class TextMetadata:
    """Of text. `channel` "ui" is text to be shown, "tts" to be spoken."""

    encoding: str = "utf-8"
    language: str | None = None
    channel: str = "tts"


@dataclass
class TensorMetadata:
    """Of an array."""

    shape: tuple[int, ...]
    dtype: TensorType = TensorType.F32


@dataclass
class ControlMessageMetadata:
    """Of a control message."""

    message_type: ControlMessageType
    segment_id: str | None = None
    from_timestamp: int | None = None
    to_timestamp: int | None = None
    suggested_batch_size: int | None = None
    deadline_us: int | None = None
    extra: dict[str, Any] | None = None


@dataclass
class FileMetadata:
    """Of a file."""

    path: str
    filename: str | None = None
    mime_type: str | None = None
    size: int | None = None
    offset: int | None = None
    length: int | None = None
    stream_id: str | None = None
