"""Format, lints and tests of wasm_kernels/ in the build container: for machines without cargo, and CI.

usage: check_rust.py

Exit status 1: one of them failed; all three run.
"""

import subprocess
import sys
import tempfile
from pathlib import Path

from container import open_container, run_build
from host import ToolchainError, clone_key

_CHECKS = {
    "rustfmt": "cargo fmt --all --check",
    "clippy": "cargo clippy --workspace --all-targets --locked --quiet -- -D warnings",
    "tests": "cargo test --workspace --locked --quiet",
}


def main() -> int:
    """Run the checks, all of them, and return the exit status."""
    folders = f"export CARGO_HOME=/cache/cargo CARGO_TARGET_DIR=/cache/checks-{clone_key()}"
    failed = []
    container = open_container()
    for name, command in _CHECKS.items():
        with tempfile.TemporaryDirectory() as folder:
            script = f"{folders} && cd /src/wasm_kernels && {command}"
            try:
                run_build(container, "/bin/sh", "-c", script, out=Path(folder))
            except subprocess.CalledProcessError:
                failed.append(name)
    print(f"failed: {', '.join(failed)}" if failed else f"{', '.join(_CHECKS)}: good")
    return 1 if failed else 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except ToolchainError as problem:
        sys.exit(f"check_rust.py: {problem}")
