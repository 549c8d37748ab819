"""Whether a package's Python files can be compiled: nothing of them is run."""

from __future__ import annotations

import sys
import warnings
from typing import TYPE_CHECKING

from rmpkg.bundle.diagnostic import problem

if TYPE_CHECKING:
    from rmpkg.bundle.diagnostic import Diagnostic
    from rmpkg.bundle.sources import Sources


def syntax_problems(sources: Sources) -> list[Diagnostic]:
    """What this Python cannot compile of the files under `nodes/`, each with its line."""
    names = [name for name in sources.files() if name.startswith("nodes/") and name.endswith(".py")]
    return [found for name in names if (found := _problem_of(name, sources.read(name)))]


def _problem_of(name: str, code: bytes) -> Diagnostic | None:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of a backslash, say: it runs all the same
            compile(code, name, "exec", dont_inherit=True)
    except SyntaxError as error:
        line = error.lineno or 1
        found = problem("python-syntax", f"{name}, line {line}: {error.msg}", _way_out(), file=name)
        found["line"] = line
        if error.offset:
            found["column"] = error.offset
        return found
    except (ValueError, RecursionError, MemoryError) as error:  # null bytes; brackets in brackets without end
        return problem("python-syntax", f"{name} cannot be compiled: {error}", _way_out(), file=name)
    return None


def _way_out() -> str:
    return f"Correct it: Python {sys.version_info.major}.{sys.version_info.minor} cannot import this file."
