"""Runs the Python nodes of a graph for whoever drives the engine: the page and CPython use this unchanged.

The host gives it the plan's nodes, then calls as the engine commands them, and gets outcomes. Nothing
here knows another memory, another language or how packets are scheduled.
"""

from __future__ import annotations

import asyncio
import inspect
import sys
from typing import TYPE_CHECKING, Any

from py_nodes.sdk.bundle_nodes import BundleNodes, mentions
from py_nodes.sdk.captured_output import CapturedOutput, Log, current_node, running_as
from py_nodes.sdk.construction import PlanNode, build_node
from py_nodes.sdk.failures import RAISED, StopAsked, cause_of, move_place
from py_nodes.sdk.node_call import PLAIN, PROCESS, Outcome, call_steps, must_be_run, result_steps
from py_nodes.sdk.older_forms import asks_for_params, last_call
from py_nodes.sdk.running_node import InputPacket, Output, RunningNode
from py_nodes.sdk.streamed_node import StreamedNode

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Coroutine, Generator, Sequence
    from pathlib import Path

    from py_nodes.sdk.bundle_wheels import BundleWheels
    from py_nodes.sdk.diagnostic import Cause, Diagnostic
    from py_nodes.sdk.wire_values import WireValue


class Executor:
    """The Python nodes of one run.

    `create` first; then `call`, `advance` and `abort` as the engine says; `cleanup` at the end, always.
    `call` and `advance` give an `Outcome`, or where the node must wait for something a task that will.
    """

    def __init__(
        self,
        log: Log,
        standard: Callable[[str], type[Any] | None],
        micropip: Callable[[BundleWheels], None] | None = None,
    ) -> None:
        """`standard` finds the class of a standard node type; a bundle's class of that name wins over it.

        `micropip` sets up the module of that name for a bundle that imports it.
        """
        self._output = CapturedOutput(log)
        self._micropip = micropip
        self._wheels: BundleWheels | None = None
        self._standard = standard
        self._bundle: BundleNodes | None = None
        self._folder = ""
        self._nodes: dict[int, RunningNode] = {}
        self._streams: dict[int, StreamedNode] = {}
        self._calls: dict[int, tuple[RunningNode, Any]] = {}
        #: Calls that wait, and what each waited for first.
        self._tasks: dict[int, tuple[asyncio.Task[Outcome], Awaitable[Any]]] = {}

    async def create(
        self, nodes: list[PlanNode], folder: Path | None, wheels: Sequence[str] = ()
    ) -> list[Diagnostic]:
        """Imports what the nodes need, makes them and lets them initialise; `folder` has the bundle's files.

        `wheels` are those of the plan, by their paths in the folder.

        Gives every problem together; with an error among them no node may be called. Must be followed
        by `cleanup` in any case.
        """
        self._output.install()
        with running_as(-1):
            problems = self._install(folder, wheels)
            if any_error(problems):
                self._output.end_lines()
                return problems
            classes, found = self._classes(nodes, folder)
        found = problems + found
        for plan in nodes:
            cls = classes.get(plan["node_type"])
            if cls is not None:
                found += self._build(cls, plan)
            elif not any_error(found):
                found.append(no_class(plan))
        if not any_error(found):
            for plan in nodes:
                found += await self._initialize(plan)
        self._output.end_lines()
        return found

    def call(
        self, call: int, node: int, reason: int, packets: list[InputPacket]
    ) -> Outcome | asyncio.Task[Outcome]:
        """Runs a node. Never raises for the node's sake: a failure is in the outcome."""
        running = self._nodes[node]
        if running.is_left_out:
            return Outcome()
        if reason == PROCESS and running.is_plain and len(packets) == 1:
            answer = self.call_plain(call, node, packets[0].value, packets[0].shared, packets[0].timestamp)
            return Outcome([answer]) if isinstance(answer, Output) else answer
        token = current_node.set(node)
        try:
            return self._go_on(call, running, call_steps(running, self._streams.get(node), reason, packets))
        except StopAsked:
            raise
        except BaseException as error:
            return Outcome(failure=cause_of(error, self._folder))
        finally:
            current_node.reset(token)
            if self._output.begun:
                self._output.end_lines()

    def plain_nodes(self) -> list[int]:
        """Indices of the nodes whose packets `call_plain` serves."""
        return [
            index for index, running in self._nodes.items() if running.is_plain and not running.is_left_out
        ]

    def call_plain(
        self,
        call: int,
        node: int,
        value: WireValue,
        shared: bool,  # noqa: FBT001 - a keyword costs more than it tells here
        timestamp: float,
    ) -> Output | Outcome | asyncio.Task[Outcome]:
        """As `call`, for one packet of a node that wants nothing but its value; an output may come bare.

        For every packet of most graphs, so it makes no object that it can do without.
        """
        running = self._nodes[node]
        token = current_node.set(node)
        try:
            running.timestamp = timestamp
            held = [running.process(value.to_python(shared=shared or running.keeps_inputs))]
            if held[0] is None:
                return Outcome()
            if type(held[0]) in PLAIN or not must_be_run(held[0]):
                return running.output(held) or Outcome()
            return self._go_on(call, running, result_steps(running, held))
        except StopAsked:
            raise
        except BaseException as error:
            return Outcome(failure=cause_of(error, self._folder))
        finally:
            current_node.reset(token)
            if self._output.begun:
                self._output.end_lines()

    def advance(self, call: int) -> Outcome | asyncio.Task[Outcome]:
        """Takes the next item of a call whose outcome said that there is more."""
        running, steps = self._calls.pop(call)
        token = current_node.set(running.index)
        try:
            return self._go_on(call, running, steps)
        except StopAsked:
            raise
        except BaseException as error:
            return Outcome(failure=cause_of(error, self._folder))
        finally:
            current_node.reset(token)
            if self._output.begun:
                self._output.end_lines()

    def abort(self, call: int) -> None:
        """Gives a call up: its task is cancelled, its generator closed. Not an error if it is over."""
        task, waits_for = self._tasks.pop(call, (None, None))
        if task is not None:
            task.cancel()
        if inspect.iscoroutine(waits_for) and inspect.getcoroutinestate(waits_for) == inspect.CORO_CREATED:
            # A task that had not begun (before 3.12) never gets to it, and Python would say so on stderr.
            waits_for.close()
        running, steps = self._calls.pop(call, (None, None))
        if running is not None and steps is not None:
            with running_as(running.index):
                steps.close()

    def cut_short(self, error: BaseException) -> Outcome:
        """What a call comes to that the host's own `error` ended outside the node's code.

        It came on the way out of it, say, or while what the node raised was being put into words.
        """
        current_node.set(None)
        error.__context__ = None  # what it came between may have no words, and no end
        return Outcome(failure=cause_of(error, self._folder))

    async def cleanup(self) -> list[Diagnostic]:
        """Ends what still runs and lets every node clean up; gives what went wrong there, as warnings."""
        found: list[Diagnostic] = []
        for call in [*self._tasks, *self._calls]:
            self.abort(call)
        for index, running in self._nodes.items():
            with running_as(index):
                stream = self._streams.get(index)
                try:
                    if stream is not None:
                        await stream.close()
                except StopAsked:
                    raise
                except RAISED as error:
                    found.append(clean_up_problem(running.plan, cause_of(error, self._folder)))
                cause = await self._attempt(running.plan, last_call(running.node))
                if cause is not None:
                    found.append(clean_up_problem(running.plan, cause))
        self._nodes.clear()
        self._streams.clear()
        if self._bundle is not None:
            self._bundle.close()
            self._bundle = None
        if self._wheels is not None:
            self._wheels.close()
            self._wheels = None
        self._output.remove()
        return found

    def _install(self, folder: Path | None, wheels: Sequence[str]) -> list[Diagnostic]:
        """Puts the bundle's wheels in place, and micropip for a bundle that uses it."""
        if folder is None:
            return []
        imports_micropip = self._micropip is not None and mentions(folder, "micropip")
        if not wheels and not imports_micropip:
            return []
        from py_nodes.sdk.bundle_wheels import BundleWheels  # noqa: PLC0415 - a third of a second in the page

        self._wheels = BundleWheels(folder.resolve(), wheels)
        found = self._wheels.install()
        if imports_micropip and self._micropip is not None and not any_error(found):
            self._micropip(self._wheels)
        return found

    def _classes(
        self, nodes: list[PlanNode], folder: Path | None
    ) -> tuple[dict[str, type[Any]], list[Diagnostic]]:
        """The class of each node type; the plan says which of them are the bundle's own."""
        own = {each["node_type"] for each in nodes if each["origin"] == "bundle"}
        classes: dict[str, type[Any]] = {}
        found: list[Diagnostic] = []
        if own and folder is not None:
            self._bundle = BundleNodes(folder)
            self._folder = str(self._bundle.folder)
            classes, found = self._bundle.load(own)
        for word in {each["node_type"] for each in nodes} - own:
            cls = self._standard(word)
            if cls is not None:
                classes[word] = cls
        return classes, found

    def _build(self, cls: type[Any], plan: PlanNode) -> list[Diagnostic]:
        with running_as(plan["index"]):
            node, found = build_node(cls, plan, self._folder)
        if node is not None:
            running = RunningNode(plan, node)
            self._nodes[plan["index"]] = running
            if running.is_streaming:
                self._streams[plan["index"]] = StreamedNode(running)
        return found

    async def _initialize(self, plan: PlanNode) -> list[Diagnostic]:
        running = self._nodes[plan["index"]]
        cause = await self._attempt(plan, initializer(running.node, plan))
        if cause is None:
            return []
        running.is_left_out = plan.get("on_error") == "skip"
        return [start_problem(plan, cause, left_out=running.is_left_out)]

    async def _attempt(self, plan: PlanNode, method: Callable[[], Any] | None) -> Cause | None:
        """Calls `initialize` or `cleanup`, again where `on_error` says so; why the last try failed."""
        if method is None:
            return None
        cause: Cause | None = None
        tries = 1 + plan.get("retries", 0) if plan.get("on_error") == "retry" else 1
        for _ in range(tries):
            with running_as(plan["index"]):
                try:
                    await settled(method())
                except StopAsked:
                    raise
                except RAISED as error:
                    cause = cause_of(error, self._folder)
                else:
                    return None
        return cause

    def _go_on(
        self, call: int, running: RunningNode, steps: Generator[Any, Any, list[Output]]
    ) -> Outcome | asyncio.Task[Outcome]:
        """Runs a call until it rests, is over or must wait."""
        try:
            step = next(steps)
        except StopIteration as end:
            return Outcome(end.value)
        if isinstance(step, Output):
            self._calls[call] = (running, steps)
            return Outcome([step], more=True)
        task = eager_task(self._wait(call, running, steps, step))
        if task.done():
            return task.result()
        self._tasks[call] = (task, step)
        task.add_done_callback(lambda _done: self._tasks.pop(call, None))
        return task

    async def _wait(
        self,
        call: int,
        running: RunningNode,
        steps: Generator[Any, Any, list[Output]],
        step: Awaitable[Any],
    ) -> Outcome:
        """Goes on with a call that has something to await."""
        current_node.set(running.index)  # in this task's own context
        try:
            while not isinstance(step, Output):
                step = await next_step(steps, step)
        except StopAsyncIteration as end:
            return Outcome(end.args[0])
        except asyncio.CancelledError as error:
            task = asyncio.current_task()
            if task is not None and task.cancelling():
                raise
            return Outcome(failure=cause_of(error, self._folder))
        except StopAsked:
            # The host ends the run by itself; out of a task it would end the event loop instead.
            raise asyncio.CancelledError from None
        except BaseException as error:
            return Outcome(failure=cause_of(error, self._folder))
        finally:
            if self._output.begun:
                self._output.end_lines()
        self._calls[call] = (running, steps)
        return Outcome([step], more=True)


async def next_step(steps: Generator[Any, Any, list[Output]], waits_for: Awaitable[Any]) -> Any:  # noqa: ANN401
    """Awaits for a call and takes its next step; after the last, StopAsyncIteration with its outputs."""
    try:
        try:
            sent = [await waits_for]
        except BaseException as error:
            return steps.throw(error)
        return steps.send(sent)
    except StopIteration as end:
        raise StopAsyncIteration(end.value) from None


def eager_task(work: Coroutine[Any, Any, Outcome]) -> asyncio.Task[Outcome]:
    """A task that begins at once where Python can do that (3.12): what waits for nothing is then done."""
    loop = asyncio.get_running_loop()
    if sys.version_info >= (3, 12):
        return asyncio.Task(work, loop=loop, eager_start=True)
    return loop.create_task(work)


def initializer(node: Any, plan: PlanNode) -> Callable[[], Any] | None:  # noqa: ANN401
    """A node's `initialize`, with the params for those of the older SDK's plug-ins that ask for them."""
    initialize = getattr(node, "initialize", None)
    if initialize is None or not asks_for_params(initialize, bound=True):
        found: Callable[[], Any] | None = initialize
        return found
    return lambda: initialize(dict(plan.get("params") or {}))


async def settled(result: Any) -> Any:  # noqa: ANN401
    """What a method gave, awaited where it was a coroutine (nodes of the older SDK do both)."""
    return await result if inspect.isawaitable(result) else result


def any_error(found: list[Diagnostic]) -> bool:
    """Whether something among the problems is an error."""
    return any(each["severity"] == "error" for each in found)


def start_problem(plan: PlanNode, cause: Cause, *, left_out: bool) -> Diagnostic:
    """`initialize` raised; a node with `on_error` `skip` is then left out of the run."""
    then = "; the run goes on without it" if left_out else ""
    found: Diagnostic = {
        "severity": "warning" if left_out else "error",
        "code": cause.pop("code", "node-initialize"),
        "message": f'Node "{plan["id"]}" could not start{then}: {cause["type"]}: {cause["message"]}',
        "help": cause.pop("help", "See the traceback; initialize() raised."),
        "path": f"nodes[{plan['index']}]",
        "node": plan["id"],
        "node_type": plan["node_type"],
        "cause": cause,
    }
    move_place(cause, found)
    return found


def clean_up_problem(plan: PlanNode, cause: Cause) -> Diagnostic:
    """`cleanup` raised: what came out before is sound."""
    found: Diagnostic = {
        "severity": "warning",
        "code": "node-cleanup",
        "message": f'Node "{plan["id"]}" could not clean up: {cause["type"]}: {cause["message"]}',
        "help": cause.pop("help", "What has come out is complete. See the traceback; cleanup() raised."),
        "path": f"nodes[{plan['index']}]",
        "node": plan["id"],
        "node_type": plan["node_type"],
        "cause": cause,
    }
    move_place(cause, found)
    return found


def no_class(plan: PlanNode) -> Diagnostic:
    """The plan names a type that no file defines."""
    return {
        "severity": "error",
        "code": "unknown-node-type",
        "message": f"No class '{plan['node_type']}' with a method 'process' was found.",
        "help": "Define it in a file under nodes/, or correct node_type.",
        "path": f"nodes[{plan['index']}].node_type",
        "node": plan["id"],
        "node_type": plan["node_type"],
    }
