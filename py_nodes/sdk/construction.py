"""Makes a node from what the plan says of it."""

from __future__ import annotations

import dataclasses
import inspect
import logging
from typing import TYPE_CHECKING, Any, NotRequired, TypedDict

from py_nodes.sdk.diagnostic import Diagnostic, did_you_mean
from py_nodes.sdk.failures import RAISED, StopAsked, cause_of, move_place
from py_nodes.sdk.node import Node, is_node_class
from py_nodes.sdk.older_forms import FROM_PLAN, annotated, is_plug_in
from py_nodes.sdk.params import read_params

if TYPE_CHECKING:
    from collections.abc import Mapping


class PlanPort(TypedDict):
    """A port in the plan."""

    name: str
    type: str


class PlanNode(TypedDict):
    """A node in the engine's plan (WIRE.md, "Plan in the answer"); more keys may be there."""

    index: int
    id: str
    node_type: str
    #: "standard" or "bundle"
    origin: str
    params: NotRequired[dict[str, Any] | None]
    on_error: NotRequired[str]
    retries: NotRequired[int]
    inputs: list[PlanPort]
    outputs: list[PlanPort]


def build_node(cls: type[Any], plan: PlanNode, bundle: str) -> tuple[Any, list[Diagnostic]]:
    """The node, or None where something in the list is an error."""
    config = dict(plan.get("params") or {})
    path = f"nodes[{plan['index']}].params"
    params: Any = None
    found: list[Diagnostic] = []
    declared = getattr(cls, "Params", None)
    if isinstance(declared, type) and dataclasses.is_dataclass(declared):
        try:
            params, found = read_params(declared, config, path)
        except (NameError, TypeError) as error:  # a type that only a type checker can see
            return None, placed([not_made(cls, error, path, bundle)], plan)
        if params is None:
            return None, placed(found, plan)
    arguments, unknown = keywords_for(cls, config, plan, params)
    if params is None and not is_plug_in(cls):
        found += [unknown_keyword(key, cls, path) for key in unknown]
    try:
        node = cls(**arguments)
    except StopAsked:
        raise
    except RAISED as error:
        return None, placed([*found, not_made(cls, error, path, bundle)], plan)
    if isinstance(node, Node):
        complete(node, plan["id"], params, config)
    elif hasattr(node, "__adopt__"):
        node.__adopt__(plan["id"], plan["node_type"], config)
    return node, placed(found, plan)


def complete(node: Node, name: str, params: Any, config: dict[str, Any]) -> None:  # noqa: ANN401
    """What the base class promises, also for classes whose own __init__ passes nothing up."""
    node.params = params
    node.config = config
    if not getattr(node, "name", ""):
        node.name = name
    if not hasattr(node, "logger"):
        node.logger = logging.getLogger(f"nodes.{name}")


def keywords_for(
    cls: type[Any],
    config: Mapping[str, Any],
    plan: PlanNode,
    params: Any,  # noqa: ANN401
) -> tuple[dict[str, Any], list[str]]:
    """The keywords that the constructor takes, and the keys of the config that it does not.

    The node's id goes where the signature asks for ``name`` or ``node_id`` (some classes of the older
    SDK require it), all that the manifest says where it asks for ``params`` or ``config`` and the class
    declares no `Params`. A base class of nodes takes the name among any keywords; of other classes with
    any keywords nobody knows what they would do with it.
    """
    try:
        parameters = inspect.signature(cls).parameters.values()
    except (TypeError, ValueError):
        return dict(config), []
    name = plan["id"]
    named = {each.name for each in parameters if each.kind in (each.POSITIONAL_OR_KEYWORD, each.KEYWORD_ONLY)}
    any_keyword = any(each.kind is each.VAR_KEYWORD for each in parameters)
    if any_keyword and is_node_class(cls):
        named |= {"name", "params"} if issubclass(cls, Node) else {"name"}
    offered = {"name": name, "node_id": name, "params": params}
    whole: str | None = None
    if params is None and not issubclass(cls, Node):
        for each in parameters:
            is_setting = each.name in config or each.kind is each.VAR_KEYWORD
            if each.name in ("params", "config") and not is_setting:
                whole = each.name
                offered[whole] = config_for(cls, each, plan, config)
    arguments = {key: value for key, value in offered.items() if key in named}
    if whole is not None:
        arguments |= {key: value for key, value in config.items() if key in named}
        return arguments, []
    arguments |= {key: value for key, value in config.items() if any_keyword or key in named}
    return arguments, [key for key in config if key not in arguments]


def config_for(
    cls: type[Any], parameter: inspect.Parameter, plan: PlanNode, config: Mapping[str, Any]
) -> Any:  # noqa: ANN401 - a dict, or the older SDK's NodeConfig
    """All that the manifest says of a node, as one argument of its constructor."""
    made = getattr(cls, "__config__", None) or annotated(parameter, cls.__init__)
    make = getattr(made, FROM_PLAN, None)
    return make(plan["id"], plan["node_type"], dict(config)) if make is not None else dict(config)


def not_made(cls: type[Any], error: BaseException, path: str, bundle: str) -> Diagnostic:
    """The constructor raised."""
    cause = cause_of(error, bundle)
    found: Diagnostic = {
        "severity": "error",
        "code": cause.pop("code", "node-construction"),
        "message": f"{cls.__name__} cannot be made: {cause['type']}: {cause['message']}",
        "help": cause.pop("help", "Correct the params, or the class's __init__."),
        "path": path,
        "cause": cause,
    }
    move_place(cause, found)
    return found


def unknown_keyword(key: str, cls: type[Any], path: str) -> Diagnostic:
    """A param that nothing reads."""
    known = [name for name in inspect.signature(cls).parameters if name not in ("name", "node_id", "params")]
    return {
        "severity": "warning",
        "code": "unknown-param",
        "message": f"{cls.__name__} has no parameter '{key}'; it has no effect.",
        "help": did_you_mean(key, known),
        "path": f"{path}.{key}",
    }


def placed(found: list[Diagnostic], plan: PlanNode) -> list[Diagnostic]:
    """The same, with the node they are about."""
    for each in found:
        each["node"] = plan["id"]
        each["node_type"] = plan["node_type"]
    return found
