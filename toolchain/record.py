"""VENDOR.toml: what was built from what, by what.

One table per artifact: `sources` and `recipe` are the hashes of artifacts.py, `tools` the versions
that built it, `origins` the published archives it came from, `inputs` the hashes of the artifacts
it was made from, `files` the SHA-256 of each output.
"""

import fcntl
import json
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Self

from artifacts import VENDOR
from host import cache_root

PATH = VENDOR / "VENDOR.toml"
_HEADER = """\
# Written by toolchain/vendor.py, checked by toolchain/check_vendor.py. Do not edit.
# sources, recipe: hashes over the files that made it; files: SHA-256 of what is here.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Built:
    """What a build tells of itself besides its files."""

    tools: Mapping[str, str]
    origins: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """What VENDOR.toml says of one artifact."""

    sources: str
    recipe: str
    tools: Mapping[str, str] = field(default_factory=dict)
    origins: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    inputs: Mapping[str, str] = field(default_factory=dict)
    files: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def parse(cls, data: Mapping[str, Any]) -> Self:
        """From one table of the file; what is absent is empty."""
        return cls(
            sources=data.get("sources", ""),
            recipe=data.get("recipe", ""),
            tools=data.get("tools", {}),
            origins=data.get("origins", {}),
            inputs=data.get("inputs", {}),
            files=data.get("files", {}),
        )


def read_records() -> dict[str, Record]:
    """All records, by artifact; none where the file is not there yet."""
    if not PATH.is_file():
        return {}
    data = tomllib.loads(PATH.read_text(encoding="utf-8"))
    return {name: Record.parse(table) for name, table in data.items()}


def write_record(name: str, record: Record) -> None:
    """Put one record into the file; builds of two artifacts may end at the same time."""
    lock = cache_root() / "records.lock"
    lock.parent.mkdir(parents=True, exist_ok=True)
    with lock.open("w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        _write({**read_records(), name: record})


def _write(records: Mapping[str, Record]) -> None:
    """Write the file, sorted, so that equal records give equal bytes."""
    lines = [_HEADER.rstrip()]
    for name, record in sorted(records.items()):
        lines += ["", f"[{name}]"]
        lines += [f"sources = {_quoted(record.sources)}", f"recipe = {_quoted(record.recipe)}"]
        for title in ("tools", "inputs", "files"):
            table: Mapping[str, str] = getattr(record, title)
            if table:
                lines += ["", f"[{name}.{title}]"]
                lines += [f"{_quoted(key)} = {_quoted(table[key])}" for key in sorted(table)]
        for origin, facts in sorted(record.origins.items()):
            lines += ["", f"[{name}.origins.{_quoted(origin)}]"]
            lines += [f"{_quoted(key)} = {_quoted(facts[key])}" for key in sorted(facts)]
    PATH.parent.mkdir(parents=True, exist_ok=True)
    PATH.write_text("\n".join(lines) + "\n", encoding="utf-8")


def _quoted(text: str) -> str:
    return json.dumps(text)  # a JSON string without surrogates is a TOML basic string
