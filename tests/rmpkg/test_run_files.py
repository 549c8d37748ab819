"""A manifest by itself or wrapped with its inputs, and results in the older SDK's shape."""

from __future__ import annotations

import base64
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.rmpkg.test_run_command import ROOT, run

MULTIPLY = {"id": "g", "node_type": "MultiplyNode", "params": {"factor": 4}}
# As the SDK's own browser example has it.
WRAPPED = {
    "manifest": {
        "version": "v1",
        "metadata": {"name": "p"},
        "runtime": {"target": "wasm32-wasi", "min_version": "0.1.0", "features": ["rust-only"]},
        "nodes": [MULTIPLY],
        "connections": [],
    },
    "input_data": [1, 2],
}


def written(folder: Path, document: object) -> Path:
    path = folder / "run.json"
    path.write_text(json.dumps(document))
    return path


def sdk_output(path: Path, form: str, *words: str) -> Any:
    done = run(path, "--sdk-output", form, *words)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_the_wrapped_form_gives_the_envelope_that_the_sdk_gave(tmp_path: Path) -> None:
    assert sdk_output(written(tmp_path, WRAPPED), "envelope") == {
        "status": "success",
        "outputs": [4, 8],
        "graph_info": {"node_count": 1, "source_count": 1, "sink_count": 1, "execution_order": ["g"]},
    }


def test_one_result_stands_alone_and_none_is_an_empty_list(tmp_path: Path) -> None:
    assert sdk_output(written(tmp_path, {**WRAPPED, "input_data": [5]}), "value") == 20
    assert sdk_output(written(tmp_path, {**WRAPPED, "input_data": []}), "value") == []
    assert sdk_output(written(tmp_path, {**WRAPPED, "input_data": [[5, 6]]}), "value") == [20, 24]


def test_input_data_goes_to_every_source_and_sinks_follow_one_another_in_manifest_order(
    tmp_path: Path,
) -> None:
    nodes = [MULTIPLY, {"id": "a", "node_type": "AddNode", "params": {"addend": 1}}]
    path = written(tmp_path, {"manifest": {"version": "v1", "nodes": nodes}, "input_data": [10, 20]})
    assert sdk_output(path, "value") == [40, 80, 11, 21]


def test_inputs_by_name_and_the_command_line_counts_before_them(tmp_path: Path) -> None:
    manifest = {"version": "v1", "nodes": [MULTIPLY, {"id": "a", "node_type": "AddNode"}]}
    path = written(tmp_path, {"manifest": manifest, "inputs": {"g": [1, 2.0], "a": ["text"]}})
    assert sdk_output(path, "value") == [4, 8.0, "text"]
    assert sdk_output(path, "value", "--input", "g=[5]") == [20, "text"]


def test_a_manifest_alone_takes_its_inputs_from_the_command_line(tmp_path: Path) -> None:
    path = written(tmp_path, {"version": "v1", "nodes": [MULTIPLY]})
    assert sdk_output(path, "value", "--input", "[1]") == 4


@pytest.mark.parametrize("name", ["g", "1", "2.5", "my in-put_3", "Ü"])
def test_an_input_is_called_what_its_node_is(tmp_path: Path, name: str) -> None:
    path = written(tmp_path, {"version": "v1", "nodes": [{**MULTIPLY, "id": name}], "connections": []})
    assert sdk_output(path, "value", "--input", f"{name}=[3]") == 12


def test_arrays_and_audio(tmp_path: Path) -> None:
    (tmp_path / "nodes").mkdir()
    (tmp_path / "nodes" / "it.py").write_text(
        "import numpy as np\n"
        "class Arrays:\n"
        "    def process(self, value):\n"
        "        array = np.arange(6, dtype='int16').reshape(2, 3)\n"
        "        audio = (np.array([[0.5, -1.0], [0.25, 0.0]], dtype='float32'), 8000, {'is_speech': True})\n"
        "        inside = {'x': [array.T.copy(), np.float64(1.5)]}\n"
        "        return {'alone': array, 'inside': inside, 'audio': audio}[value]\n"
    )
    manifest = {"version": "v1", "nodes": [{"id": "a", "node_type": "Arrays"}]}
    (tmp_path / "manifest.json").write_text(json.dumps(manifest))
    alone, inside, audio = sdk_output(tmp_path, "value", "--input", '["alone", "inside", "audio"]')
    # What a reader of the SDK does with the form.
    meta = alone["array"]["meta"]
    assert alone["__numpy__"] is True
    assert meta == {
        "shape": [2, 3],
        "dtype": "int16",
        "size": 6,
        "c_contiguous": True,
        "f_contiguous": False,
    }
    data = np.frombuffer(base64.b64decode(alone["array"]["data"]), dtype=meta["dtype"]).reshape(meta["shape"])
    assert data.tolist() == [[0, 1, 2], [3, 4, 5]]
    array, number = inside["x"]
    assert array["array"]["meta"]["shape"] == [3, 2]
    assert number == 1.5
    assert audio == {
        "type": "audio",
        "samples": [0.5, 0.25, -1.0, 0.0],
        "sample_rate": 8000,
        "channels": 2,
        "metadata": {"is_speech": True},
    }


def test_a_failed_run_has_no_sdk_output(tmp_path: Path) -> None:
    done = run(written(tmp_path, {**WRAPPED, "input_data": [1e308, 1]}), "--sdk-output", "envelope")
    assert (done.returncode, done.stdout) == (1, "")
    assert "1e+308 × 4 is beyond what a float64 can hold" in " ".join(done.stderr.split())


@pytest.mark.parametrize(
    ("document", "code"),
    [
        ({**WRAPPED, "inputs": {"g": [1]}}, "bad-run-file"),
        ({"manifest": WRAPPED["manifest"], "inputs": [1]}, "bad-run-file"),
        ({"manifest": WRAPPED["manifest"], "inputs": {"h": [1]}}, "input-unknown"),
        ({"manifest": WRAPPED["manifest"]}, "input-missing"),
    ],
)
def test_what_makes_no_sense_is_told(tmp_path: Path, document: object, code: str) -> None:
    done = run(written(tmp_path, document), "--sdk-output", "value")
    assert done.returncode == 1
    assert code in done.stderr


def test_numbers_are_printed_as_they_are_spelled() -> None:
    calculator = ROOT / "examples" / "calculator"
    done = run(calculator, "--json", "--input", "[1e300, 123456789012345678901234567890]")
    assert '"results": [2e+300, 246913578024691357802469135790]' in done.stdout
