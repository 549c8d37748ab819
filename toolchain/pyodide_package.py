"""The Pyodide that the root package.json pins, as npm has installed it."""

import json
from pathlib import Path

from host import ROOT, ToolchainError, hash_file


def pyodide_folder() -> Path:
    """The package's folder below the clone.

    Raises ToolchainError where it is missing or has another version than package.json says.
    """
    wanted = json.loads((ROOT / "package.json").read_text())["devDependencies"]["pyodide"]
    folder = ROOT / "node_modules/pyodide"
    if not (folder / "package.json").is_file():
        raise ToolchainError("node_modules/pyodide is missing: run `npm ci` first")
    found = json.loads((folder / "package.json").read_text())["version"]
    if found != wanted:
        raise ToolchainError(f"node_modules holds pyodide {found}, not {wanted}: run `npm ci`")
    return folder


def pyodide_origin() -> dict[str, str]:
    """Version and hashes of the parts that built artifacts depend on."""
    folder = pyodide_folder()
    version = json.loads((folder / "package.json").read_text())["version"]
    parts = ("pyodide.asm.wasm", "pyodide.asm.mjs", "pyodide.mjs", "python_stdlib.zip")
    return {"origin": "npm", "version": version} | {name: hash_file(folder / name) for name in parts}
