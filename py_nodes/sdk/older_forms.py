"""What nodes of the older SDK are given and give, where that is not a plain value.

The classes in `py_nodes/compat` say it themselves: ``__given__(value, metadata)`` makes what `process` is
given, ``__given_out__()`` makes a `Packet` of what it gave, ``__from_plan__`` what a constructor takes.
"""

from __future__ import annotations

import inspect
import sys
from typing import TYPE_CHECKING, Any

from py_nodes.sdk.plug_in_forms import given_to_plug_in

if TYPE_CHECKING:
    from collections.abc import Callable

GIVEN, GIVEN_OUT, FROM_PLAN = "__given__", "__given_out__", "__from_plan__"


def given_form(cls: type[Any]) -> Callable[[Any, dict[str, Any]], Any] | None:
    """How a class wants its input: as its base says or as `process` is annotated; None: the plain value."""
    form = getattr(cls, GIVEN, None)
    if form is None:
        parameters = list(parameters_of(cls.process).values())
        takes_self = not isinstance(inspect.getattr_static(cls, "process", None), staticmethod)
        first = parameters[1:] if takes_self else parameters
        form = getattr(annotated(first[0], cls.process), GIVEN, None) if first else None
    if form is None and is_plug_in(cls):
        form = given_to_plug_in
    found: Callable[[Any, dict[str, Any]], Any] | None = form
    return found


def is_plug_in(cls: type[Any]) -> bool:
    """Whether a class is one of the SDK's in-process plug-ins: `initialize` is given the params."""
    return asks_for_params(getattr(cls, "initialize", None), bound=False)


def last_call(node: Any) -> Callable[[], Any] | None:  # noqa: ANN401
    """What lets a node clean up at the end; plug-ins of the SDK call it `finalize`."""
    found: Callable[[], Any] | None = getattr(node, "cleanup", None) or getattr(node, "finalize", None)
    return found


def asks_for_params(initialize: Any, *, bound: bool) -> bool:  # noqa: ANN401
    """Whether an `initialize` must be given the params, as in plug-ins of the SDK."""
    positional = (inspect.Parameter.POSITIONAL_ONLY, inspect.Parameter.POSITIONAL_OR_KEYWORD)
    needed = [
        each
        for each in parameters_of(initialize).values()
        if each.kind in positional and each.default is each.empty
    ]
    return len(needed) == (1 if bound else 2)


def parameters_of(function: Any) -> dict[str, inspect.Parameter]:  # noqa: ANN401
    """The parameters of a function by name; none where Python cannot tell."""
    try:
        return dict(inspect.signature(function).parameters)
    except (TypeError, ValueError):
        return {}


def annotated(parameter: inspect.Parameter, function: Any) -> Any:  # noqa: ANN401
    """The class that a parameter is annotated with, also where the annotation is text; or None."""
    note = parameter.annotation
    if not isinstance(note, str):
        return note
    name = note.rpartition(".")[2].strip()
    here = getattr(function, "__globals__", None)
    if here is None:
        here = vars(sys.modules.get(getattr(function, "__module__", ""), None) or object)
    return here.get(name)
