"""A node that never comes back."""

from py_nodes.sdk import Node


class Spin(Node):
    """Whatever goes in, nothing comes out."""

    def process(self, _data: object) -> None:
        """Loops for ever."""
        while True:
            pass
