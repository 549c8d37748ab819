"""What in-process plug-ins of the older SDK are given and give.

They are plain classes whose ``initialize`` is given the params. Audio reaches them as a dict of interleaved
samples, and comes back as such a dict or as an object with the same attributes; all else is a plain value.
"""

from __future__ import annotations

from typing import Any

from py_nodes.sdk.audio import AudioPair, planar_float32
from py_nodes.sdk.element_types import numpy
from py_nodes.sdk.packet import Packet

#: Names of the kind of a value, as the SDK's two bridges into Python have them.
KINDS = ("data_type", "type")


def given_to_plug_in(value: Any, metadata: dict[str, Any]) -> Any:  # noqa: ANN401
    """Audio as ``{"data_type": "audio", "samples": [interleaved floats], "sample_rate", "channels"}``."""
    if not isinstance(value, AudioPair):
        return value
    said = dict.fromkeys(KINDS, "audio") | {
        "samples": value.samples.T.reshape(-1).tolist(),
        "sample_rate": int(value.sample_rate),
        "channels": value.samples.shape[0],
    }
    return said | ({"metadata": metadata} if metadata else {})


def given_by_plug_in(result: Any) -> Any:  # noqa: ANN401
    """Audio of such a dict or object, as a packet; anything else as it is.

    Raises:
        ValueError: samples that do not divide into the channels.
    """
    fields = result if isinstance(result, dict) else getattr(result, "__dict__", {})
    if "samples" not in fields or "sample_rate" not in fields:
        return result
    if not any(fields.get(kind) == "audio" for kind in KINDS):
        return result
    samples = numpy().asarray(fields["samples"], "float32").reshape(-1)
    channels = max(1, int(fields.get("channels") or 1))
    if samples.size % channels:
        raise ValueError(f"{samples.size} samples do not divide into {channels} channels")
    audio = AudioPair(planar_float32(samples.reshape(-1, channels).T), fields["sample_rate"])
    return Packet(audio, metadata=dict(fields.get("metadata") or {}))
