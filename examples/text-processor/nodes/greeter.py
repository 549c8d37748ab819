"""A node of this bundle's own: an ordinary Python class, run by the page and by the terminal alike."""

from dataclasses import dataclass

from py_nodes.sdk import Node


class Greeter(Node):
    """Turns a name into the request that TextProcessorNode understands.

    In: a name (text). Out: ``{"text", "operations"}`` (JSON).
    """

    @dataclass(frozen=True)
    class Params:
        """What the manifest may set."""

        greeting: str = "Hello"

    params: Params

    def process(self, data: str) -> dict[str, object]:
        """Greets one name."""
        print(f"greeting {data}")
        return {
            "text": f"{self.params.greeting}, {data}",
            "operations": ["uppercase", "title_case", "word_count", "reverse"],
        }
