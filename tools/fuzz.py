"""Runs the coverage-guided tests of everything that reads bytes, for a bounded time.

usage: python -m tools.fuzz [TARGET…] [--seconds N] [--keep]

Needs cargo and a C++ compiler (libFuzzer is built from its crate); where one is missing it says so
and does nothing. What is found lies in wasm_kernels/fuzz/found/ and is run again by its name.
`--keep` packs the smallest set of inputs with the same coverage into wasm_kernels/fuzz/corpora and
records the run in wasm_kernels/fuzz/runs.toml: for long runs.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
import tomllib
import zipfile
import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FUZZ = ROOT / "wasm_kernels" / "fuzz"
CORPORA = FUZZ / "corpora"
RUNS = FUZZ / "runs.toml"
FOUND = FUZZ / "found"
TARGET_TRIPLE = "x86_64-unknown-linux-gnu"
#: What `cargo fuzz` passes, without the sanitizers that only a nightly compiler has.
COVERAGE_FLAGS = (
    "-Cpasses=sancov-module", "-Cllvm-args=-sanitizer-coverage-level=4",
    "-Cllvm-args=-sanitizer-coverage-inline-8bit-counters", "-Cllvm-args=-sanitizer-coverage-pc-table",
    "-Cllvm-args=-sanitizer-coverage-trace-compares", "-Ccodegen-units=1", "--cfg=fuzzing",
)  # fmt: skip
VECTORS = "rmpkg/spec/vectors"
RECORDINGS = "wasm_kernels/crates/audio_files/tests/files"
RECORDING_ENDINGS = (
    "wav", "mp3", "mp2", "flac", "ogg", "oga", "opus", "aac", "m4a", "mp4", "mov", "webm", "mkv", "caf",
    "aiff",
)  # fmt: skip
#: Of a kept corpus, deflated: the largest inputs are left out, they add least for their size.
MOST_KEPT_BYTES = 600_000
#: Two headers, each with the name of 64 digits.
ZIP_BYTES_AN_ENTRY = 30 + 46 + 2 * 64


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """One fuzz target.

    Attributes:
        seeds: patterns of files in the repository to start from, beside the kept corpus.
        longest: bytes of an input.
    """

    seeds: tuple[str, ...] = ()
    longest: int = 4096


TARGETS = {
    "archive": Target(seeds=(f"{VECTORS}/valid/*.rmpkg", f"{VECTORS}/invalid/*.rmpkg"), longest=140_000),
    "manifest": Target(
        seeds=("examples/*/manifest.json", "conformance/**/*.json", "conformance/**/*.yaml"), longest=8000
    ),
    "events": Target(longest=600),
    "recording": Target(
        seeds=tuple(f"{RECORDINGS}/*.{ending}" for ending in RECORDING_ENDINGS), longest=30_000
    ),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What came of one run."""

    executions: int
    coverage: int
    seconds: int
    found: list[Path]
    output: str


def missing_tool() -> str | None:
    """What is needed and not here."""
    needed = {"cargo": shutil.which("cargo"), "a C++ compiler": shutil.which("c++")}
    return next((name for name, path in needed.items() if path is None), None)


def build() -> Path:
    """Builds all targets; the folder they are in."""
    target = Path(os.environ.get("CARGO_TARGET_DIR", FUZZ / "target"))
    environment = {**os.environ, "RUSTFLAGS": " ".join(COVERAGE_FLAGS), "CARGO_TARGET_DIR": str(target)}
    command = ["cargo", "build", "--release", "--locked", "--quiet", "--target", TARGET_TRIPLE]
    subprocess.run(command, cwd=FUZZ, env=environment, check=True)
    return target / TARGET_TRIPLE / "release"


def unpack(name: str, folder: Path) -> None:
    """The kept corpus and the seeds, each input a file named by its hash."""
    folder.mkdir(parents=True)
    packed = CORPORA / f"{name}.zip"
    if packed.is_file():
        with zipfile.ZipFile(packed) as archive:
            archive.extractall(folder)
    copy_seeds(name, folder)


def copy_seeds(name: str, folder: Path) -> set[str]:
    """Each seed as a file named by its hash; the names."""
    names = set()
    for pattern in TARGETS[name].seeds:
        for path in ROOT.glob(pattern):
            content = path.read_bytes()
            if len(content) <= TARGETS[name].longest:
                names.add(hashlib.sha256(content).hexdigest())
                (folder / hashlib.sha256(content).hexdigest()).write_bytes(content)
    return names


def run(binary: Path, corpus: Path, *, longest: int, seconds: int) -> Outcome:
    """Runs one target; its crashes go to `found/`."""
    FOUND.mkdir(exist_ok=True)
    before = set(FOUND.iterdir())
    command: list[str | Path] = [
        binary, corpus, f"-max_total_time={seconds}", f"-max_len={longest}", "-timeout=10",
        "-rss_limit_mb=2048", "-print_final_stats=1", f"-artifact_prefix={FOUND}/{binary.name}-",
    ]  # fmt: skip
    began = time.monotonic()
    done = subprocess.run(command, capture_output=True, check=False)
    output = done.stderr.decode(errors="replace")
    executions = re.findall(r"stat::number_of_executed_units:\s*(\d+)", output)
    coverage = re.findall(r"\bcov: (\d+)", output)
    found = sorted(set(FOUND.iterdir()) - before)
    if done.returncode and not found:
        raise RuntimeError(f"{binary.name} ended with status {done.returncode}:\n{output[-2000:]}")
    return Outcome(
        executions=int(executions[-1]) if executions else 0,
        coverage=int(coverage[-1]) if coverage else 0,
        seconds=round(time.monotonic() - began),
        found=found,
        output=output,
    )


def keep(binary: Path, corpus: Path, outcome: Outcome, longest: int) -> None:
    """Packs what is worth keeping, without the seeds, and records the run."""
    with tempfile.TemporaryDirectory() as folder:
        least = Path(folder) / "least"
        least.mkdir()
        known = copy_seeds(binary.name, least)
        subprocess.run(
            [binary, "-merge=1", f"-max_len={longest}", "-timeout=10", least, corpus],
            capture_output=True,
            check=True,
        )
        kept = smallest(path.read_bytes() for path in least.iterdir() if path.name not in known)
        CORPORA.mkdir(exist_ok=True)
        with zipfile.ZipFile(CORPORA / f"{binary.name}.zip", "w", zipfile.ZIP_DEFLATED) as archive:
            for content in kept:
                name = hashlib.sha256(content).hexdigest()
                archive.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
    runs = tomllib.loads(RUNS.read_text()) if RUNS.is_file() else {}
    compiler = subprocess.run(
        ["rustc", "--version"], capture_output=True, text=True, check=True
    ).stdout.strip()
    runs[binary.name] = {
        "seconds": outcome.seconds, "executions": outcome.executions, "coverage": outcome.coverage,
        "inputs": len(kept), "sha256": corpus_hash(kept), "compiler": compiler,
    }  # fmt: skip
    RUNS.write_text(_as_toml(runs))


def smallest(inputs: Iterable[bytes]) -> list[bytes]:
    """The smallest inputs, as many as a kept corpus may hold, in order of their hashes."""
    kept, room = [], MOST_KEPT_BYTES
    for content in sorted(inputs, key=lambda each: (len(each), each)):
        room -= len(zlib.compress(content)) + ZIP_BYTES_AN_ENTRY
        if room < 0:
            break
        kept.append(content)
    return sorted(kept, key=lambda each: hashlib.sha256(each).digest())


def corpus_hash(inputs: Iterable[bytes]) -> str:
    """SHA-256 over the SHA-256 of every input, in the order of these."""
    return hashlib.sha256(b"".join(sorted(hashlib.sha256(each).digest() for each in inputs))).hexdigest()


def _as_toml(runs: dict[str, dict[str, object]]) -> str:
    lines = ["# The last long run of each target: `python -m tools.fuzz TARGET --seconds 600 --keep`."]
    for name, row in sorted(runs.items()):
        lines += ["", f"[{name}]"]
        lines += [
            f'{key} = "{value}"' if isinstance(value, str) else f"{key} = {value}"
            for key, value in row.items()
        ]
    return "\n".join(lines) + "\n"


def main() -> int:
    """Exit status 1: something was found."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("target", nargs="*", help=", ".join(TARGETS))
    parser.add_argument("--seconds", type=int, default=20, help="for each target (default 20)")
    parser.add_argument("--keep", action="store_true", help="keep the corpus and record the run")
    args = parser.parse_args()
    unknown = sorted(set(args.target) - set(TARGETS))
    if unknown:
        parser.error(f"there is no target {', '.join(unknown)}")
    if tool := missing_tool():
        print(f"fuzzing: left out, {tool} is not installed")
        return 0
    folder = build()
    failed = 0
    chosen = args.target or list(TARGETS)
    for name in chosen:
        with tempfile.TemporaryDirectory() as temporary:
            corpus = Path(temporary) / "corpus"
            unpack(name, corpus)
            longest = TARGETS[name].longest
            outcome = run(folder / name, corpus, longest=longest, seconds=args.seconds)
            told = f"FOUND {len(outcome.found)}" if outcome.found else "nothing found"
            figures = f"{outcome.executions} executions in {outcome.seconds} s, coverage {outcome.coverage}"
            print(f"{name}: {figures}, {told}", flush=True)
            if outcome.found:
                failed += 1
                print(outcome.output[-4000:])
                for path in outcome.found:
                    print(f"again: {folder / name} {path.relative_to(ROOT)}")
            elif args.keep:
                keep(folder / name, corpus, outcome, longest)
    print(f"{len(chosen) - failed} targets found nothing, {failed} failed")
    return int(bool(failed))


if __name__ == "__main__":
    sys.exit(main())
