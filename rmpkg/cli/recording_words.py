"""What a recording is, for `rmpkg inspect`."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

from rmpkg.bundle.diagnostic import BundleError
from rmpkg.cli.report import print_json, printable, row, size
from rmpkg.native.inputs import file_kind
from rmpkg.native.recording import Recording
from rmpkg.native.wire import AUDIO
from rmpkg.wasm_module import WasmInstance

if TYPE_CHECKING:
    from pathlib import Path

#: How bundles begin: ZIP, empty ZIP, zstd.
BUNDLES = (b"PK\x03\x04", b"PK\x05\x06", b"\x28\xb5\x2f\xfd")
#: Column at which the texts start.
INDENT = 13


def recording_info(path: Path) -> dict[str, Any] | None:
    """What is known of a recording before it is decoded; None for a file that is something else.

    Raises:
        BundleError: it is a recording or a video, or is called one, but its sound cannot be read.
    """
    try:
        with path.open("rb") as file:
            if file.read(4) in BUNDLES:
                return None
        with Recording(path) as recording:
            return recording.info
    except OSError:
        return None  # opening it as a bundle says why
    except BundleError as error:
        is_called_one = file_kind(WasmInstance(), "any", path.name) == AUDIO
        if error.diagnostics[0]["code"] in ("not-audio", "empty-file") and not is_called_one:
            return None
        for each in error.diagnostics:
            each.setdefault("file", str(path))
        raise


def tell_recording(path: Path, info: dict[str, Any], *, as_json: bool) -> None:
    """Prints it."""
    if as_json:
        print_json({"file": str(path), "bytes": path.stat().st_size, "recording": info})
        return
    print(f"{printable(path.name)}: a recording")
    about = "" if info["frames_exact"] else "about "
    facts = {
        "file": f"{size(path.stat().st_size)}, {info['kind']}",
        "sound": f"{info['sample_rate']} Hz, {channel_words(info['channels'])}",
        "length": "not told" if info["seconds"] is None else about + clock(info["seconds"]),
        **{tag.replace("_", " "): text for tag, text in info["tags"].items()},
    }
    for label, text in facts.items():
        print(row(label, printable(text), sys.stdout, indent=INDENT))


def channel_words(channels: int) -> str:
    """The number of channels in words."""
    return {1: "mono", 2: "stereo"}.get(channels, f"{channels} channels")


def clock(seconds: float) -> str:
    """A length as h:mm:ss.t or m:ss.t."""
    tenths = round(seconds * 10)
    minutes, rest = divmod(tenths, 600)
    hours, minutes = divmod(minutes, 60)
    lead = f"{hours}:{minutes:02}" if hours else f"{minutes}"
    return f"{lead}:{rest // 10:02}.{rest % 10}"
