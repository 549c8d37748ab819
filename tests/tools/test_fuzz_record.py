"""What is written about the long fuzzing runs is true of the inputs that are kept."""

from __future__ import annotations

import hashlib
import tomllib
import zipfile

from tools.fuzz import CORPORA, RUNS, TARGETS, corpus_hash

MOST_BYTES_OF_ALL = 2_500_000


def test_each_target_has_the_corpus_that_its_record_names() -> None:
    runs = tomllib.loads(RUNS.read_text())
    assert set(runs) == set(TARGETS)
    for name, run in runs.items():
        with zipfile.ZipFile(CORPORA / f"{name}.zip") as archive:
            inputs = {each: archive.read(each) for each in archive.namelist()}
        for told, content in inputs.items():
            assert told == hashlib.sha256(content).hexdigest(), name
        assert len(inputs) == run["inputs"], name
        assert corpus_hash(inputs.values()) == run["sha256"], name
        assert run["executions"] > 0, name


def test_the_corpora_stay_small() -> None:
    assert {path.stem for path in CORPORA.iterdir()} == set(TARGETS)
    assert sum(path.stat().st_size for path in CORPORA.iterdir()) < MOST_BYTES_OF_ALL
