"""check_vendor.py notices what it is there to notice, in a small clone of its own."""

import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

HERE = Path(__file__).resolve().parents[2]

# Each of these crates becomes a file of its own; the toolchain alone knows which they are.
PROGRAMS = """
import sys; sys.path.insert(0, "toolchain")
from artifacts import PROGRAMS
print(*PROGRAMS)
"""
RECORD = """
import sys; sys.path.insert(0, "toolchain")
from artifacts import artifact
from record import Record, write_record
one = artifact("rust")
write_record("rust", Record(sources=one.sources_hash(), recipe=one.recipe_hash(), files=one.output_hashes()))
"""


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """A clone with a facade, its programs, a crate that is needed, one that is not, and a recorded output."""
    root = tmp_path / "clone"
    shutil.copytree(HERE / "toolchain", root / "toolchain", ignore=shutil.ignore_patterns("__pycache__"))
    (root / "package.json").write_text(json.dumps({"devDependencies": {"pyodide": "1.0.0"}}))
    kernels = root / "wasm_kernels"
    ask = [sys.executable, "-c", PROGRAMS]
    programs = subprocess.run(
        ask, cwd=root, capture_output=True, text=True, check=True, env=environment(root)
    )
    crates = ("needed", "unneeded", *programs.stdout.split())
    for crate in (".", *(f"crates/{name}" for name in crates)):
        (kernels / crate / "src").mkdir(parents=True)
        (kernels / crate / "src/lib.rs").write_text("//! Empty.\n")
    (kernels / "Cargo.toml").write_text(
        '[workspace.dependencies]\nneeded = { path = "crates/needed" }\n'
        '[package]\nname = "wasm_kernels"\n[dependencies]\nneeded.workspace = true\nserde = "1"\n'
    )
    for crate in crates:
        (kernels / "crates" / crate / "Cargo.toml").write_text(f'[package]\nname = "{crate}"\n')
    (kernels / "Cargo.lock").write_text("")
    (kernels / ".cargo").mkdir()
    (kernels / ".cargo/config.toml").write_text("")
    (root / "vendor/rust").mkdir(parents=True)
    (root / "vendor/rust/runtime_bg.wasm").write_bytes(b"\0asm")
    subprocess.run([sys.executable, "-c", RECORD], cwd=root, check=True, env=environment(root))
    return root


def environment(root: Path) -> dict[str, str]:
    """Nothing of the machine's own caches."""
    return {"XDG_CACHE_HOME": str(root.parent / "cache"), "PATH": "/usr/bin:/bin"}


def complaints(root: Path) -> list[str]:
    """What the check says of the Rust artifact; the others have no record here."""
    check = [sys.executable, str(root / "toolchain/check_vendor.py")]
    done = subprocess.run(check, cwd=root, capture_output=True, text=True, check=False, env=environment(root))
    assert done.returncode == 1, "the other artifacts are missing here"
    return [line for line in done.stderr.splitlines() if line.startswith(("rust:", "vendor/"))]


def append(name: str) -> Callable[[Path], object]:
    """A change of one file."""

    def change(root: Path) -> None:
        with (root / name).open("a") as file:
            file.write("\n")

    return change


def test_silent_where_all_fits(clone: Path) -> None:
    assert complaints(clone) == []


@pytest.mark.parametrize(
    "change",
    [
        append("wasm_kernels/src/lib.rs"),
        append("wasm_kernels/crates/needed/src/lib.rs"),
        append("wasm_kernels/crates/needed/src/new_file.rs"),
        append("wasm_kernels/crates/needed/Cargo.toml"),
        append("wasm_kernels/crates/wasi_command/src/lib.rs"),
        append("wasm_kernels/Cargo.lock"),
        append("wasm_kernels/.cargo/config.toml"),
        lambda root: (root / "wasm_kernels/crates/needed/src/lib.rs").rename(
            root / "wasm_kernels/crates/needed/src/main.rs"
        ),
    ],
    ids=["facade", "crate", "new file", "manifest", "program", "lock", "cargo config", "renamed"],
)
def test_names_a_changed_source_and_the_command(clone: Path, change: Callable[[Path], object]) -> None:
    change(clone)
    said = complaints(clone)
    assert "source files has changed" in said[0]
    assert said[-1] == "rust: rebuild it with `python3 toolchain/vendor.py rust`"


@pytest.mark.parametrize(
    "name",
    [
        "wasm_kernels/crates/unneeded/src/lib.rs",
        "wasm_kernels/crates/needed/README.md",
        "wasm_kernels/crates/needed/tests/case.rs",
        "wasm_kernels/src/tests/case.txt",
        "wasm_kernels/src/wire/tests.rs",
    ],
)
def test_a_file_that_reaches_no_output_does_not_matter(clone: Path, name: str) -> None:
    (clone / name).parent.mkdir(exist_ok=True)
    append(name)(clone)
    assert complaints(clone) == []


def test_names_a_changed_recipe(clone: Path) -> None:
    append("toolchain/rust/build.sh")(clone)
    assert "its recipe under toolchain/ has changed" in complaints(clone)[0]


def test_packages_of_another_artifact_do_not_matter(clone: Path) -> None:
    packages = clone / "toolchain/packages.toml"
    text = packages.read_text()
    packages.write_text(text.replace('numpy = ["emscripten"', 'numpy = ["another", "emscripten"'))
    assert complaints(clone) == []
    packages.write_text(text.replace('"rustc"', '"rustc-other"'))
    assert "its recipe under toolchain/ has changed" in complaints(clone)[0]


def test_names_a_changed_a_missing_and_an_unknown_output(clone: Path) -> None:
    (clone / "vendor/rust/runtime_bg.wasm").write_bytes(b"\0asm\1")
    assert "rust/runtime_bg.wasm is not the file that was built" in complaints(clone)[0]
    (clone / "vendor/rust/runtime_bg.wasm").rename(clone / "vendor/rust/other.wasm")
    said = "\n".join(complaints(clone))
    assert "rust/runtime_bg.wasm is missing" in said
    assert "rust/other.wasm is not in VENDOR.toml" in said


def test_names_a_file_of_no_artifact(clone: Path) -> None:
    append("vendor/stray.bin")(clone)
    assert complaints(clone) == ["vendor/stray.bin belongs to no artifact of toolchain/artifacts.py"]
