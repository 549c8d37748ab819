"""The table of a session: what each case did on each host."""

from __future__ import annotations

#: The first is what the others are compared with.
HOSTS = ("CPython", "Node", "page, isolated", "page, plain", "WASI")
#: Browsers in which the telling cases run too, as a page that is isolated.
BROWSERS = ("firefox", "webkit")

#: By case, then host: "equal", "differs", "known" (marked in the case) or "n.a.".
TABLE: dict[str, dict[str, str]] = {}


def table_text() -> str:
    """The table, its totals last."""
    hosts = [host for host in (*HOSTS, *BROWSERS) if any(host in row for row in TABLE.values())]
    width = max(len(case) for case in TABLE)
    lines = [f"{'':{width}}  " + "  ".join(f"{host:>14}" for host in hosts)]
    for case, row in TABLE.items():
        lines.append(f"{case:{width}}  " + "  ".join(f"{row.get(host, '-'):>14}" for host in hosts))
    words = [word for row in TABLE.values() for word in row.values()]
    counts = ", ".join(f"{words.count(word)} {word}" for word in sorted(set(words)))
    lines.append(f"{len(TABLE)} cases on {len(hosts)} hosts: {counts}")
    return "\n".join(lines)
