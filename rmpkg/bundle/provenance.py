"""The statement that lists every file of a bundle (rmpkg/spec/FORMAT.md, "Provenance")."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

PROVENANCE = "meta/provenance.json"

STATEMENT_TYPE = "https://in-toto.io/Statement/v1"
PREDICATE_TYPE = "https://slsa.dev/provenance/v1"
BUILD_TYPE = "urn:rmpkg:build:v1"
BUILDER = "urn:rmpkg:command-line"


def statement(hashes: Mapping[str, str], *, manifest: str, version: str) -> bytes:
    """An in-toto statement with an SLSA provenance predicate, the same bytes for the same files.

    It names no time, no user and no machine: those would differ from build to build.

    Args:
        hashes: lower-case hexadecimal SHA-256 by name, of every other file of the bundle.
        manifest: name of the manifest among them.
        version: of the program that builds.
    """
    content = {
        "_type": STATEMENT_TYPE,
        "subject": [{"name": name, "digest": {"sha256": hashes[name]}} for name in sorted(hashes)],
        "predicateType": PREDICATE_TYPE,
        "predicate": {
            "buildDefinition": {
                "buildType": BUILD_TYPE,
                "externalParameters": {"manifest": manifest},
                "resolvedDependencies": [],
            },
            "runDetails": {"builder": {"id": BUILDER, "version": {"rmpkg": version}}},
        },
    }
    return (json.dumps(content, indent=1, ensure_ascii=False) + "\n").encode()
