"""Puts words that come one by one together to sentences, as the RemoteMedia SDK's node of this name does."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from py_nodes.sdk import Node, param

if TYPE_CHECKING:
    from collections.abc import Iterator

#: Says that a speaker has come to the end of what they said.
TEXT_END = "<|text_end|>"


class TextCollectorNode(Node):
    """Collects text until a sentence is whole.

    In: text, in pieces of any length; JSON strings count as text, anything else gives nothing. Out: text, a
    packet for each sentence with the marks that end it, without spaces around it. A sentence shorter than
    `min_sentence_length` characters goes with the next one. ``<|text_end|>`` in the text, and the end of
    the stream, give out what is left and then ``<|text_end|>``.
    """

    outputs = {"default": "text"}  # noqa: RUF012 - declared by the base class as ClassVar

    @dataclass(frozen=True)
    class Params:
        """What the manifest may set."""

        split_pattern: str = param(
            r"[.!?,;:\n]+", help="Regular expression of the marks that end a sentence."
        )
        min_sentence_length: int = param(
            3, help="Shorter ones go with the next.", minimum=0, unit="characters"
        )
        yield_partial_on_end: bool = param(
            default=True, help="What no mark has ended is given out at the end."
        )

        def __post_init__(self) -> None:
            """Refuses what is no regular expression."""
            try:
                re.compile(self.split_pattern)
            except re.error as error:
                msg = f"The parameter 'split_pattern' is no regular expression: {error}."
                raise ValueError(msg) from None

    params: Params

    def initialize(self) -> None:
        """Nothing is waiting yet."""
        self._waiting = ""
        self._marks = re.compile(self.params.split_pattern)

    def process(self, value: Any) -> Iterator[str]:  # noqa: ANN401 - see the class
        """The sentences that a piece of text completes."""
        if not isinstance(value, str):
            return
        first, *others = value.split(TEXT_END)
        self._waiting += first
        yield from self._whole_sentences()
        for text in others:
            yield from self.flush()
            self._waiting = text
            yield from self._whole_sentences()

    def flush(self) -> Iterator[str]:
        """What is left, then the mark of the end."""
        left, self._waiting = self._waiting.strip(), ""
        if left and self.params.yield_partial_on_end:
            yield left
        yield TEXT_END

    def _whole_sentences(self) -> Iterator[str]:
        begin = 0
        for mark in self._marks.finditer(self._waiting):
            sentence = self._waiting[begin : mark.end()].strip()
            if mark.end() > begin and len(sentence) >= self.params.min_sentence_length:
                begin = mark.end()
                yield sentence
        self._waiting = self._waiting[begin:]
