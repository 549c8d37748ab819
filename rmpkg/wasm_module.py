"""The vendored Rust wasm under `wasmtime`: the same files that the page runs.

Every export takes and gives numbers; byte slices go in as (address, length), answers are read from
linear memory at addresses that calls return. wasm-bindgen's own imports are three functions that
only serve JavaScript; stubs stand in for them.
"""

from __future__ import annotations

import contextlib
import ctypes
import hashlib
import os
import tempfile
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

import wasmtime

from rmpkg.wasm_call import Number, quick_call

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

HERE = Path(__file__).resolve().parent
# As installed from a wheel, and as they lie in a checkout.
PLACES = (HERE / "_vendor", HERE.parent / "vendor" / "rust")
ENGINE, AUDIO_FILES = "runtime_bg.wasm", "audio_files.wasm"


class WasmError(RuntimeError):
    """The wasm module is missing, or it stopped in a way that it never should."""


def wasm_path(name: str = ENGINE) -> Path:
    """Where a vendored module lies.

    Raises:
        WasmError: it is nowhere.
    """
    for place in PLACES:
        if (place / name).is_file():
            return place / name
    raise WasmError(
        f"the Rust module {name} is missing: it is neither in {PLACES[0]} nor in {PLACES[1]}. "
        "Install rmpkg again, or rebuild it in a checkout with: python3 toolchain/vendor.py rust"
    )


def compiled(engine: wasmtime.Engine, source: bytes) -> wasmtime.Module:
    """Compiles `source`, or takes what an earlier process has compiled (20 ms instead of a second)."""
    digest = hashlib.sha256(source + version("wasmtime").encode()).hexdigest()[:32]
    base = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    kept = base / "rmpkg" / f"runtime-{digest}.cwasm"
    # Compiled code is run as it is: take only what this user alone could have written.
    with contextlib.suppress(OSError, wasmtime.WasmtimeError):
        status = kept.stat()
        if status.st_uid == os.getuid() and not status.st_mode & 0o022:
            return wasmtime.Module.deserialize_file(engine, str(kept))
    module = wasmtime.Module(engine, source)
    with contextlib.suppress(OSError):
        kept.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with tempfile.NamedTemporaryFile(dir=kept.parent, delete=False) as file:
            file.write(module.serialize())
        Path(file.name).replace(kept)
    return module


@cache
def _module(name: str) -> tuple[wasmtime.Engine, wasmtime.Module]:
    engine = wasmtime.Engine()
    return engine, compiled(engine, wasm_path(name).read_bytes())


class WasmInstance:
    """One instance with its own memory. Not for use by two threads at once.

    Args:
        name: which of the vendored modules.
        host: the functions that it imports, by name.
    """

    def __init__(self, name: str = ENGINE, host: Mapping[str, Callable[..., Number]] | None = None) -> None:
        engine, module = _module(name)
        self._host = host or {}
        self._store = wasmtime.Store(engine)
        imports = [self._stub(item) for item in module.imports]
        self._exports = wasmtime.Instance(self._store, module, imports).exports(self._store)
        memory = self._exports["memory"]
        if not isinstance(memory, wasmtime.Memory):
            raise WasmError("the Rust module exports no memory")
        self._memory = memory
        self._functions: dict[str, Callable[..., Number | None]] = {}
        if "__wbindgen_start" in self._exports:
            self.call("__wbindgen_start")

    def _stub(self, item: wasmtime.ImportType) -> wasmtime.Func:
        kind = item.type
        if not isinstance(kind, wasmtime.FuncType):
            raise WasmError(f"the Rust module wants {item.module}.{item.name}, which this host does not give")
        name = item.name or ""
        if name in self._host:
            return wasmtime.Func(self._store, kind, self._host[name])

        def stand_in(*args: Number) -> Number | None:
            if "throw" in name:
                raise WasmError(self.read(int(args[0]), int(args[1])).decode(errors="replace"))
            if "init_externref_table" in name:
                return None
            raise WasmError(f"the Rust module called {name}, which only a browser has")

        return wasmtime.Func(self._store, kind, stand_in)

    def call(self, name: str, *args: Number | bytes | bytearray | memoryview) -> int:
        """Calls an export; byte strings become (address, length).

        Returns:
            The result as an unsigned 32-bit number, 0 where there is none.

        Raises:
            WasmError: the module trapped. It must not be used again.
        """
        function = self._functions.get(name) or self._find(name)
        flat: list[Number] = []
        for arg in args:
            if isinstance(arg, (int, float)):
                flat.append(arg)
            else:
                flat.extend(self.pass_bytes(arg))
        result = self._run(name, function, flat)
        return result & 0xFFFFFFFF if isinstance(result, int) else 0

    def call_float(self, name: str, *args: Number) -> float:
        """Calls an export that gives a float64; otherwise as `call`."""
        return float(self._run(name, self._functions.get(name) or self._find(name), args) or 0)

    @staticmethod
    def _run(name: str, function: Callable[..., Number | None], args: Sequence[Number]) -> Number | None:
        try:
            return function(*args)
        # A trap is no WasmtimeError to wasmtime.
        except (wasmtime.WasmtimeError, wasmtime.Trap) as error:
            raise WasmError(f"the module stopped in {name}: {error}") from error

    @property
    def memory_bytes(self) -> int:
        """How much memory the module has now; it never gets less."""
        return int(self._memory.data_len(self._store))

    def _find(self, name: str) -> Callable[..., Number | None]:
        function = self._exports.get(name)
        if not isinstance(function, wasmtime.Func):
            raise WasmError(f"the Rust module has no function {name}: it is of another version than rmpkg")
        self._functions[name] = call = quick_call(self._store, function)
        return call

    def pass_bytes(self, data: bytes | bytearray | memoryview) -> tuple[int, int]:
        """Puts `data` where a `&[u8]` argument may lie; the callee frees it.

        Returns:
            Address and length in bytes.
        """
        length = len(data)
        address = self.call("argument", length)
        self.view(address, length)[:] = data
        return address, length

    def view(self, address: int, length: int) -> memoryview:
        """The bytes at `address`, in place: valid until the next call into the module."""
        end = address + length
        if address < 0 or end > self._memory.data_len(self._store):
            raise WasmError(f"bytes {address} to {end} lie outside the module's memory")
        base = ctypes.addressof(self._memory.data_ptr(self._store).contents)
        return memoryview((ctypes.c_ubyte * length).from_address(base + address)).cast("B")

    def read(self, address: int, length: int) -> bytes:
        """A copy of `length` bytes at `address`."""
        return bytes(self.view(address, length))

    def write(self, address: int, data: bytes | bytearray | memoryview) -> None:
        """Copies `data` to `address`."""
        self.view(address, len(data))[:] = data

    def new(self, kind: str, *args: Number | bytes) -> WasmObject:
        """Constructs an object of the Rust class `kind` (lower case)."""
        return WasmObject(self, kind, self.call(f"{kind}_new", *args))


class WasmObject:
    """An object of a Rust class; call `free` when it is no longer needed."""

    def __init__(self, instance: WasmInstance, kind: str, pointer: int) -> None:
        self.instance = instance
        self._kind = kind
        self._pointer = pointer

    def call(self, method: str, *args: Number | bytes | bytearray | memoryview) -> int:
        """Calls a method; as `WasmInstance.call`."""
        return self.instance.call(f"{self._kind}_{method}", self._pointer, *args)

    def call_float(self, method: str, *args: Number) -> float:
        """Calls a method that gives a float64."""
        return self.instance.call_float(f"{self._kind}_{method}", self._pointer, *args)

    def reply(self, length: int) -> bytes:
        """A copy of the answer that a call has left, `length` bytes long."""
        return self.instance.read(self.call("reply_address"), length)

    def free(self) -> None:
        """Gives its memory back. The object must not be used afterwards."""
        pointer, self._pointer = self._pointer, 0
        if pointer:
            self.instance.call(f"__wbg_{self._kind}_free", pointer, 0)
