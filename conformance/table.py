"""The table of a session: what each case did on each host."""

from __future__ import annotations

#: The first is what the others are compared with.
HOSTS = ("CPython", "Node", "page, isolated", "page, plain", "WASI")

#: By case, then host: "equal", "differs", "known" (marked in the case) or "n.a.".
TABLE: dict[str, dict[str, str]] = {}
