"""Formatters, types and import rules over the whole house; changes nothing.

usage: python -m tools.lint

Every check runs, then the failed ones are named together.
"""

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent

CHECKS: dict[str, list[str]] = {
    "ruff format": [str(BIN / "ruff"), "format", "--check", "."],
    "ruff": [str(BIN / "ruff"), "check", "."],
    "mypy": [str(BIN / "mypy")],
    "import contracts (Python)": [str(BIN / "lint-imports")],
    "crate boundaries": [sys.executable, "-m", "tools.crate_boundaries"],
    "vendored files": [sys.executable, "toolchain/check_vendor.py"],
    "biome and import rules (TypeScript)": ["npm", "run", "--silent", "lint"],
    "types (TypeScript)": ["npm", "run", "--silent", "check"],
}
CARGO = ["--manifest-path", "wasm_kernels/Cargo.toml"]
RUST_CHECKS: dict[str, list[str]] = {
    "rustfmt": ["cargo", "fmt", *CARGO, "--all", "--check"],
    "rustfmt of the fuzz targets": [
        "cargo",
        "fmt",
        "--manifest-path",
        "wasm_kernels/fuzz/Cargo.toml",
        "--check",
    ],
    "clippy": [
        "cargo",
        "clippy",
        *CARGO,
        "--workspace",
        "--all-targets",
        "--locked",
        "--quiet",
        "--",
        "-D",
        "warnings",
    ],
}


def main() -> int:
    """Runs every check; exit status 1 if one failed."""
    checks = dict(CHECKS)
    if shutil.which("cargo"):
        checks |= RUST_CHECKS
    else:
        print("rustfmt and clippy: left out, cargo is not installed (CI runs them in the toolchain)")
    failed = []
    for name, command in checks.items():
        began = time.monotonic()
        print(f"── {name}", flush=True)
        if subprocess.run(command, cwd=ROOT, check=False, env={**os.environ, "CI": "true"}).returncode:
            failed.append(name)
        print(f"   {time.monotonic() - began:.1f} s", flush=True)
    if failed:
        print(f"failed: {', '.join(failed)}. `make fmt` mends what is only form.")
    return int(bool(failed))


if __name__ == "__main__":
    sys.exit(main())
