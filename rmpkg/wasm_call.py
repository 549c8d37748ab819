"""Calls of wasm functions without what `wasmtime` asks anew for every call.

`wasmtime.Func` reads the function's type and builds a dozen objects each time: 50 µs where the call itself
takes one, which a run of many small packets pays several times a packet. Here the type is read once, and the
room for arguments and result is kept. That needs names which `wasmtime` does not promise to keep; where a
version of it lacks one, its own way is taken.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

import wasmtime

if TYPE_CHECKING:
    from collections.abc import Callable

Number = int | float

#: The numbers that a call may take or give, with their codes in wasmtime's C interface.
CODES = {"i32": 0, "i64": 1, "f32": 2, "f64": 3}


def quick_call(store: wasmtime.Store, function: wasmtime.Func) -> Callable[..., Number | None]:
    """`function` as a plain callable: numbers in, a number out, or None where it gives none.

    It raises what `wasmtime` would: `Trap`, `WasmtimeError`, `TypeError` for what is no such number, or what
    a function of the host raised meanwhile.
    """
    kind = function.type(store)
    takes, gives = [str(each) for each in kind.params], [str(each) for each in kind.results]
    if len(gives) <= 1 and {*takes, *gives} <= CODES.keys():
        try:
            return _prepared(store, function, takes, gives)
        except (ImportError, AttributeError):
            pass  # another version of wasmtime
    return lambda *numbers: cast("Number | None", function(store, *numbers))


def _prepared(
    store: wasmtime.Store, function: wasmtime.Func, takes: list[str], gives: list[str]
) -> Callable[..., Number | None]:
    """As `quick_call`.

    Raises:
        AttributeError, ImportError: this `wasmtime` has other inner names.
    """
    from ctypes import byref  # noqa: PLC0415 - beside the names that it is for

    from wasmtime import _ffi as ffi  # noqa: PLC0415 - where its lack is caught
    from wasmtime._func import enter_wasm  # noqa: PLC0415 - the same

    count, results = len(takes), len(gives)
    arguments = (ffi.wasmtime_val_t * count)()
    for argument, kind in zip(arguments, takes, strict=True):
        argument.kind = ffi.wasmtime_valkind_t(CODES[kind])
    slots = [(argument.of, kind) for argument, kind in zip(arguments, takes, strict=True)]
    result = (ffi.wasmtime_val_t * results)()
    given = (result[0].of, gives[0]) if gives else None
    context, called, call, error_of = (
        store._context(),
        byref(function._func),
        ffi.wasmtime_func_call,
        wasmtime.WasmtimeError._from_ptr,
    )

    def quick(*numbers: Number) -> Number | None:
        if len(numbers) != count:
            raise TypeError(f"the function takes {count} numbers, not {len(numbers)}")
        for (slot, kind), number in zip(slots, numbers, strict=True):
            setattr(slot, kind, number)
        with enter_wasm(store) as trap:
            if error := call(context, called, arguments, count, result, results, trap):
                raise error_of(error)
        return cast("Number", getattr(*given)) if given else None

    return quick
