"""Exceptions of node code as causes: what was raised, where in the author's own files, and the way out."""

from __future__ import annotations

import sys
import traceback
from pathlib import Path
from typing import TYPE_CHECKING

from py_nodes.sdk.diagnostic import Cause, Diagnostic
from py_nodes.sdk.not_in_bundle import NotHereError

if TYPE_CHECKING:
    from types import TracebackType

# Frames of these say nothing about the author's code.
OWN_MODULES = (
    "py_nodes.sdk",
    "py_nodes.pyodide_adapter",
    "py_nodes.testing",
    "asyncio",
    "_pyodide",
    "pyodide",
)

#: Packages of the older SDK, of which `py_nodes/compat` has what nodes need.
OLDER_SDK = ("remotemedia", "remotemedia_runtime")

# More is no help to anybody, and a message may hold a whole array.
LONGEST_MESSAGE = 4_000
LONGEST_TRACEBACK = 20_000


class TimeLimit(BaseException):
    """Raised into a node that is at work for longer than it may; its `except Exception` does not hold it."""


class StopAsked(KeyboardInterrupt):
    """Raised into node code by a host whose user wants the run to stop.

    A `KeyboardInterrupt` that is none of these was raised by the node itself, and is its failure.
    """


# What the code of a node may raise of itself without ending the host, which may itself be cancelled
# meanwhile. Catch `StopAsked` before.
RAISED = (Exception, SystemExit, GeneratorExit, KeyboardInterrupt)

PACKAGES = Path(__file__).parents[2]


def cause_of(error: BaseException, bundle: str = "") -> Cause:
    """An exception with a traceback that begins in the node's own code; files are named as in the bundle.

    `bundle` is the folder that the bundle's files lie in.
    """
    # Of a syntax error the frames say only who imported the file.
    trail = None if isinstance(error, SyntaxError) else own_frames(error.__traceback__)
    told = traceback.TracebackException(type(error), error, trail, capture_locals=False)
    drop_import_machinery(told)
    cause: Cause = {
        "type": type(error).__qualname__,
        "message": shortened(short_names(message_of(error), bundle), LONGEST_MESSAGE),
        "traceback": shortened(short_names("".join(told.format()).rstrip(), bundle), LONGEST_TRACEBACK),
    }
    if place := place_in(bundle, error):
        cause["file"], cause["line"] = place
    if isinstance(error, ModuleNotFoundError) and error.name:
        cause["code"], cause["message"], cause["help"] = missing_module(error.name)
    elif isinstance(error, NotHereError):
        cause["code"], cause["help"] = error.code, error.help
    elif isinstance(error, TimeLimit):
        cause["code"] = "time-limit"
    elif isinstance(error, MemoryError):
        cause["code"] = "out-of-memory"
        cause["help"] = "Give it less data at once, or let go of what it keeps between packets."
    elif isinstance(error, ValueError) and "read-only" in cause["message"]:
        cause["code"] = "shared-value"
        cause["help"] = (
            "Other nodes are given this array too, so it cannot be written into: work on a copy of it "
            "(value = value.copy(), or audio.samples.copy())."
        )
    return cause


def message_of(error: BaseException) -> str:
    """What an exception says; its class where it says nothing, or cannot."""
    try:
        return str(error) or type(error).__qualname__
    except Exception:
        return type(error).__qualname__


def shortened(text: str, length: int) -> str:
    """A text without its middle where it is too long; its end says what was raised."""
    if len(text) <= length:
        return text
    return f"{text[: length // 2]}\n… {len(text) - length} characters left out …\n{text[-length // 2 :]}"


def own_frames(trail: TracebackType | None) -> TracebackType | None:
    """The traceback from the first frame that is not the runtime's; all of it where every frame is."""
    at = trail
    while at is not None:
        module = str(at.tb_frame.f_globals.get("__name__", ""))
        if not any(module == own or module.startswith(own + ".") for own in OWN_MODULES):
            return at
        at = at.tb_next
    return None


def drop_import_machinery(told: traceback.TracebackException | None) -> None:
    """Leaves out the frames of Python's import system, in the exception and in what led to it."""
    while told is not None:
        kept = [
            each
            for each in told.stack
            if not each.filename.startswith("<frozen importlib")
            and not each.filename.endswith("importlib/__init__.py")
        ]
        told.stack = traceback.StackSummary.from_list(kept)
        told = told.__cause__ or told.__context__


def short_names(text: str, bundle: str) -> str:
    """File names relative to the bundle, or to where the packages lie."""
    for folder in (bundle, str(PACKAGES)):
        if folder:
            for mark in ('"', "("):
                text = text.replace(f"{mark}{folder.rstrip('/')}/", mark)
    return text


def missing_module(name: str) -> tuple[str, str, str]:
    """Code, message and way out for an import of something that is not there."""
    top, _, rest = name.partition(".")
    if top == "nodes" and rest:
        return (
            "missing-module",
            f"The bundle has no module '{name}'.",
            f"Add nodes/{rest.replace('.', '/')}.py, or correct the import.",
        )
    if top in OLDER_SDK:
        return (
            "missing-module",
            f"The module '{name}' of the older SDK is not here.",
            "What nodes need of it is remotemedia.core, remotemedia.nodes.Node and remotemedia.runtime_data. "
            "Name the SDK's own nodes in the manifest, or put its file into the bundle's nodes folder.",
        )
    if top in sys.modules and rest:
        return "missing-module", f"The package '{top}' has no module '{name}'.", "Correct the import."
    if top in sys.stdlib_module_names:
        return (
            "missing-package",
            f"The module '{top}' of Python's standard library is not part of this Python.",
            "The browser's Python leaves out what needs processes, sockets or a screen: do without it.",
        )
    return (
        "missing-package",
        f"The package '{top}' is not here.",
        f"Put a wheel of '{top}' into the bundle's folder wheels/, "
        "or do without: Python's standard library and numpy are always there.",
    )


def import_problem(error: BaseException, file: str, bundle: str) -> Diagnostic:
    """What went wrong while a bundle's Python file was imported. `file` is its name in the bundle."""
    cause = cause_of(error, bundle)
    found: Diagnostic = {
        "severity": "error",
        "code": cause.pop("code", "node-import"),
        "message": f"{file} cannot be imported: {cause['type']}: {cause['message']}",
        "file": file,
        "help": cause.pop("help", "Correct the file; the traceback shows the line."),
        "cause": cause,
    }
    move_place(cause, found)
    if isinstance(error, SyntaxError) and error.filename:
        found["code"] = "python-syntax"
        found["file"] = error.filename.removeprefix(bundle.rstrip("/") + "/") if bundle else error.filename
        found["line"] = error.lineno or 1
        if error.offset:
            found["column"] = error.offset
        found["message"] = f"{found['file']}, line {found['line']}: {error.msg}"
        found["help"] = "Correct the line."
        return found
    return found


def place_in(bundle: str, error: BaseException) -> tuple[str, int] | None:
    """File and line of the innermost of the bundle's own frames that an exception passed through."""
    inside = bundle.rstrip("/") + "/"
    if not bundle:
        return None
    if isinstance(error, SyntaxError) and (error.filename or "").startswith(inside):
        return str(error.filename).removeprefix(inside), error.lineno or 1
    found = None
    trail = error.__traceback__
    while trail is not None:
        name = trail.tb_frame.f_code.co_filename
        if name.startswith(inside):
            found = (name.removeprefix(inside), trail.tb_lineno)
        trail = trail.tb_next
    return found


def move_place(cause: Cause, found: Diagnostic) -> None:
    """Makes the place that a cause tells the place of the diagnostic that the cause belongs to."""
    if "file" in cause and "line" in cause:
        found["file"], found["line"] = cause.pop("file"), cause.pop("line")
