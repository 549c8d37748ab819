"""The standard Python nodes. Each is imported only when a graph names it."""

from __future__ import annotations

import importlib
from typing import Any

from py_nodes.sdk.registry import node_classes

#: Node types and the modules that define them.
MODULES = {
    "AudioBufferAccumulatorNode": "utterances",
    "BufferNode": "buffer",
    "CodeExecutorNode": "code_executor",
    "DataTransformNode": "data_transform",
    "ExtractAudioDataNode": "audio_samples",
    "FormatConverterNode": "audio_samples",
    "SpectralFeaturesNode": "spectral_features",
    "SpectrogramNode": "spectrogram",
    "TextCollectorNode": "text_collector",
    "TextProcessorNode": "text_processor",
    "VADNode": "speech_energy",
    "VoiceActivityDetector": "speech_energy",
}


def find_standard(node_type: str) -> type[Any] | None:
    """The class of a standard node type, or None."""
    module = MODULES.get(node_type)
    if module is None:
        return None
    return node_classes(importlib.import_module(f"{__name__}.{module}"))[node_type]
