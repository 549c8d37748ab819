"""`RuntimeData`: a value with its type, as nodes of the older SDK's last years are given it.

The SDK had two classes of this name, in Python (``core.multiprocessing.data``) and in Rust
(``runtime_data``). This one does what both did.
"""

from __future__ import annotations

import json
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from py_nodes.sdk.audio import AudioPair, planar_float32
from py_nodes.sdk.element_types import is_array, numpy
from py_nodes.sdk.packet import Packet

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

if TYPE_CHECKING:
    import numpy.typing as npt

__all__ = ["RuntimeData"]

#: numpy's names of the sample formats that audio of bytes may have, and what full scale is in them.
SAMPLES = {"f32": ("<f4", 1.0), "i16": ("<i2", 32768.0), "i32": ("<i4", 2147483648.0)}


class AudioParts(NamedTuple):
    """What `RuntimeData.as_audio` gives: samples are float32 bytes, interleaved."""

    samples: bytes
    sample_rate: int
    channels: int
    format: str
    num_samples: int


@dataclass
class RuntimeData:
    """One value. Audio is ONE interleaved array of one dimension, unlike everywhere else here."""

    type: DataType
    payload: Any
    session_id: str = ""
    #: Seconds since 1970.
    timestamp: float | None = None
    metadata: Any = None

    def __post_init__(self) -> None:
        """Text is kept as UTF-8, as in the SDK; what was left out is filled in."""
        if self.timestamp is None:
            self.timestamp = time.time()
        if self.type is DataType.TEXT:
            if isinstance(self.payload, str):
                self.payload = self.payload.encode()
            self.metadata = self.metadata or TextMetadata()

    @classmethod
    def audio(  # noqa: PLR0917 - the SDK's own signature
        cls,
        samples: Any,  # noqa: ANN401 - an array, a list, or bytes in `format`
        sample_rate: int,
        channels: int = 1,
        session_id: str = "",
        format: Any = AudioFormat.F32,  # noqa: A002, ANN401 - the SDK's own name; also "f32", "i16", "i32"
        num_samples: int | None = None,  # noqa: ARG003 - follows from the samples
    ) -> RuntimeData:
        """Audio of interleaved samples."""
        if isinstance(samples, (bytes, bytearray, memoryview)):
            name = format.name.lower() if isinstance(format, AudioFormat) else str(format)
            dtype, full = SAMPLES[name]
            raw = numpy().frombuffer(bytes(samples), dtype)
            samples, format = (raw.astype("<f4") / numpy().float32(full)), AudioFormat.F32  # noqa: A001
        elif not is_array(samples):
            samples = numpy().array(samples, "float32")
        milliseconds = int(len(samples) / channels / sample_rate * 1000)
        metadata = AudioMetadata(sample_rate, channels, format, milliseconds)
        return cls(DataType.AUDIO, samples, session_id, None, metadata)

    @classmethod
    def text(
        cls, text: str, session_id: str = "", language: str | None = None, channel: str = "tts"
    ) -> RuntimeData:
        """Text."""
        return cls(DataType.TEXT, text, session_id, None, TextMetadata("utf-8", language, channel))

    @classmethod
    def json(cls, value: Any, session_id: str = "") -> RuntimeData:  # noqa: ANN401
        """Anything that JSON holds."""
        return cls(DataType.JSON, value, session_id)

    @classmethod
    def binary(cls, value: bytes, session_id: str = "") -> RuntimeData:
        """Bytes."""
        return cls(DataType.BINARY, bytes(value), session_id)

    @classmethod
    def tensor(
        cls,
        data: Any,  # noqa: ANN401 - an array or lists of numbers
        session_id: str = "",
        dtype: TensorType = TensorType.F32,
    ) -> RuntimeData:
        """An array."""
        array = data if is_array(data) else numpy().array(data)
        return cls(DataType.TENSOR, array, session_id, None, TensorMetadata(array.shape, dtype))

    @classmethod
    def video(  # noqa: PLR0917 - the same
        cls,
        frame: Any,  # noqa: ANN401 - an array or bytes
        width: int,
        height: int,
        format: VideoFormat = VideoFormat.RGB,  # noqa: A002 - the SDK's own name
        fps: float = 30.0,
        session_id: str = "",
    ) -> RuntimeData:
        """One picture."""
        return cls(DataType.VIDEO, frame, session_id, None, VideoMetadata(width, height, format, fps))

    @classmethod
    def control_message(
        cls,
        message_type: ControlMessageType,
        segment_id: str | None = None,
        session_id: str = "",
        **more: Any,  # noqa: ANN401
    ) -> RuntimeData:
        """A wish to a node."""
        extra = {"extra": more["metadata"]} if "metadata" in more else {}
        fields = {key: value for key, value in more.items() if key != "metadata"} | extra
        metadata = ControlMessageMetadata(message_type, segment_id, **fields)
        payload = {"message_type": message_type.value, "segment_id": segment_id, **more}
        return cls(DataType.CONTROL_MESSAGE, payload, session_id, None, metadata)

    @classmethod
    def file(cls, path: str, session_id: str = "", **more: Any) -> RuntimeData:  # noqa: ANN401
        """A file by its path."""
        metadata = FileMetadata(path, **more)
        return cls(DataType.FILE, dict(vars(metadata)), session_id, None, metadata)

    @classmethod
    def __given__(cls, value: Any, metadata: dict[str, Any]) -> RuntimeData:  # noqa: ANN401
        """What a node is given, made from a value of a packet."""
        session = metadata.get("session_id")
        session = session if isinstance(session, str) else ""
        if isinstance(value, AudioPair):
            samples = numpy().ascontiguousarray(value.samples.T).reshape(-1)
            made = cls.audio(samples, int(value.sample_rate), value.samples.shape[0], session)
            made.metadata.annotations = metadata or None
            return made
        if isinstance(value, str):
            return cls.text(value, session)
        if is_array(value):
            return cls.tensor(value, session)
        return cls.binary(value, session) if isinstance(value, bytes) else cls.json(value, session)

    def __given_out__(self) -> Packet:
        """The value that goes on to the next node."""
        match self.type:
            case DataType.AUDIO:
                samples, channels = self.as_numpy(), max(1, self.metadata.channels)
                if samples.size % channels:
                    raise ValueError(f"{samples.size} samples do not divide into {channels} channels")
                planar = samples.reshape(-1, channels).T
                audio = AudioPair(planar_float32(planar), self.metadata.sample_rate)
                return Packet(audio, metadata=dict(self.metadata.annotations or {}))
            case DataType.TEXT:
                return Packet(self.as_text())
            case DataType.VIDEO:
                return Packet({**plain_fields(self.metadata), "frame": self.as_numpy()})
            case _:
                return Packet(self.payload)

    @property
    def size(self) -> int:
        """Bytes of the payload."""
        return int(getattr(self.payload, "nbytes", 0)) or len(
            self.payload if isinstance(self.payload, (bytes, str)) else b""
        )

    def as_numpy(self) -> npt.NDArray[Any]:
        """The payload as an array."""
        if is_array(self.payload):
            array: npt.NDArray[Any] = self.payload
            return array
        if isinstance(self.payload, bytes):
            raw: npt.NDArray[Any] = numpy().frombuffer(self.payload, "uint8")
            return raw
        raise ValueError(f"{self.data_type()} has no array")

    def as_text(self, encoding: str = "utf-8") -> str:
        """The text, without the mark of a channel that may stand before it: a zero, a length, a name."""
        if self.type is not DataType.TEXT:
            raise ValueError(f"this is {self.data_type()}, not text")
        if isinstance(self.payload, str):
            return self.payload
        body: bytes = self.payload
        if len(body) > 1 and body[0] == 0 and len(body) >= 2 + body[1]:
            body = body[2 + body[1] :]
        return body.decode(encoding)

    def as_audio(self) -> AudioParts:
        """Samples as bytes, rate, channels, format and how many samples there are."""
        if self.type is not DataType.AUDIO:
            raise ValueError(f"this is {self.data_type()}, not audio")
        samples = self.as_numpy().astype("<f4")
        rate, channels = self.metadata.sample_rate, self.metadata.channels
        return AudioParts(samples.tobytes(), rate, channels, "f32", samples.size)

    def as_json(self) -> Any:  # noqa: ANN401
        """The value; of text, what it says as JSON."""
        return json.loads(self.as_text()) if self.type is DataType.TEXT else self.payload

    def as_binary(self) -> bytes:
        """The bytes."""
        return self.payload if isinstance(self.payload, bytes) else self.as_numpy().tobytes()

    def data_type(self) -> str:
        """The type's name in small letters."""
        return self.type.name.lower()

    def is_audio(self) -> bool:
        """Whether it is audio."""
        return self.type is DataType.AUDIO

    def is_text(self) -> bool:
        """Whether it is text."""
        return self.type is DataType.TEXT

    def is_json(self) -> bool:
        """Whether it is JSON."""
        return self.type is DataType.JSON

    def is_binary(self) -> bool:
        """Whether it is bytes."""
        return self.type is DataType.BINARY

    def is_tensor(self) -> bool:
        """Whether it is an array."""
        return self.type in (DataType.TENSOR, DataType.NUMPY)

    def is_video(self) -> bool:
        """Whether it is a picture."""
        return self.type is DataType.VIDEO

    def is_file(self) -> bool:
        """Whether it is a file."""
        return self.type is DataType.FILE

    def is_control_message(self) -> bool:
        """Whether it is a wish to a node."""
        return self.type is DataType.CONTROL_MESSAGE

    def get_file_path(self) -> str:
        """The path of a file."""
        if self.type is not DataType.FILE:
            raise ValueError(f"this is {self.data_type()}, not a file")
        return str(self.payload["path"])


def plain_fields(metadata: VideoMetadata) -> dict[str, Any]:
    """Of a picture, as JSON."""
    return {"width": metadata.width, "height": metadata.height, "format": metadata.format.name.lower()}
