"""Words of a command line and values of the environment as text, whatever the system's settings say."""

from __future__ import annotations

import os


def as_text(word: str) -> str:
    """A word as UTF-8, though the system's settings may name another encoding.

    Bytes that are not UTF-8 stay surrogates, as Python has them.
    """
    try:
        return os.fsencode(word).decode()
    except UnicodeError:
        return word


def is_text(word: str) -> bool:
    """Whether it has no bytes that are not UTF-8."""
    try:
        word.encode()
    except UnicodeEncodeError:
        return False
    return True
