"""`rmpkg inspect FILE`: what is in a bundle, what it does and what it needs; or what a recording is."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING, Any

from rmpkg.bundle import BundleError, OpenedBundle, open_bundle, plan
from rmpkg.bundle.planning import ManifestReading
from rmpkg.cli import exit_codes
from rmpkg.cli.arguments import add_bundle, add_json, refuse_folder, refuse_manifest
from rmpkg.cli.node_types import python_node_types
from rmpkg.cli.progress_line import ProgressLine
from rmpkg.cli.recording_words import recording_info, tell_recording
from rmpkg.cli.report import (
    print_diagnostics,
    print_json,
    printable,
    row,
    size,
    styled,
    verdict_words,
)

if TYPE_CHECKING:
    import argparse
    from pathlib import Path

    from rmpkg.bundle.planning import Answer
    from rmpkg.bundle.sources import Report

#: Files and nodes that are printed; `--json` has all.
SHOWN = 12
#: Column at which the texts start.
INDENT = 11
#: What people read for a report's `layout`.
LAYOUTS = {"rmpkg": "rmpkg", "sdk": "the SDK's older layout", "oci": "OCI, by platform"}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declares the arguments."""
    add_bundle(parser, "the bundle (.rmpkg), or a recording")
    add_json(parser)


def run(args: argparse.Namespace) -> int:
    """Prints what is in the file; exit status 1 where it is broken or could not run."""
    try:
        refuse_folder(args.file)
        if (info := recording_info(args.file)) is not None:
            tell_recording(args.file, info, as_json=args.json)
            return exit_codes.OK
        refuse_manifest(args.file)
        with open_bundle(args.file, ProgressLine(sys.stderr, quiet=args.json)) as bundle:
            answer = (
                plan(bundle, python_node_types(), ManifestReading(values_later=True))
                if bundle.verdict != "broken"
                else None
            )
            manifest = _manifest(bundle) if answer else None
            report = bundle.report
    except BundleError as error:
        if args.json:
            unread = dict.fromkeys(("bytes", "report", "manifest", "plan"))
            print_json({"file": str(args.file), **unread, "diagnostics": error.diagnostics})
        print_diagnostics(error.diagnostics)
        return exit_codes.FAILED
    diagnostics = report["reasons"] + (answer["diagnostics"] if answer else [])
    if args.json:
        document = {"file": str(args.file), "bytes": args.file.stat().st_size, "report": report}
        document |= {
            "manifest": manifest,
            "plan": answer["plan"] if answer else None,
            "diagnostics": diagnostics,
        }
        print_json(document)
    else:
        _print(args.file, report, answer)
        print_diagnostics(diagnostics, subject=args.file.name, stream=sys.stdout)
    return exit_codes.OK if answer and answer["ok"] else exit_codes.FAILED


def _manifest(bundle: OpenedBundle) -> Any:  # noqa: ANN401 - the author's file, whatever it holds
    """The author's manifest as it is, or None where it is no JSON (the plan says why)."""
    try:
        return json.loads(bundle.manifest_bytes)
    except ValueError:
        return None


def _print(path: Path, report: Report, answer: Answer | None) -> None:
    entries = report["entries"]
    print(f"{path.name}: {verdict_words(report['verdict'], sys.stdout)}")
    facts = [
        ("file", f"{size(path.stat().st_size)}, {len(entries)} files, layout {LAYOUTS[report['layout']]}")
    ]
    if answer and answer["plan"]:
        facts += _plan_facts(answer["plan"])
    for label, text in facts:
        print(row(label, text, sys.stdout, indent=INDENT))
    width = max((len(size(entry["bytes"])) for entry in entries[:SHOWN]), default=0)
    files = [f"{size(entry['bytes']):>{width}}  {entry['name']}" for entry in entries]
    if answer and answer["plan"]:
        _print_list("nodes", [_node(node) for node in answer["plan"]["nodes"]])
    _print_list("files", files)


def _print_list(label: str, lines: list[str]) -> None:
    """Lines beside a label, as many as a screen bears."""
    more = [f"and {len(lines) - SHOWN} more"] if len(lines) > SHOWN else []
    for index, line in enumerate(lines[:SHOWN] + more):
        lead = f"  {label if index == 0 else '':<{INDENT - 2}}"
        print(styled(lead, "dim", sys.stdout) + printable(line))


def _plan_facts(shown: dict[str, Any]) -> list[tuple[str, str]]:
    """What a plan says, a line each."""
    about = " ".join(filter(None, (shown.get("name"), shown.get("version"))))
    author = f", by {shown['author']}" if shown.get("author") else ""
    facts = [("package", about + author), ("about", shown.get("description") or "")]
    for label, chosen in (("inputs", shown["inputs"]), ("outputs", shown["outputs"])):
        facts.append((label, ", ".join(f"{port['name']} ({port['type']})" for port in chosen)))
    needs = [name.capitalize() for name, is_needed in shown["needs"].items() if is_needed]
    facts.append(("needs", ", ".join(needs) or "nothing but the engine"))
    return [(label, text) for label, text in facts if text]


def _node(node: dict[str, Any]) -> str:
    place = "Rust" if node["runs_in"] == "engine" else "Python"
    origin = ", from this bundle" if node["origin"] == "bundle" else ""
    return f"{node['id']}: {node['node_type']} ({place}{origin})"
