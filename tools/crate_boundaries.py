"""Checks which crate may depend on which, without cargo.

usage: python -m tools.crate_boundaries
"""

import re
import sys
import tomllib
from pathlib import Path

KERNELS = Path(__file__).resolve().parent.parent / "wasm_kernels"
OWN = {
    "manifest",
    "graph_engine",
    "bundle_reader",
    "dsp_kernels",
    "native_nodes",
    "audio_files",
    "wasi_command",
    "wheel_choice",
    "wasm_kernels",
}
# Crates of our own that each may use; what is not named may use none.
MAY_USE = {
    "manifest": set[str](),
    "graph_engine": {"manifest"},
    "bundle_reader": set[str](),
    "dsp_kernels": set[str](),
    "wheel_choice": set[str](),
    "audio_files": set[str](),
    "native_nodes": {"graph_engine", "dsp_kernels"},
    "wasi_command": {"graph_engine", "native_nodes"},
    "wasm_kernels": OWN - {"audio_files", "wasi_command", "wasm_kernels"},
}
# Programs: they have I/O and a clock, and what they use has none.
PROGRAMS = {"wasi_command"}
# Only the facade may know of the boundary to JavaScript.
BINDINGS = {"wasm-bindgen", "js-sys", "web-sys", "wasm-bindgen-futures"}
# No clock, thread, file, socket or environment in a crate that every host must run alike.
FORBIDDEN_STD = re.compile(
    r"\bstd::(time|thread|fs|net|env|process|io::(stdin|stdout|stderr))\b|\bprintln!|\bdbg!"
)


def dependencies(manifest: Path) -> set[str]:
    """Names of a crate's dependencies, those for tests left out."""
    return set(tomllib.loads(manifest.read_text()).get("dependencies", {}))


def problems() -> list[str]:
    """Every broken rule, a sentence each."""
    found = []
    manifests = {path.parent.name: path for path in KERNELS.glob("crates/*/Cargo.toml")}
    manifests["wasm_kernels"] = KERNELS / "Cargo.toml"
    for name, manifest in sorted(manifests.items()):
        if name not in MAY_USE:
            found.append(f"{manifest}: {name} has no rule in tools/crate_boundaries.py: add one")
            continue
        used = dependencies(manifest)
        for other in sorted(used & OWN - MAY_USE[name]):
            found.append(f"{manifest}: {name} must not depend on {other}")
        if name == "wasm_kernels":
            continue
        for other in sorted(used & BINDINGS):
            found.append(f"{manifest}: {name} must not depend on {other}: only the facade may")
        if name in PROGRAMS:
            continue
        for source in sorted((manifest.parent / "src").rglob("*.rs")):
            if "tests" in source.relative_to(manifest.parent).parts or source.stem.endswith("tests"):
                continue
            for number, line in enumerate(source.read_text().split("#[cfg(test)]")[0].splitlines(), 1):
                if (match := FORBIDDEN_STD.search(line)) and not line.lstrip().startswith("//"):
                    found.append(f"{source}:{number}: {match[0]}: crates have no I/O, clock or thread")
    return found


if __name__ == "__main__":
    broken = problems()
    print("\n".join(broken) or f"{len(MAY_USE)} crates keep their boundaries")
    sys.exit(bool(broken))
