"""Audio as nodes see it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple, Self

from py_nodes.sdk.element_types import is_array, numpy

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    AnyArray = npt.NDArray[Any]

# What an integer sample is divided by.
FULL_SCALE = {"int16": float(1 << 15), "int32": float(1 << 31)}

# Below this a number beside an array is more likely a score or an index than a rate.
LEAST_RATE = 1_000
MOST_RATE = 10_000_000

# More rows than this are far more likely to be (frames, channels) by mistake.
MOST_CHANNELS = 64


class AudioPair(NamedTuple):
    """The older SDK's form of audio, which nodes recognise by ``isinstance(data, tuple)`` and its length."""

    samples: npt.NDArray[np.float32]
    sample_rate: int | float


class Audio(AudioPair):
    """A piece of audio: ``samples`` float32 in [-1, 1] of shape (channels, frames), ``sample_rate`` in Hz.

    It is a tuple of exactly these two, so ``samples, rate = audio`` works.
    """

    __slots__ = ()

    def __new__(cls, samples: npt.ArrayLike, sample_rate: float) -> Self:
        """Takes one channel (frames,) or several (channels, frames).

        float32 is taken as it is, without a copy; other floating-point samples are converted; int16 and
        int32 samples are scaled to [-1, 1).

        Raises:
            TypeError: samples of another type.
            ValueError: another shape, or a sample rate that is not a positive number.
        """
        return super().__new__(cls, planar_float32(samples), plain_rate(sample_rate))

    @property
    def channels(self) -> int:
        """Number of channels."""
        return int(self.samples.shape[0])

    @property
    def frames(self) -> int:
        """Samples in each channel."""
        return int(self.samples.shape[1])

    @property
    def seconds(self) -> float:
        """Duration, s."""
        return self.frames / self.sample_rate

    def mono(self) -> npt.NDArray[np.float32]:
        """The mean of the channels, shape (frames,); with one channel a view of it, not a copy."""
        if self.samples.shape[0] == 1:
            only: npt.NDArray[np.float32] = self.samples[0]
            return only
        mixed: npt.NDArray[np.float32] = self.samples.mean(axis=0)
        return mixed


def planar_float32(samples: npt.ArrayLike) -> npt.NDArray[np.float32]:
    """Samples as (channels, frames) float32; see `Audio` for what is taken and refused."""
    array: AnyArray = numpy().asarray(samples)
    if (
        array.ndim == 2
        and array.dtype.char == "f"
        and array.shape[0] <= MOST_CHANNELS
        and array.dtype.isnative
    ):
        return array
    if array.ndim == 1:
        array = array[None]
    if array.ndim != 2:
        msg = f"audio has the shape (channels, frames) or (frames,), these samples have {array.shape}"
        raise ValueError(msg)
    if array.shape[0] > MOST_CHANNELS:
        msg = (
            f"audio of shape {array.shape} would have {array.shape[0]} channels; "
            "if these are (frames, channels), hand over samples.T"
        )
        raise ValueError(msg)
    if array.dtype.char == "f" and array.dtype.isnative:
        return array
    if array.dtype.kind == "f":
        return array.astype("float32")
    if array.dtype.name in FULL_SCALE:
        return (array / FULL_SCALE[array.dtype.name]).astype("float32")
    msg = f"audio samples are floating-point, int16 or int32, these are {array.dtype}"
    raise TypeError(msg)


def plain_rate(rate: float) -> int | float:
    """A sample rate in Hz as a plain number, an int where it is whole."""
    if type(rate) is int and rate > 0:
        return rate
    value = float(rate)
    if not 0 < value < float("inf"):
        msg = f"a sample rate is a positive number of Hz, not {rate!r}"
        raise ValueError(msg)
    return int(value) if value.is_integer() else value


def is_audio_pair(value: tuple[Any, ...]) -> bool:
    """Whether a plain tuple is the older SDK's audio: a 1-D or 2-D array of samples and a rate in Hz."""
    if len(value) != 2 or not is_array(value[0]):
        return False
    samples, rate = value
    if samples.ndim not in (1, 2) or not (samples.dtype.kind == "f" or samples.dtype.name in FULL_SCALE):
        return False
    if type(rate) is not int and not (isinstance(rate, (float, numpy().number)) and rate == rate // 1):
        return False
    return bool(LEAST_RATE <= rate <= MOST_RATE)
