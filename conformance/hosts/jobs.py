"""Cases as the hosts are given them, and hosts that are a process of their own."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from conformance.case import ROOT, Case
from conformance.result import Result


@dataclass(frozen=True, kw_only=True)
class Job:
    """A case that lies on the disk."""

    case: Case
    bundle: Path
    inputs: Mapping[str, str | Path]


def jobs_of(cases: Sequence[Case], folder: Path) -> list[Job]:
    """Writes the bundles."""
    return [Job(case=case, bundle=case.bundle(folder), inputs=case.given(folder)) for case in cases]


def by_process(command: list[str], jobs: Sequence[Job]) -> dict[str, Result]:
    """One process for all jobs: it gets a JSON list on stdin and prints a line of JSON for each.

    Raises:
        RuntimeError: it ended before it had answered every job.
    """
    given = [
        {
            "name": job.case.name,
            "bundle": str(job.bundle),
            "inputs": {name: str(value) for name, value in job.inputs.items()},
            "values": dict(job.case.values),
        }
        for job in jobs
    ]
    done = subprocess.run(
        command, cwd=ROOT, input=json.dumps(given), capture_output=True, text=True, check=False
    )
    answers = [json.loads(line) for line in done.stdout.splitlines() if line.startswith('{"name"')]
    if done.returncode != 0 or len(answers) != len(jobs):
        raise RuntimeError(
            f"{command} answered {len(answers)} of {len(jobs)} cases, status {done.returncode}\n{done.stderr}"
        )
    return {answer["name"]: Result.of(answer) for answer in answers}
