"""Builds the Rust wasm: vendor/rust/."""

import tempfile
from pathlib import Path

from artifacts import rust_sources
from container import Container, run_build
from host import ROOT, ToolchainError, clone_key, read_tools
from mounts import Mount
from record import Built


def build_rust(container: Container, out: Path, *, fresh: bool) -> Built:
    """Build into `out`.

    `fresh` compiles everything anew, as a comparison should; else cargo's target folder of this
    clone is used again. Raises ToolchainError where rustc read a file that the sources hash of
    artifacts.py does not cover: a change of it would go unnoticed.
    """
    target = "/fresh-target" if fresh else f"/cache/rust-{clone_key()}"
    if fresh:
        with tempfile.TemporaryDirectory(prefix="rust-target-") as folder:
            _run(container, out, target, Path(folder))
    else:
        _run(container, out, target, None)
    _check_read(out / "read.d")
    (out / "read.d").unlink()
    return Built(tools=read_tools(out))


def _run(container: Container, out: Path, target: str, folder: Path | None) -> None:
    extra = [Mount(folder, target, read_only=False)] if folder else []
    run_build(container, "/src/toolchain/rust/build.sh", target, out=out, extra=extra)


def _check_read(dependencies: Path) -> None:
    covered = {path.relative_to(ROOT).as_posix() for path in rust_sources()}
    lines = dependencies.read_text(encoding="utf-8").splitlines()
    names = [name for line in lines for name in line.partition(": ")[2].split()]
    read = {Path(name).as_posix().removeprefix("/src/") for name in names}
    missed = sorted(name for name in read - covered if (ROOT / name).is_file())
    if missed:
        raise ToolchainError(
            f"rustc read files that no hash covers: {', '.join(missed)}; add them to "
            "rust_sources in toolchain/artifacts.py"
        )
