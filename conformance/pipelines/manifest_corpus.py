"""The corpus of broken manifests: every host refuses each with the words that the corpus expects."""

from __future__ import annotations

import json
from pathlib import Path

from conformance.case import ROOT, Case, Problem

CORPUS = ROOT / "rmpkg" / "spec" / "manifests" / "invalid"


def refused(path: Path) -> Case:
    """One file; what must be told of it lies beside it."""
    told = json.loads(path.with_name(f"{path.name}.expected.json").read_text())["problems"]
    return Case(
        name=f"corpus-{path.name}",
        source="the corpus of the specification, written by hand",
        manifest=path.read_bytes(),
        manifest_file=f"manifest{path.suffix}",
        refused=[
            Problem(each["code"], each.get("node"), each["message"])
            for each in told
            if each["severity"] == "error"
        ],
        warns=None,  # the corpus is about the manifest alone; planning has warnings of its own
    )


CASES = [refused(path) for path in sorted(CORPUS.iterdir()) if not path.name.endswith(".expected.json")]
