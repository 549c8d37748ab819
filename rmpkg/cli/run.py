"""`rmpkg run`: a bundle or a folder of sources, on this interpreter."""

from __future__ import annotations

import json
import sys
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

from rmpkg.bundle import BundleError, RunFile, open_package
from rmpkg.bundle.diagnostic import problem
from rmpkg.cli import exit_codes
from rmpkg.cli.arguments import add_placeholders, add_strict, manifest_reading
from rmpkg.cli.node_types import python_node_types
from rmpkg.cli.progress_line import ProgressLine
from rmpkg.cli.report import print_diagnostics, print_json_text, printable, size, styled
from rmpkg.cli.run_display import RunDisplay
from rmpkg.native.inputs import InputError, JsonInput, RunInput, parse_input
from rmpkg.native.recording_writer import FORMATS
from rmpkg.native.results import Results
from rmpkg.native.session import run as run_package

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator

    from rmpkg.bundle import Sources
    from rmpkg.native.session import Summary


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declares the arguments."""
    parser.add_argument(
        "package",
        type=Path,
        help="a bundle, the folder of your own sources, or a JSON file with a manifest, which may be wrapped "
        'with its inputs: {"manifest": …, "inputs": {NAME: […]}} or {"manifest": …, "input_data": […]}',
    )
    parser.add_argument(
        "--input",
        "-i",
        action="append",
        default=[],
        metavar="[NAME=]JSON_OR_FILE",
        help="what an input is given: JSON (an array gives a packet for each element), or a file "
        "(a recording or a video, .json, text), or - for JSON on stdin; the name may be left out where there "
        "is only one input",
    )
    parser.add_argument(
        "--output-dir",
        "-o",
        type=Path,
        metavar="DIR",
        help="write what comes out here, audio as files of its own",
    )
    parser.add_argument(
        "--audio-format",
        choices=FORMATS,
        default="wav",
        help="of those files: wav keeps every float32 sample, flac has 24 bits and is smaller",
    )
    parser.add_argument(
        "--allow-unverified",
        action="store_true",
        help="run a bundle that nobody vouches for: its Python gets your rights on this machine",
    )
    add_placeholders(parser)
    add_strict(parser)
    parser.add_argument(
        "--trace",
        type=Path,
        metavar="FILE",
        help="write what happened when, for Perfetto (ui.perfetto.dev) or chrome://tracing",
    )
    forms = parser.add_mutually_exclusive_group()
    forms.add_argument("--json", action="store_true", help="one JSON document on stdout, for programs")
    forms.add_argument(
        "--sdk-output",
        choices=["value", "envelope"],
        help="print what the RemoteMedia SDK would: the value (bare where there is one result, else a list), "
        "or its envelope with status and graph_info",
    )


def run(args: argparse.Namespace) -> int:
    """Runs the package; exit status as in `exit_codes`."""
    subject = str(args.package)
    try:
        inputs = parse_inputs(args.input)
        with open_package(
            args.package, ProgressLine(sys.stderr, quiet=args.json or args.sdk_output is not None)
        ) as sources:
            refuse_unverified(sources, subject, allowed=args.allow_unverified)
            return run_sources(sources, inputs, args)
    except BundleError as error:
        if args.json:
            print_run({}, {"ok": False, "metrics": None, "diagnostics": error.diagnostics})
        print_diagnostics(error.diagnostics, subject=subject)
        return exit_codes.FAILED


def parse_inputs(words: list[str]) -> dict[str | None, RunInput]:
    """The `--input` arguments by name; None for one without a name.

    Raises:
        InputError: a value that is neither a file nor JSON, or a name that comes twice.
    """
    inputs: dict[str | None, RunInput] = {}
    for word in words:
        name, is_named, value = word.partition("=")
        # A name is what could be one, a number too: '{"a": "b=c"}' and './x=y.wav' hold an = of their own.
        letters = "_" + name.replace("-", "_").replace(".", "_").replace(" ", "_")
        named = is_named and name != "" and letters.isidentifier()
        key = name if named else None
        if key in inputs:
            message = f"The input {key!r} is given twice." if key else "Two inputs are given without a name."
            raise InputError([problem("input-twice", message, "Write --input NAME=VALUE once for each.")])
        inputs[key] = parse_input(value if named else word, key)
    return inputs


def refuse_unverified(sources: Sources, subject: str, *, allowed: bool) -> None:
    """Lets only what the user wrote or vouches for run with the user's rights.

    Raises:
        BundleError: the bundle is broken, or not verified and not allowed either.
    """
    if sources.verdict == "broken" and sources.report is not None:
        raise BundleError(sources.report["reasons"])
    if sources.verdict in ("own", "verified") or allowed:
        return
    message = f"The bundle is {sources.verdict}: its Python would run with your rights on this machine."
    way_out = (
        "Add --allow-unverified if you trust where it comes from, or drop it on the page, which contains it."
    )
    raise BundleError([problem("not-verified", message, way_out, file=subject)])


def run_sources(sources: Sources, inputs: dict[str | None, RunInput], args: argparse.Namespace) -> int:
    """Runs opened sources and tells how it went."""
    reading = manifest_reading(args)
    display = RunDisplay(sys.stderr, quiet=args.json or args.sdk_output is not None)
    to_all = None
    if isinstance(sources, RunFile):
        own: dict[str | None, RunInput] = {
            name: JsonInput.of(texts, sources.places.get(name)) for name, texts in sources.inputs.items()
        }
        inputs = {**own, **inputs}
        to_all = JsonInput.of(sources.input_data) if sources.input_data is not None else None
    with (
        Results.collecting(
            args.output_dir, audio_format=args.audio_format, for_sdk=args.sdk_output is not None
        ) as results,
        trace_file(args.trace) as trace,
    ):
        display.results = results
        began = time.monotonic()
        try:
            summary = run_package(
                sources, inputs, python_node_types(), display, to_all=to_all, reading=reading, trace=trace
            )
        finally:
            display.end_progress()
    seconds = time.monotonic() - began
    told = [*summary.warnings, *display.notes, *results.notes]
    problems = [*told, *([summary.error] if summary.error else [])]
    print_diagnostics(problems, subject=str(args.package))
    if args.trace is not None:
        print(f"wrote {printable(str(args.trace))} ({size(args.trace.stat().st_size)})", file=sys.stderr)
    if args.json:
        print_run(
            {each["name"]: results.texts(each["name"]) for each in summary.plan["outputs"]},
            rest(summary, problems),
        )
    elif args.sdk_output is not None:
        # As the SDK's command: what failed has no outputs.
        if not (summary.error or summary.cancelled):
            print_json_text(results.as_sdk(summary.plan, envelope=args.sdk_output == "envelope"))
    else:
        tell(summary, results, seconds)
    if summary.cancelled:
        return exit_codes.INTERRUPTED
    return exit_codes.FAILED if summary.error else exit_codes.OK


@contextmanager
def trace_file(path: Path | None) -> Iterator[BinaryIO | None]:
    """The file for a trace, where one is wanted; nothing half-done of it is left behind.

    Raises:
        BundleError: it cannot be written.
    """
    if path is None:
        yield None
        return
    try:
        with path.open("wb") as file:
            try:
                yield file
            except BaseException:
                path.unlink()
                raise
    except OSError as error:
        message = f"The trace cannot be written: {error.strerror or error}."
        way_out = "Name a file that you may write to, with room, in --trace."
        raise BundleError([problem("unwritable-output", message, way_out, file=str(path))]) from error


def rest(summary: Summary, problems: list[Any]) -> dict[str, Any]:
    """What `--json` prints beside the outputs."""
    return {
        "ok": summary.error is None and not summary.cancelled,
        "metrics": summary.metrics
        | {
            "nodes": [
                {"id": summary.plan["nodes"][each["index"]]["id"], **each}
                for each in summary.metrics["nodes"]
            ]
        },
        "diagnostics": problems,
    }


def print_run(outputs: dict[str, list[str]], rest: dict[str, Any]) -> None:
    """The document that `--json` promises; every value stands as it is spelled, down to the last digit."""
    lists = [
        f"  {json.dumps(name, ensure_ascii=False)}: [{', '.join(texts)}]" for name, texts in outputs.items()
    ]
    inside = "\n" + ",\n".join(lists) + "\n " if lists else ""
    text = json.dumps(rest, indent=1, ensure_ascii=False)
    print_json_text(text.replace("{\n", f'{{\n "outputs": {{{inside}}},\n', 1))


def tell(summary: Summary, results: Results, seconds: float) -> None:
    """Prints the results for people, and how long it took on stderr."""
    for each in summary.plan["outputs"]:
        name = each["name"]
        print(styled(printable(name), "bold", sys.stdout))
        for line in results.lines(name):
            print(f"  {printable(line)}")
    for path in results.files:
        print(f"wrote {printable(str(path))} ({size(path.stat().st_size)})", file=sys.stderr)
    how = "stopped" if summary.cancelled else "failed" if summary.error else "done"
    packets = sum(node["packets_in"] for node in summary.metrics["nodes"])
    word = styled(how, "good" if how == "done" else "bad", sys.stderr)
    through = f"{counted(packets, 'packet')} through {counted(len(summary.plan['nodes']), 'node')}"
    print(f"{word} in {seconds:.2f} s, {through}", file=sys.stderr)


def counted(count: int, word: str) -> str:
    """A number with its word: 1 node, 2 nodes."""
    return f"{count} {word}{'' if count == 1 else 's'}"
