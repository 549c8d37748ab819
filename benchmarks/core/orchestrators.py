"""Two ways to run a graph of nodes in Python: the plainest there is, and one with queues."""

import time
from collections import deque
from collections.abc import Callable

Packet = dict[str, int]
Graph = list[list[int]]
Way = Callable[[Graph, int], float]


class Pass:
    """What every node is."""

    def process(self, packet: Packet) -> Packet:
        """The packet as it came."""
        return packet


def graph_of(count: int, edges: list[list[int]]) -> Graph:
    """The nodes that each node leads to."""
    after: Graph = [[] for _ in range(count)]
    for start, end in edges:
        after[start].append(end)
    return after


def inputs_of(after: Graph) -> list[int]:
    """The nodes that nothing leads to."""
    fed = {end for ends in after for end in ends}
    return [index for index in range(len(after)) if index not in fed]


def by_loop(after: Graph, count: int) -> float:
    """Round by round, each node over all that has come to it. Seconds."""
    nodes = [Pass() for _ in after]
    inputs = inputs_of(after)
    begun = time.perf_counter()
    for sequence in range(count):
        came: list[list[Packet]] = [[] for _ in after]
        for index in inputs:
            came[index].append({"value": 1, "sequence": sequence})
        for index, node in enumerate(nodes):
            for packet in came[index]:
                value = node.process(packet)
                for end in after[index]:
                    came[end].append(value)
    return time.perf_counter() - begun


def by_queues(after: Graph, count: int, bound: int = 64) -> float:
    """A bounded queue before every node; whoever has packets and room behind it runs. Seconds."""
    nodes = [Pass() for _ in after]
    queues: list[deque[Packet]] = [deque() for _ in after]
    inputs = inputs_of(after)
    left = dict.fromkeys(inputs, count)
    begun = time.perf_counter()
    while any(left.values()) or any(queues):
        for index in inputs:
            while left[index] and len(queues[index]) < bound:
                queues[index].append({"value": 1, "sequence": count - left[index]})
                left[index] -= 1
        for index in range(len(nodes) - 1, -1, -1):
            mine, ends = queues[index], after[index]
            while mine and all(len(queues[end]) < bound for end in ends):
                value = nodes[index].process(mine.popleft())
                for end in ends:
                    queues[end].append(value)
    return time.perf_counter() - begun


def sample(way: Way, nodes: int, edges: list[list[int]], count: int) -> float:
    """Seconds for `count` packets at each input."""
    return way(graph_of(nodes, edges), count)
