"""Packs the example bundles with `rmpkg build` and writes the gallery's index.

usage: python -m tools.examples [OUT]     (default: build/examples)
"""

import json
import shutil
import subprocess
import sys
import tomllib
import wave
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
SOURCES = ROOT / "examples"


def sample(name: str, out: Path) -> dict[str, Any]:
    """Copies one sample recording beside the bundles and says what it is (bytes, seconds)."""
    source = SOURCES / "recordings" / name
    shutil.copyfile(source, out / name)
    with wave.open(str(source)) as recording:
        seconds = recording.getnframes() / recording.getframerate()
    return {"file": name, "size": source.stat().st_size, "seconds": round(seconds, 2)}


def build(out: Path) -> list[Path]:
    """Builds every example into `out`; returns the bundles in the gallery's order."""
    out.mkdir(parents=True, exist_ok=True)
    entries, bundles = [], []
    for example in tomllib.loads((SOURCES / "examples.toml").read_text())["example"]:
        folder = SOURCES / example["folder"]
        bundle = out / f"{example['folder']}.rmpkg"
        command = [sys.executable, "-m", "rmpkg.cli.main", "build", str(folder), "-o", str(bundle)]
        subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
        samples = {name: {"json": json.dumps(values)} for name, values in example.get("input", {}).items()}
        samples |= {name: sample(file, out) for name, file in example.get("input_file", {}).items()}
        entries.append(
            {
                "name": example["folder"],
                "title": example["title"],
                "sentence": example["summary"],
                "file": bundle.name,
                "size": bundle.stat().st_size,
                "samples": samples,
            }
        )
        bundles.append(bundle)
    (out / "index.json").write_text(json.dumps({"examples": entries}, indent=1, ensure_ascii=False) + "\n")
    return bundles


if __name__ == "__main__":
    build(Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "build" / "examples")
