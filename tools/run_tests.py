"""Every suite, one after the other, with a summary at the end.

usage: python -m tools.run_tests [PYTEST-ARGUMENTS…]
"""

import re
import shutil
import subprocess
import sys
import time
from pathlib import Path

from tools.fuzz import missing_tool

ROOT = Path(__file__).resolve().parent.parent
COUNTS = {
    "cargo test": re.compile(r"^test result: \w+\. (\d+) passed", re.M),
    "vitest": re.compile(r"^\s*Tests\s.*?(\d+) passed", re.M),
    "fuzzing": re.compile(r"^(\d+) targets found nothing", re.M),
    "pytest": re.compile(r"^(?:=+ )?.*?(\d+) passed.* in [\d.]+s", re.M),
}
COLOUR = re.compile(r"\x1b\[[0-9;]*m")


def run(name: str, command: list[str]) -> tuple[bool, int]:
    """Runs one suite, its output passed on; whether it passed, and how many tests did."""
    print(f"══ {name}: {' '.join(command)}", flush=True)
    lines = []
    with subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as child:
        for line in child.stdout or ():
            print(line, end="", flush=True)
            lines.append(COLOUR.sub("", line))
    passed = sum(int(count) for count in COUNTS[name].findall("".join(lines)))
    # A suite that ran nothing has not passed, whatever its exit status says.
    return child.returncode == 0 and passed > 0, passed


def main() -> int:
    """Runs what is there; exit status 1 if a suite failed or ran no test."""
    suites = {
        "cargo test": [
            "cargo",
            "test",
            "--manifest-path",
            "wasm_kernels/Cargo.toml",
            "--workspace",
            "--locked",
            "--quiet",
        ],
        "vitest": ["npx", "--no-install", "vitest", "run"],
        "pytest": [sys.executable, "-m", "pytest", *sys.argv[1:]],
    }
    notes = []
    if missing := missing_tool():
        notes.append(f"fuzzing: left out, {missing} is not installed")
    else:
        suites["fuzzing"] = [sys.executable, "-m", "tools.fuzz"]
    if not shutil.which("cargo"):
        del suites["cargo test"]
        notes.append(
            "cargo test: left out, cargo is not installed; the vendored wasm is tested by the other suites"
        )
    results = {}
    for name, command in suites.items():
        began = time.monotonic()
        results[name] = (*run(name, command), time.monotonic() - began)
    print("══ summary")
    for name, (good, passed, seconds) in results.items():
        print(f"{name}: {passed} passed in {seconds:.0f} s{'' if good else '  FAILED'}")
    print("\n".join(notes))
    failed = sum(not good for good, _, _ in results.values())
    # One line that counts in any language.
    print(f"{sum(passed for _, passed, _ in results.values())} passed, {failed} failed")
    return int(bool(failed))


if __name__ == "__main__":
    sys.exit(main())
