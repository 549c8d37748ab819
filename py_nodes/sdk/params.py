"""Parameters of a node: a typed dataclass, filled from what the manifest says."""

from __future__ import annotations

import dataclasses
import enum
import types
import typing
from dataclasses import MISSING
from typing import Any, Literal, Union

from py_nodes.sdk.diagnostic import Diagnostic, did_you_mean


def param(
    default: Any = MISSING,  # noqa: ANN401 - any type of parameter
    *,
    help: str = "",  # noqa: A002 - the word that authors expect
    minimum: float | None = None,
    maximum: float | None = None,
    unit: str = "",
) -> Any:  # noqa: ANN401
    """A field of a `Params` dataclass with a sentence of help, limits and a unit; required without a default.

    A list or dict as default is copied for each node.
    """
    about = {"help": help, "minimum": minimum, "maximum": maximum, "unit": unit}
    if isinstance(default, (list, dict, set)):
        return dataclasses.field(default_factory=lambda: type(default)(default), metadata=about)
    return dataclasses.field(default=default, metadata=about)


class WrongParam(ValueError):  # noqa: N818 - not an error of the program, one finding among several
    """One value that does not fit; `key` is its place under the parameter, such as ``[2]``."""

    def __init__(self, message: str, key: str = "") -> None:
        super().__init__(message)
        self.key = key


def read_params(cls: type[Any], given: dict[str, Any], path: str) -> tuple[Any, list[Diagnostic]]:
    """Fills the dataclass `cls` from the manifest's dict; `path` is its place, such as ``nodes[2].params``.

    Returns the params, or None where one of the diagnostics is an error. Everything that is wrong is
    reported, not only the first. A key that the class does not know is a warning.
    """
    found: list[Diagnostic] = []
    hints = typing.get_type_hints(cls)
    fields = {each.name: each for each in dataclasses.fields(cls) if each.init}
    values: dict[str, Any] = {}
    for key in given:
        if key not in fields:
            found.append(
                {
                    "severity": "warning",
                    "code": "unknown-param",
                    "message": f"There is no parameter '{key}'; it has no effect.",
                    "help": did_you_mean(key, fields),
                    "path": f"{path}.{key}",
                }
            )
    for name, field in fields.items():
        if name not in given:
            if field.default is MISSING and field.default_factory is MISSING:
                found.append(
                    {
                        "severity": "error",
                        "code": "missing-param",
                        "message": f"The parameter '{name}' is required.",
                        "help": f'Add "{name}": {type_words(hints[name])}.',
                        "path": path,
                    }
                )
            continue
        try:
            value = fitted(given[name], hints[name])
            check_limits(value, field)
            values[name] = value
        except WrongParam as wrong:
            found.append(
                {
                    "severity": "error",
                    "code": "wrong-param",
                    "message": f"The parameter '{name}' {wrong}.",
                    "help": str(field.metadata.get("help", "")),
                    "path": f"{path}.{name}{wrong.key}",
                }
            )
    if any(each["severity"] == "error" for each in found):
        return None, found
    try:
        return cls(**values), found
    except (TypeError, ValueError) as error:  # what the class's own __post_init__ refuses
        found.append({"severity": "error", "code": "wrong-param", "message": str(error), "path": path})
        return None, found


def describe_params(cls: type[Any]) -> list[dict[str, Any]]:
    """The parameters of a class for people and for the page: name, type, default, help, limits, unit."""
    hints = typing.get_type_hints(cls)
    rows: list[dict[str, Any]] = []
    for field in dataclasses.fields(cls):
        if not field.init:
            continue
        row: dict[str, Any] = {"name": field.name, "type": type_words(hints[field.name])}
        if field.default is not MISSING:
            row["default"] = field.default
        elif field.default_factory is not MISSING:
            row["default"] = field.default_factory()
        else:
            row["required"] = True
        row |= {key: value for key, value in field.metadata.items() if value not in (None, "")}
        rows.append(row)
    return rows


def check_limits(value: object, field: dataclasses.Field[Any]) -> None:
    """Raises `WrongParam` where a number is outside the limits of its field."""
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return
    minimum, maximum = field.metadata.get("minimum"), field.metadata.get("maximum")
    unit = f" {field.metadata['unit']}" if field.metadata.get("unit") else ""
    if minimum is not None and not value >= minimum:
        raise WrongParam(f"must be at least {minimum}{unit}, it is {value}")
    if maximum is not None and not value <= maximum:
        raise WrongParam(f"must be at most {maximum}{unit}, it is {value}")


def fitted(value: Any, hint: Any) -> Any:  # noqa: ANN401, PLR0911, PLR0912 - one case a type
    """The JSON value as the type that the hint names; raises `WrongParam`."""
    origin, inner = typing.get_origin(hint), typing.get_args(hint)
    if hint is Any or hint is object:
        return value
    if origin is Literal:
        if value in inner and type(value) in {type(each) for each in inner}:
            return value
        raise WrongParam(f"must be {type_words(hint)}, it is {shown(value)}{near(value, inner)}")
    if origin in (Union, types.UnionType):
        return fitted_union(value, hint, inner)
    if origin is tuple or hint is tuple:
        return tuple(fitted_items(value, inner[0] if inner else Any, hint))
    if origin is list or hint is list:
        return fitted_items(value, inner[0] if inner else Any, hint)
    if origin is dict or hint is dict:
        if not isinstance(value, dict):
            raise WrongParam(f"must be {type_words(hint)}, it is {shown(value)}")
        of = inner[1] if inner else Any
        return {key: inside(item, of, f".{key}") for key, item in value.items()}
    if isinstance(hint, type) and issubclass(hint, enum.Enum):
        for member in hint:
            if value in (member.value, member.name):
                return member
        words = [str(member.value) for member in hint]
        raise WrongParam(f"must be one of {', '.join(words)}, it is {shown(value)}{near(value, words)}")
    if hint is float and isinstance(value, (int, float)) and not isinstance(value, bool):
        return float(value)
    if hint is int and isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(hint, type) and isinstance(value, hint) and isinstance(value, bool) == (hint is bool):
        return value
    raise WrongParam(f"must be {type_words(hint)}, it is {shown(value)}")


def fitted_union(value: Any, hint: Any, inner: tuple[Any, ...]) -> Any:  # noqa: ANN401
    """The value as the first type of a union that takes it."""
    deepest = WrongParam(f"must be {type_words(hint)}, it is {shown(value)}")
    for each in inner:
        try:
            return fitted(value, each)
        except WrongParam as wrong:
            if wrong.key:
                deepest = wrong
    raise deepest


def fitted_items(value: Any, of: Any, hint: Any) -> list[Any]:  # noqa: ANN401
    """A list, item by item."""
    if not isinstance(value, list):
        raise WrongParam(f"must be {type_words(hint)}, it is {shown(value)}")
    return [inside(item, of, f"[{i}]") for i, item in enumerate(value)]


def inside(value: Any, hint: Any, key: str) -> Any:  # noqa: ANN401
    """An item of a list or dict; what is wrong with it carries its place."""
    try:
        return fitted(value, hint)
    except WrongParam as wrong:
        raise WrongParam(str(wrong), key + wrong.key) from None


def shown(value: object) -> str:
    """A JSON value for a message: short, as JSON spells it."""
    import json  # noqa: PLC0415 - only for messages

    text = json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= 60 else text[:57] + "…"


def near(value: object, known: typing.Iterable[object]) -> str:
    """A hint at the word that was meant."""
    words = [each for each in known if isinstance(each, str)]
    hint = did_you_mean(value, words) if isinstance(value, str) and words else ""
    return f". {hint.rstrip('.')}" if hint.startswith("Did") else ""


WORDS = {
    float: "a number",
    int: "a whole number",
    str: "text",
    bool: "true or false",
    type(None): "null",
    dict: "an object",
    list: "a list",
}


def type_words(hint: Any) -> str:  # noqa: ANN401
    """A type as people read it."""
    origin, inner = typing.get_origin(hint), typing.get_args(hint)
    if hint is Any or hint is object:
        return "any value"
    if origin is Literal:
        return "one of " + ", ".join(str(each) for each in inner) if len(inner) > 1 else str(inner[0])
    if origin in (Union, types.UnionType):
        return " or ".join(type_words(each) for each in inner)
    if origin in (list, tuple) and inner:
        return f"a list of {type_words(inner[0])}"
    if origin is dict and inner:
        return f"an object of {type_words(inner[1])}"
    return WORDS.get(origin or hint, getattr(hint, "__name__", str(hint)))
