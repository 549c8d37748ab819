"""What stands under vendor/, what each artifact is made from, and the hashes that tie them.

Shared by vendor.py, which builds, and check_vendor.py, which only reads: standard library only.
"""

import hashlib
import tomllib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from container import PackageList
from host import ROOT, ToolchainError, hash_file

VENDOR = ROOT / "vendor"
# Test modules beside the code. build_rust.py fails should rustc read one all the same.
_NOT_BUILT = {"tests", "tests.rs"}
# Crates that become a wasm file of their own beside the facade's.
PROGRAMS = ("wasi_command", "audio_files")


@dataclass(frozen=True, slots=True, kw_only=True)
class Artifact:
    """One folder below vendor/ and the ways to its hashes."""

    name: str
    folder: str
    recipe_files: tuple[str, ...]
    """Globs below toolchain/: what decides how it is built."""
    source_files: Callable[[], list[Path]]
    """Files of the clone, outside toolchain/, that reach the outputs."""
    made_from: tuple[str, ...] = ()
    """Artifacts whose outputs are inputs of this one."""
    script: str = "vendor.py"
    """What rebuilds it, below toolchain/."""

    @property
    def command(self) -> str:
        """The command that rebuilds it."""
        argument = f" {self.name}" if self.script == "vendor.py" else ""
        return f"python3 toolchain/{self.script}{argument}"

    def outputs(self) -> list[Path]:
        """The files that are there now, sorted."""
        folder = VENDOR / self.folder
        return sorted(path for path in folder.rglob("*") if path.is_file())

    def output_hashes(self) -> dict[str, str]:
        """SHA-256 of each output, by its path below vendor/."""
        return {path.relative_to(VENDOR).as_posix(): hash_file(path) for path in self.outputs()}

    def sources_hash(self) -> str:
        """Changes when a file changes that reaches the outputs, or is added or dropped."""
        return hash_files(self.source_files())

    def input_hashes(self) -> dict[str, str]:
        """One hash for the outputs of each artifact that this one is made from."""
        return {name: hash_files(artifact(name).outputs()) for name in self.made_from}

    def recipe_hash(self) -> str:
        """Changes with the build scripts and with the packages that they run on."""
        files = {
            path
            for pattern in self.recipe_files
            for path in (ROOT / "toolchain").glob(pattern)
            if path.is_file() and "__pycache__" not in path.parts
        }
        digest = hashlib.sha256(PackageList.read().recipe_text(self.name).encode())
        digest.update(hash_files(files).encode())
        return digest.hexdigest()


def hash_files(files: Iterable[Path]) -> str:
    """SHA-256 over the names (relative to the clone) and contents of files, in sorted order."""
    digest = hashlib.sha256()
    for name, path in sorted((path.relative_to(ROOT).as_posix(), path) for path in set(files)):
        if not path.is_file():
            raise ToolchainError(f"{name} is missing: it is one of the sources")
        digest.update(f"{name}\0{hash_file(path)}\n".encode())
    return digest.hexdigest()


def rust_sources() -> list[Path]:
    """The workspace's own files that cargo can read when it builds the facade and the WASI command.

    Only crates that these depend on: a change in another one cannot reach the wasm.
    """
    workspace = ROOT / "wasm_kernels"
    manifest = tomllib.loads((workspace / "Cargo.toml").read_text(encoding="utf-8"))
    shared = manifest.get("workspace", {}).get("dependencies", {})
    found: set[Path] = {workspace / "Cargo.toml", workspace / "Cargo.lock"}
    found.update(path for path in (workspace / ".cargo").rglob("*") if path.is_file())
    queue, seen = [workspace, *(workspace / "crates" / name for name in PROGRAMS)], set[Path]()
    while queue:
        crate = queue.pop()
        if crate in seen:
            continue
        seen.add(crate)
        found.update(_crate_files(crate))
        own = tomllib.loads((crate / "Cargo.toml").read_text(encoding="utf-8"))
        for name, wanted in own.get("dependencies", {}).items():
            inherited = isinstance(wanted, dict) and wanted.get("workspace")
            entry, base = (shared.get(name), workspace) if inherited else (wanted, crate)
            if isinstance(entry, dict) and "path" in entry:
                queue.append((base / entry["path"]).resolve())
    return sorted(found)


def _crate_files(crate: Path) -> Iterable[Path]:
    yield crate / "Cargo.toml"
    yield from crate.glob("build.rs")
    for path in (crate / "src").rglob("*"):
        if path.is_file() and not _NOT_BUILT.intersection(path.relative_to(crate / "src").parts):
            yield path


def no_sources() -> list[Path]:
    """For what is built from a published source archive only: its hash stands in the recipe."""
    return []


def snapshot_sources() -> list[Path]:
    """The shim, what takes the memory and the ZIP placer: they make the snapshot and restore it."""
    folder = ROOT / "browser/src/hosts/python"
    return [folder / f"{name}.ts" for name in ("side_modules", "take_snapshot", "stored_zip")]


ARTIFACTS = (
    Artifact(
        name="rust",
        folder="rust",
        recipe_files=("rust/*",),
        source_files=rust_sources,
    ),
    Artifact(
        name="numpy",
        folder="numpy",
        recipe_files=(
            "numpy_wheel/build.sh",
            "numpy_wheel/make_pyroot.py",
            "numpy_wheel/strip_wheel.py",
            "numpy_wheel/requirements.lock",
            "numpy_wheel/sdist.txt",
            "numpy_wheel/pyodide.cross",
            "numpy_wheel/bin/*",
        ),
        source_files=no_sources,
    ),
    Artifact(
        name="snapshot",
        folder="python_snapshot",
        recipe_files=(
            "snapshot/make_snapshot.ts",
            "snapshot/parts.ts",
            "snapshot/imports.txt",
        ),
        source_files=snapshot_sources,
        made_from=("numpy",),
    ),
    Artifact(
        name="numpy_tests",
        folder="numpy_tests",
        recipe_files=("numpy_tests/run_tests.ts", "numpy_tests/requirements.lock"),
        source_files=no_sources,
        made_from=("numpy",),
        script="numpy_tests.py",
    ),
)


def artifact(name: str) -> Artifact:
    """Raises ToolchainError for an unknown name."""
    for one in ARTIFACTS:
        if one.name == name:
            return one
    known = ", ".join(one.name for one in ARTIFACTS)
    raise ToolchainError(f"there is no artifact {name!r}; known: {known}")
