"""How diagnostics, verdicts and numbers look in a terminal: the same everywhere."""

from __future__ import annotations

import json
import os
import re
import shutil
import sys
import textwrap
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, TextIO

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rmpkg.bundle import Diagnostic
    from rmpkg.bundle.diagnostic import RelatedPlace

Style = Literal["good", "warning", "bad", "dim", "bold"]
CODES: dict[Style, str] = {"good": "32", "warning": "33", "bad": "31", "dim": "2", "bold": "1"}
VERDICT_STYLE: dict[str, Style] = {
    "verified": "good",
    "own": "good",
    "unknown-signer": "warning",
    "unsigned": "warning",
    "broken": "bad",
}
#: Characters that would move the cursor, change colours or turn a line around, and bytes that are no text.
UNPRINTABLE = re.compile(
    "[\x00-\x09\x0b-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ud800-\udfff]"
)
NOT_ASCII = re.compile("[^\x00-\x7f]+")
NARROWEST, WIDEST = 40, 100
#: Problems with files of the user's own, named as the user named them.
STANDALONE = {"unwritable-output", "unwritable-file", "input-unreadable", "input-not-understood"}


def has_colors(stream: TextIO) -> bool:
    """Colours only on a terminal, and not where NO_COLOR says no."""
    return stream.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def styled(text: str, style: Style, stream: TextIO) -> str:
    """`text` in a colour, where the stream shows colours."""
    return f"\x1b[{CODES[style]}m{text}\x1b[0m" if has_colors(stream) else text


def printable(text: str) -> str:
    """`text`, which may come from a hostile file, with nothing in it that a terminal would act on."""
    return UNPRINTABLE.sub(lambda match: f"\\u{{{ord(match[0]):x}}}", text)


def size(count: int) -> str:
    """A number of bytes for people: 999 bytes, 1.2 kB, 34 MB."""
    if count < 1000:
        return f"{count} bytes" if count != 1 else "1 byte"
    value = float(count)
    for unit in ("kB", "MB", "GB"):
        value /= 1000
        if value < 999.5 or unit == "GB":
            break
    return f"{value:.1f} {unit}" if value < 9.95 else f"{value:.0f} {unit}"


def block(diagnostic: Diagnostic, stream: TextIO, *, subject: str | None = None) -> str:
    """One problem as every part of the product shows it: what, where, why, the way out.

    Args:
        diagnostic: the problem.
        stream: where it will be printed.
        subject: the bundle or folder it is about, named where the problem names no place itself.
    """
    style: Style = "bad" if diagnostic["severity"] == "error" else "warning"
    head = styled(f"{diagnostic['severity']}:", style, stream)
    code = f"[{diagnostic['code']}]"
    what = _wrapped(f"{head} ", f"{diagnostic['message']} {code}", len(diagnostic["severity"]) + 2)
    lines = [what.removesuffix(code) + styled(code, "dim", stream)]
    cause = diagnostic.get("cause")
    why = f"{cause['type']}: {cause['message']}" if cause else ""
    for label, text in (
        ("where", place(diagnostic, subject)),
        ("also", ", ".join(_also(each) for each in diagnostic.get("related", []))),
        ("why", why),
        ("do", diagnostic.get("help", "")),
    ):
        if text:
            lines.append(row(label, text, stream, indent=8))
    if cause and cause.get("traceback"):
        lines.append(textwrap.indent(printable(cause["traceback"].rstrip()), "        "))
    return "\n".join(lines)


def row(label: str, text: str, stream: TextIO, *, indent: int) -> str:
    """A label with the text beside it, which starts at column `indent` in every line."""
    return _wrapped(styled(f"  {label:<{indent - 3}} ", "dim", stream), text, indent)


def place(diagnostic: Diagnostic, subject: str | None) -> str:
    """Where it is: file with line and column, place in the manifest, node, packet."""
    at = diagnostic.get("file") or ""
    if at and "line" in diagnostic:
        at += f":{diagnostic['line']}" + (f":{diagnostic['column']}" if "column" in diagnostic else "")
    parts = [at]
    if "path" in diagnostic:
        parts.append(diagnostic["path"])
    if "node" in diagnostic:
        kind = f" ({diagnostic['node_type']})" if "node_type" in diagnostic else ""
        parts.append(f"node {diagnostic['node']}{kind}")
    if "sequence" in diagnostic:
        parts.append(f"packet {diagnostic['sequence']}")
    named = ", ".join(part for part in parts if part)
    file = diagnostic.get("file", "")
    # What exists as it is named (an input, a folder for results) lies in no package.
    if (
        not subject
        or subject == file
        or file.startswith(("/", "--input"))
        or diagnostic["code"] in STANDALONE
    ):
        return named
    if not named:
        return subject
    # In a folder the file is one that an editor can open; in a bundle it is not.
    return f"{subject}/{named}" if at and Path(subject).is_dir() else f"{subject}: {named}"


def _also(place: RelatedPlace) -> str:
    return f"{place['path']} (line {place['line']})" if "line" in place else place["path"]


def print_diagnostics(
    diagnostics: Iterable[Diagnostic], *, subject: str | None = None, stream: TextIO | None = None
) -> None:
    """Prints problems, to stderr if not told otherwise."""
    stream = stream or sys.stderr
    for diagnostic in diagnostics:
        print(block(diagnostic, stream, subject=subject), file=stream)


def print_json(document: Any) -> None:  # noqa: ANN401 - whatever JSON can hold
    """The one document that `--json` promises, on stdout."""
    print_json_text(json.dumps(document, indent=1, ensure_ascii=False))


def print_json_text(text: str) -> None:
    """JSON on stdout, with nothing in it that a terminal would act on or that its encoding has not."""
    text = UNPRINTABLE.sub(lambda match: f"\\u{ord(match[0]):04x}", text)
    try:
        text.encode(sys.stdout.encoding or "utf-8")  # a StringIO has none
    except UnicodeEncodeError:
        text = NOT_ASCII.sub(lambda match: json.dumps(match[0])[1:-1], text)
    print(text)


def verdict_words(verdict: str, stream: TextIO) -> str:
    """The verdict, coloured by how good it is."""
    return styled(verdict, VERDICT_STYLE.get(verdict, "bad"), stream)


def _wrapped(lead: str, text: str, indent: int) -> str:
    """`text` behind `lead`, its further lines indented; long words such as paths stay whole."""
    width = min(max(shutil.get_terminal_size((88, 24)).columns, NARROWEST), WIDEST) - indent
    lines = [
        piece
        for line in printable(text).splitlines() or [""]
        for piece in textwrap.wrap(line, width, break_long_words=False, break_on_hyphens=False) or [""]
    ]
    return lead + ("\n" + " " * indent).join(lines)
