"""Quick calls do what wasmtime's own do."""

from __future__ import annotations

import math

import pytest
import wasmtime

from rmpkg.wasm_call import quick_call

SOURCE = """(module
  (import "host" "back" (func $back (param i32) (result i32)))
  (func (export "mixed") (param i32 i64 f32 f64) (result f64)
    (f64.add (f64.add (f64.convert_i32_s (local.get 0)) (f64.convert_i64_s (local.get 1)))
             (f64.add (f64.promote_f32 (local.get 2)) (local.get 3))))
  (func (export "same") (param i32) (result i32) (local.get 0))
  (func (export "nothing"))
  (func (export "two") (result i32 i32) (i32.const 1) (i32.const 2))
  (func (export "trap") unreachable)
  (func (export "back") (param i32) (result i32) (call $back (local.get 0))))"""


def host(number: int) -> int:
    if number < 0:
        raise KeyError(number)
    return number + 1


Exports = dict[str, wasmtime.Func]


@pytest.fixture(scope="module")
def opened() -> tuple[wasmtime.Store, Exports]:
    store = wasmtime.Store()
    module = wasmtime.Module(store.engine, SOURCE)
    kind = wasmtime.FuncType([wasmtime.ValType.i32()], [wasmtime.ValType.i32()])
    exports = wasmtime.Instance(store, module, [wasmtime.Func(store, kind, host)]).exports(store)
    found = {name: exports[name] for name in ("mixed", "same", "nothing", "two", "trap", "back")}
    return store, {name: each for name, each in found.items() if isinstance(each, wasmtime.Func)}


@pytest.mark.parametrize(
    ("name", "numbers"),
    [
        ("mixed", (-3, 1 << 40, 0.5, 1e300)),
        ("mixed", (1, 2, math.inf, 1.0)),
        ("same", (0xFFFFFFFF,)),
        ("same", (-1,)),
        ("nothing", ()),
        ("two", ()),
        ("back", (41,)),
    ],
)
def test_the_same_answer(
    opened: tuple[wasmtime.Store, Exports], name: str, numbers: tuple[float, ...]
) -> None:
    store, exports = opened
    function = exports[name]
    quick = quick_call(store, function)
    for _ in range(2):
        assert quick(*numbers) == function(store, *numbers)


@pytest.mark.parametrize(
    ("name", "numbers", "raised"),
    [
        ("trap", (), wasmtime.Trap),
        ("back", (-1,), KeyError),
        ("same", ("x",), TypeError),
        ("same", (1.5,), TypeError),
        ("same", (1, 2), (TypeError, wasmtime.WasmtimeError)),
    ],
)
def test_the_same_exception(
    opened: tuple[wasmtime.Store, Exports],
    name: str,
    numbers: tuple[float, ...],
    raised: type[Exception],
) -> None:
    store, exports = opened
    function = exports[name]
    quick = quick_call(store, function)
    for call in (quick, lambda *given: function(store, *given)):
        with pytest.raises(raised):
            call(*numbers)
    assert quick_call(store, exports["same"])(7) == 7


def test_it_is_the_quick_way_that_is_taken(
    opened: tuple[wasmtime.Store, Exports], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where this fails, a new wasmtime has other inner names: runs of many small packets are slow."""
    store, exports = opened
    quick = quick_call(store, exports["same"])
    monkeypatch.delattr(wasmtime.Func, "__call__")
    assert quick(7) == 7
