"""Breaks named safeguards one at a time, in a copy, and shows that a test turns red for each.

usage: python -m tools.mutate [NAME…]     (default: all)

For each safeguard the test runs twice: as the code stands, where it must pass, and broken, where it
must fail. Exit status 1 if a safeguard could be broken without a test noticing.
"""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
CARGO = ["cargo", "test", "--manifest-path", "wasm_kernels/Cargo.toml", "--locked", "--quiet", "-p"]
PYTEST = [sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider"]
BUILD_PAGE = ["npx", "--no-install", "vite", "build", "--logLevel", "error"]
BUILD_CHECK = [*BUILD_PAGE, "--mode", "check"]


@dataclass(frozen=True, kw_only=True)
class Mutation:
    """One safeguard, how to break it, and the test that must notice."""

    name: str
    file: str
    #: What stands there, once, and what takes its place.
    text: str
    broken: str
    test: list[str]
    build: list[str] | None = None


MUTATIONS = [
    Mutation(
        name="snapshot-fallback",
        file="browser/src/hosts/python/start_python.ts",
        text="      py = await startPlainly(bytes);",
        broken="      throw error;",
        build=BUILD_CHECK,
        test=[*PYTEST, "e2e/test_sandbox_smoke.py", "-k", "chromium and isolated and plain_start"],
    ),
    Mutation(
        name="hash-check",
        file="wasm_kernels/crates/bundle_reader/src/judging.rs",
        text="        if actual != expected {",
        broken="        if actual.is_empty() {",
        test=[*CARGO, "bundle_reader"],
    ),
    Mutation(
        name="hash-check-on-delivery",
        file="wasm_kernels/crates/bundle_reader/src/delivery.rs",
        text="let is_same = sums.map(|sums| sums.sha256) == self.sha256;",
        broken="let is_same = sums.is_some();",
        test=[*CARGO, "bundle_reader"],
    ),
    Mutation(
        name="queue-bound",
        file="wasm_kernels/crates/graph_engine/src/edge.rs",
        text="            || self.queue.len() < self.bounds.packets && self.bytes + u64::from(bytes)",
        broken="            || self.queue.len() < usize::MAX && self.bytes + u64::from(bytes)",
        test=[*CARGO, "graph_engine"],
    ),
    Mutation(
        name="equal-hosts",
        file="browser/src/hosts/engine/output_values.ts",
        text="    sample_rate: packet.sampleRate,",
        broken="    sample_rate: packet.sampleRate + 1,",
        test=[*PYTEST, "conformance", "-k", "Node and (sound-from-python or tone)"],
    ),
    Mutation(
        name="tail-flush",
        file="wasm_kernels/crates/native_nodes/src/audio_resample.rs",
        text="            running.give(tail, self.target, out);",
        broken="            drop(tail);",
        test=[*CARGO, "native_nodes"],
    ),
    Mutation(
        name="stop",
        file="browser/src/sandbox/open_sandbox.ts",
        text="    frame.remove();\n",
        broken="",
        build=BUILD_CHECK,
        test=[*PYTEST, "e2e/test_sandbox_smoke.py", "-k", "chromium and isolated and no_longer_runs"],
    ),
    Mutation(
        name="one-copy-ownership",
        file="py_nodes/sdk/wire_values.py",
        text="        body = numpy().empty(dims, DTYPES[dtype])\n",
        broken="        body = _kept.setdefault((dims, dtype), numpy().empty(dims, DTYPES[dtype]))\n",
        test=[*PYTEST, "tests/py_nodes"],
    ),
]
# What the broken forms need beside the line itself.
ADDED = {"one-copy-ownership": "\n\n_kept: dict[object, object] = {}\n"}


def copy_of_tree(target: Path) -> None:
    """Copies what git would commit; packages and build caches are linked or copied."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        check=True,
    )
    for name in filter(None, listed.stdout.decode().split("\0")):
        source = ROOT / name
        if source.is_file():
            (target / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(source, target / name)
    for name in ("node_modules", ".venv"):
        (target / name).symlink_to(ROOT / name)
    for name in ("build", "dist"):
        shutil.copytree(ROOT / name, target / name)


def succeeds(command: list[str], tree: Path) -> bool:
    """Runs a command in the copy; its output only when somebody wants it."""
    environment = {**os.environ, "CARGO_TARGET_DIR": str(tree / "target"), "CI": "true"}
    shown = None if os.environ.get("VERBOSE") else subprocess.DEVNULL
    done = subprocess.run(command, cwd=tree, env=environment, check=False, stdout=shown, stderr=shown)
    return done.returncode == 0


def passes(mutation: Mutation, tree: Path) -> bool:
    """Builds what must be built and runs the test. A build that fails is a broken tree, not a red test."""
    if mutation.build and not succeeds(mutation.build, tree):
        raise SystemExit(f"{mutation.name}: the page does not build; run with VERBOSE=1 to see why")
    return succeeds(mutation.test, tree)


def verdict(mutation: Mutation, tree: Path) -> str:
    """What came of one mutation: `caught`, or what is wrong with it."""
    path = tree / mutation.file
    whole = path.read_text()
    if whole.count(mutation.text) != 1:
        return "its text is no longer there once: mend tools/mutate.py"
    if not passes(mutation, tree):
        return "its test fails already without it"
    path.write_text(whole.replace(mutation.text, mutation.broken) + ADDED.get(mutation.name, ""))
    try:
        return "NOT NOTICED" if passes(mutation, tree) else "caught"
    finally:
        path.write_text(whole)


def main() -> int:
    """Breaks what was asked for and prints a line for each."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("name", nargs="*", help=", ".join(each.name for each in MUTATIONS))
    chosen = parser.parse_args().name or [each.name for each in MUTATIONS]
    mutations = [each for each in MUTATIONS if each.name in chosen]
    unknown = set(chosen) - {each.name for each in mutations}
    if unknown:
        parser.error(f"no safeguard is called {', '.join(sorted(unknown))}")
    good = True
    with tempfile.TemporaryDirectory(prefix="mutate-") as folder:
        tree = Path(folder)
        copy_of_tree(tree)
        for mutation in mutations:
            if mutation.test[0] == "cargo" and not shutil.which("cargo"):
                result = "left out: cargo is not installed"
            else:
                result = verdict(mutation, tree)
            good = good and result == "caught"
            print(f"{mutation.name:<20} {result}   ({mutation.file})", flush=True)
    return int(not good)


if __name__ == "__main__":
    sys.exit(main())
