"""Stands in for meson-python while pip downloads numpy's source archive.

`pip download` asks the build backend for metadata even where only the archive is wanted; the
real one would look for a native C++ compiler first, and stop.
"""

from pathlib import Path


def prepare_metadata_for_build_wheel(folder: str, _settings: object = None) -> str:
    """Write the least that pip takes for metadata."""
    info = Path(folder, "numpy-2.4.6.dist-info")
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: numpy\nVersion: 2.4.6\n")
    return info.name


def get_requires_for_build_wheel(_settings: object = None) -> list[str]:
    """Nothing: nothing is built."""
    return []
