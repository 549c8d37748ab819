"""The smallest node that needs numpy."""

import numpy as np

from py_nodes.sdk import Node


class Sum(Node):
    """A number n in, the sum of 0 … n-1 out."""

    def process(self, data: int) -> int:
        """Sums by numpy."""
        return int(np.arange(data).sum())
