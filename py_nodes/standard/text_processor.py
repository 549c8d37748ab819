"""Text operations, as the RemoteMedia SDK's node of this name has them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from py_nodes.sdk import Node

if TYPE_CHECKING:
    from collections.abc import Callable

OPERATIONS: dict[str, Callable[[str], str | int]] = {
    "uppercase": str.upper,
    "lowercase": str.lower,
    "reverse": lambda text: text[::-1],
    "word_count": lambda text: len(text.split()),
    "char_count": len,
    "title_case": str.title,
    "remove_spaces": lambda text: text.replace(" ", ""),
    "first_word": lambda text: (text.split() or [""])[0],
    "last_word": lambda text: (text.split() or [""])[-1],
}


class TextProcessorNode(Node):
    """Applies operations to a text.

    In: ``{"text", "operations": ["uppercase"]}`` (JSON). Out: ``{"original_text", "operations",
    "results": {operation: value}, "processed_by", "node_config"}``. What is no such object is answered by
    ``{"error", "input", "processed_by"}``, not refused: that is how the SDK's node behaves, and why its
    ports take anything. An unknown operation X gives ``results["unknown_operation_X"]``. Params are not
    read, only shown under ``node_config``.
    """

    def process(self, value: Any) -> dict[str, Any]:  # noqa: ANN401 - see the class
        """One request, one answer."""
        processed_by = f"{type(self).__name__}[{self.name}]"
        if not isinstance(value, dict) or "text" not in value:
            return {
                "error": "Input must be an object with 'text' and, where it is not uppercase, 'operations'.",
                "input": value,
                "processed_by": processed_by,
            }
        text = value["text"] if isinstance(value["text"], str) else str(value["text"])
        operations = value.get("operations", ["uppercase"])
        if not isinstance(operations, list):
            operations = [operations]
        results: dict[str, Any] = {}
        for word in operations:
            operation = OPERATIONS.get(word) if isinstance(word, str) else None
            if operation is None:
                results[f"unknown_operation_{word}"] = f"Operation '{word}' not supported"
            else:
                results[word] = operation(text)
        return {
            "original_text": text,
            "operations": operations,
            "results": results,
            "processed_by": processed_by,
            "node_config": self.config,
        }
