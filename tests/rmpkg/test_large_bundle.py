"""A bundle of several gigabytes is opened by the command line without being held."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from tools.vectors.large import write_large_bundle
from tools.vectors.package import MANIFEST
from tools.vectors.zip_bytes import Zip, stored

GIB = 1 << 30
MOST_GROWTH_BYTES = 24 << 20
# Peak memory of `rmpkg verify` on a file, in bytes, and what it said.
MEASURE = """
import contextlib, io, json, resource, sys
from rmpkg.cli.main import main
out = io.StringIO()
with contextlib.redirect_stdout(out):
    status = main(["verify", sys.argv[1], "--json"])
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
print(json.dumps([status, json.loads(out.getvalue()), peak]))
"""


def verified(path: Path) -> tuple[str, list[str], int]:
    done = subprocess.run(
        [sys.executable, "-c", MEASURE, str(path)], capture_output=True, text=True, check=True, timeout=250
    )
    status, document, peak = json.loads(done.stdout)
    assert status == 0, document
    return document["verdict"], [each["code"] for each in document["reasons"]], peak


def test_four_gigabytes_and_more_are_verified_in_a_few_megabytes(tmp_path: Path) -> None:
    small, large = tmp_path / "small.rmpkg", tmp_path / "large.rmpkg"
    small.write_bytes(Zip(entries=[stored("manifest.json", MANIFEST)]).written())
    # The manifest lies behind 4 GiB.
    write_large_bundle(large, [2 * GIB + 12345, 2 * GIB + 54321])
    assert large.stat().st_size > 4 * GIB
    assert large.stat().st_blocks * 512 < 100 << 20, "this file system keeps no holes"
    verdict, codes, peak = verified(large)
    assert (verdict, codes) == ("unsigned", ["no-provenance"])
    assert peak - verified(small)[2] < MOST_GROWTH_BYTES
