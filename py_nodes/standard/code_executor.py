"""Runs Python code that a manifest or a packet brings, as the RemoteMedia SDK's node of this name does."""

from __future__ import annotations

import builtins
import importlib
import sys
from dataclasses import dataclass
from typing import Any

from py_nodes.sdk import Node, param
from py_nodes.sdk.plain_json import json_text

#: What code finds without an import.
BUILTINS = (
    *("len", "str", "int", "float", "bool", "list", "dict", "tuple", "set"),
    *("print", "range", "enumerate", "zip", "sorted", "reversed"),
    *("sum", "max", "min", "abs", "round", "ord", "chr"),
    *("isinstance", "hasattr", "getattr", "setattr"),
)
SAFE_MODULES = ("math", "json", "base64")
NO_RESULT = "No result variable set"


class CodeExecutorNode(Node):
    """Runs Python code and gives what it leaves in `result`.

    In: ``{"code", "input"}``, each optional where the param stands for it, or null. Out:
    ``{"executed_code", "input", "result", "processed_by", "node_config"}``, or where the code fails
    ``{"error", "code", "input", "processed_by"}``. The code finds its input as `input_data`, a few
    functions of Python and, if wished for, some modules; it cannot import.

    That is no wall: such code can do what any node of the package can. In the page the sandbox holds it;
    in the terminal it has the rights of whoever runs it, so give it no code from strangers there.
    """

    @dataclass(frozen=True)
    class Params:
        """What the manifest may set."""

        code: str | None = param(None, help="Code for packets that bring none.")
        input_data: Any = param(None, help="Input for packets that bring none.")
        enable_safe_imports: bool = param(default=False, help="math, json, base64 and those below are there.")
        enable_pickle: bool = param(default=False, help="pickle is one of them.")
        enable_cloudpickle: bool = param(default=False, help="cloudpickle, where the bundle has it.")
        allowed_modules: list[str] = param([], help="Further modules.")

    params: Params

    def initialize(self) -> None:
        """Imports the modules once; one that is not there is said and left out."""
        names = {name: getattr(builtins, name) for name in BUILTINS}
        self._given: dict[str, Any] = {"__builtins__": names}
        if not self.params.enable_safe_imports:
            return
        wanted = [*SAFE_MODULES, *self.params.allowed_modules]
        wanted += ["pickle"] * self.params.enable_pickle + ["cloudpickle"] * self.params.enable_cloudpickle
        for name in wanted:
            try:
                importlib.import_module(name)
            except ImportError as error:
                print(f"the module '{name}' is left out: {error}", file=sys.stderr)
            else:
                top = name.partition(".")[0]
                self._given[top] = sys.modules[top]

    def process(self, value: Any) -> dict[str, Any]:  # noqa: ANN401 - see the class
        """One packet, one answer."""
        by = f"{type(self).__name__}[{self.name}]"
        if value is not None and not isinstance(value, dict):
            return {"error": "Input must be an object or null.", "input": value, "processed_by": by}
        told = value or {}
        code = told.get("code", self.params.code)
        given = told.get("input", self.params.input_data)
        if not isinstance(code, str):
            error = "There is no code: neither 'code' of the input nor the parameter 'code' has text."
            return {"error": error, "input": value, "processed_by": by}
        try:
            result = self._run(code, given)
            json_text(result)
        except Exception as error:
            return {
                "error": str(error) or type(error).__name__,
                "code": code,
                "input": given,
                "processed_by": by,
            }
        return {
            "executed_code": code,
            "input": given,
            "result": result,
            "processed_by": by,
            "node_config": {},
        }

    def _run(self, code: str, given: Any) -> Any:  # noqa: ANN401
        """What the code leaves in `result`. One namespace: functions and comprehensions see what it sets."""
        names = {**self._given, "input_data": given}
        exec(compile(code, "<code>", "exec"), names)  # noqa: S102 - what this node is for
        return names.get("result", NO_RESULT)
