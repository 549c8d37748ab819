"""Samples as such: taken out of audio, or given the resolution of an integer format."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from py_nodes.sdk import Audio, Node, param

if TYPE_CHECKING:
    import numpy.typing as npt

#: Integer formats and what a full-scale sample is in them.
FULL_SCALES: dict[str, tuple[type[np.signedinteger[Any]], float]] = {
    "i16": (np.int16, float(1 << 15)),
    "i32": (np.int32, float(1 << 31)),
}


class ExtractAudioDataNode(Node):
    """Gives the samples of audio as a plain array.

    In: audio; anything else gives nothing. Out: a tensor of one dimension, float32, channel after channel.
    """

    def process(self, value: Any) -> npt.NDArray[np.float32] | None:  # noqa: ANN401 - see the class
        """One array for each piece of audio."""
        return value.samples.reshape(-1) if isinstance(value, Audio) else None


class FormatConverterNode(Node):
    """Gives audio the resolution of another sample format.

    In: audio; anything else passes as it is. Out: audio with the samples that the format can hold.
    Between nodes audio is always float32, so ``f32`` changes nothing, and integers come out divided by
    their full scale again. Fractions are cut off. What the format cannot hold wraps around, as it does
    in the SDK: +1.0 becomes -1.0.
    """

    @dataclass(frozen=True)
    class Params:
        """What the manifest may set."""

        target_format: Literal["f32", "i16", "i32"] = param("f32", help="Format of the samples.")

    params: Params

    def process(self, value: Any) -> Any:  # noqa: ANN401 - see the class
        """One piece, one piece."""
        if not isinstance(value, Audio) or self.params.target_format == "f32":
            return value
        integer, scale = FULL_SCALES[self.params.target_format]
        # By way of 64 bits: what a float beyond an integer's range becomes differs between processors.
        wide = (value.samples.astype(np.float64) * scale).astype(np.int64)
        return Audio(wide.astype(integer), value.sample_rate)
