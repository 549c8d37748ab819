"""The WASI command as plain runtimes run it."""

from __future__ import annotations

import subprocess
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import wasmtime

COMMAND = Path(__file__).resolve().parent.parent / "vendor" / "rust" / "rmpkg.wasm"


@dataclass(frozen=True)
class Done:
    """How a command ended."""

    returncode: int
    stdout: str
    stderr: str


@cache
def compiled() -> tuple[wasmtime.Engine, wasmtime.Module]:
    engine = wasmtime.Engine()
    return engine, wasmtime.Module.from_file(engine, str(COMMAND))


def under_the_package(folder: Path, stdin: str, *words: str) -> Done:
    """Under the wasmtime package's own WASI, `folder` open to it as its current folder."""
    engine, module = compiled()
    linker = wasmtime.Linker(engine)
    linker.define_wasi()
    config = wasmtime.WasiConfig()
    config.argv = ["rmpkg.wasm", *words]
    streams = {name: folder / f".{name}" for name in ("stdin", "stdout", "stderr")}
    streams["stdin"].write_text(stdin)
    config.stdin_file, config.stdout_file, config.stderr_file = (str(path) for path in streams.values())
    config.preopen_dir(str(folder), ".")
    store = wasmtime.Store(engine)
    store.set_wasi(config)
    start = linker.instantiate(store, module).exports(store)["_start"]
    assert isinstance(start, wasmtime.Func)
    status = 0
    try:
        start(store)
    except wasmtime.ExitTrap as ended:
        status = ended.code
    del store  # closes the streams
    return Done(status, streams["stdout"].read_text(), streams["stderr"].read_text())


def under_the_binary(folder: Path, stdin: str, *words: str) -> Done:
    """Under plain `wasmtime`."""
    command = ["wasmtime", "--dir", ".", str(COMMAND), *words]
    done = subprocess.run(command, cwd=folder, input=stdin, capture_output=True, text=True, check=False)
    return Done(done.returncode, done.stdout, done.stderr)
