"""Two ways to run a chain of nodes in Python: the plainest there is, and one with queues."""

import time
from collections import deque
from collections.abc import Callable

Packet = dict[str, int]
Way = Callable[[int, list[Packet]], float]


class Pass:
    """What every node of the chain is."""

    def process(self, packet: Packet) -> Packet:
        """The packet as it came."""
        return packet


def by_loop(length: int, packets: list[Packet]) -> float:
    """Each packet through all nodes, one after the other. Seconds."""
    nodes = [Pass() for _ in range(length)]
    given = []
    begun = time.perf_counter()
    for packet in packets:
        value = packet
        for node in nodes:
            value = node.process(value)
        given.append(value)
    return time.perf_counter() - begun


def by_queues(length: int, packets: list[Packet], bound: int = 64) -> float:
    """A bounded queue before every node; whoever has packets and room behind it runs. Seconds."""
    nodes = [Pass() for _ in range(length)]
    queues: list[deque[Packet]] = [deque() for _ in range(length + 1)]
    waiting = deque(packets)
    begun = time.perf_counter()
    while waiting or any(queues[:-1]):
        while waiting and len(queues[0]) < bound:
            queues[0].append(waiting.popleft())
        for index in range(length - 1, -1, -1):
            mine, after = queues[index], queues[index + 1]
            is_last = index == length - 1
            while mine and (is_last or len(after) < bound):
                after.append(nodes[index].process(mine.popleft()))
    return time.perf_counter() - begun


def sample(way: Way, length: int, count: int) -> float:
    """Seconds for `count` packets."""
    return way(length, [{"value": 1, "sequence": index} for index in range(count)])
